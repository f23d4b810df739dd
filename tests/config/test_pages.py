"""What a stranger's browser meets before any of our own pages."""

import pytest
from axes.utils import reset
from django.db import OperationalError, connection
from django.test import override_settings
from django.urls import reverse

from accounts.models import User
from config import errors
from config.address import behind_proxy

PASSWORD = "a long password"


@pytest.mark.django_db
def test_health_is_two_letters_and_says_nothing_when_the_database_is_gone(client, monkeypatch):
    assert client.get("/healthz").content == b"ok\n"

    def gone():
        raise OperationalError("password of redress@10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert b"10.0.0.7" not in answer.content


@pytest.mark.parametrize(("language", "words"), [("zh-hans", 'lang="zh-hans"'), ("en", 'lang="en"')])
def test_a_missing_page_is_a_sentence_in_the_readers_language(client, language, words):
    client.cookies["django_language"] = language
    page = client.get("/no/such/page").content.decode()
    assert words in page
    assert "Traceback" not in page
    assert "resolver" not in page


def test_a_fault_is_a_page_that_names_nothing_of_the_machine(client, monkeypatch):
    client.raise_request_exception = False

    def fails(self):
        raise RuntimeError("/srv/redress secret")

    monkeypatch.setattr(connection, "cursor", fails)
    page = client.get("/healthz")
    assert page.status_code == 500
    assert "secret" not in page.content.decode()


@override_settings(MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"])
def test_a_form_that_was_open_too_long_is_refused_with_a_way_on(rf):
    page = errors.csrf_failure(rf.post("/"), reason="CSRF cookie not set.")
    assert page.status_code == 403
    assert "CSRF" not in page.content.decode()


def test_public_pages_allow_no_inline_script_and_the_back_office_no_inline_script_either(client):
    public = client.get("/no/such/page").headers["Content-Security-Policy"]
    assert "unsafe" not in public
    assert "frame-ancestors 'none'" in public
    office = client.get(reverse("admin:login")).headers["Content-Security-Policy"]
    scripts = next(part for part in office.split(";") if part.strip().startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "unsafe-eval" in scripts


def sign_in(client, username, password, address):
    return client.post(
        reverse("admin:login"), {"username": username, "password": password}, REMOTE_ADDR=address
    ).status_code


@pytest.mark.django_db
def test_wrong_passwords_lock_one_person_at_one_address_and_nobody_else(client, settings):
    settings.AXES_ENABLED = True
    for name in ("agent", "agent2"):
        User.objects.create_user(name, PASSWORD, name=name, role="agent")
    answers = [sign_in(client, "agent", "wrong", "10.0.0.1") for _attempt in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert sign_in(client, "agent", PASSWORD, "10.0.0.1") == 429
    assert sign_in(client, "agent2", PASSWORD, "10.0.0.1") == 302
    client.logout()
    assert sign_in(client, "agent", PASSWORD, "10.0.0.2") == 302
    reset()


@pytest.mark.parametrize(
    ("forwarded", "seen"),
    [("203.0.113.9", "203.0.113.9"), ("1.2.3.4, 203.0.113.9", "203.0.113.9"), ("", "127.0.0.1")],
)
def test_behind_a_proxy_only_the_address_the_proxy_wrote_counts(rf, settings, forwarded, seen):
    settings.BEHIND_PROXY = True
    addresses = []
    behind_proxy(lambda request: addresses.append(request.META["REMOTE_ADDR"]))(
        rf.get("/", HTTP_X_FORWARDED_FOR=forwarded, REMOTE_ADDR="127.0.0.1")
    )
    assert addresses == [seen]
