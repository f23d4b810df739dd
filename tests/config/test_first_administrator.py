import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from config.management.commands import first_administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_desk")]


@pytest.fixture
def typing(monkeypatch):
    def types(*words):
        answers = iter(words)
        monkeypatch.setattr(first_administrator.getpass, "getpass", lambda prompt: next(answers))

    return types


def test_the_first_administrator_can_sign_in_and_there_is_no_second(typing, client):
    typing("a decent password", "a decent password")
    call_command("first_administrator", "zheng", "郑凯")
    assert client.login(username="zheng", password="a decent password")
    typing("another password", "another password")
    with pytest.raises(CommandError):
        call_command("first_administrator", "second", "别人")
    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize("words", [("short", "short"), ("1234567890", "1234567890"), ("a decent one", "a decent two")])
def test_a_weak_or_mistyped_password_makes_nobody(typing, words):
    typing(*words)
    with pytest.raises(CommandError):
        call_command("first_administrator", "zheng", "郑凯")
    assert not User.objects.exists()
