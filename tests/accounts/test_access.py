from datetime import timedelta

import pytest

from accounts.errors import NotPermitted, RuleBroken, TooOften
from accounts.models import AccessToken, Application, RequestCount
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.services import access
from accounts.services.people import set_password
from tests.api import an_application
from tests.builders import NOON, a_user

pytestmark = pytest.mark.django_db
READ, RECEIVE = Scope.READ, Scope.RECEIVE
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_neither_secret_nor_token_is_kept_in_clear():
    application, secret = an_application()
    token, row = access.exchange(application.client_id, secret, scopes=[], now=NOON)
    stored = [
        str(value) for model in (Application, AccessToken) for one in model.objects.values() for value in one.values()
    ]
    assert not [value for value in stored if secret in value or token in value]
    assert access.find_token(token, now=NOON) == row


def test_a_token_of_an_application_ends_after_an_hour():
    application, secret = an_application()
    token, _row = access.exchange(application.client_id, secret, scopes=[], now=NOON)
    assert access.find_token(token, now=NOON + HOUR - MINUTE)
    assert access.find_token(token, now=NOON + HOUR) is None


@pytest.mark.parametrize("wrong", ["", " ", "redress_", "null", "0", "\u200b"])
def test_a07_an_empty_secret_opens_nothing(wrong):
    application, secret = an_application()
    with pytest.raises(NotPermitted) as of_secret:
        access.exchange(application.client_id, wrong, scopes=[], now=NOON)
    with pytest.raises(NotPermitted) as of_client:
        access.exchange(wrong, secret, scopes=[], now=NOON)
    # The two are not told apart (A05).
    assert str(of_secret.value) == str(of_client.value)
    assert access.find_token(wrong, now=NOON) is None


def test_a_token_reaches_no_scope_its_application_lost_meanwhile():
    application, secret = an_application(scopes=(READ, RECEIVE))
    token, _row = access.exchange(application.client_id, secret, scopes=[RECEIVE], now=NOON)
    assert [scope for scope in Scope if access.find_token(token, now=NOON).allows(scope)] == [RECEIVE]
    access.change_application(application.pk, scopes=[READ], by=a_user(Role.ADMINISTRATOR))
    assert not access.find_token(token, now=NOON).allows(RECEIVE)
    with pytest.raises(NotPermitted):
        access.exchange(application.client_id, secret, scopes=[RECEIVE], now=NOON)


def test_a26_what_is_closed_opens_nothing_from_the_next_request_on():
    administrator = a_user(Role.ADMINISTRATOR)
    application, secret = an_application()
    token, _row = access.exchange(application.client_id, secret, scopes=[], now=NOON)
    access.change_application(application.pk, is_active=False, by=administrator)
    assert access.find_token(token, now=NOON) is None
    access.change_application(application.pk, is_active=True, by=administrator)
    fresh = access.renew_secret(application.pk, by=administrator, now=NOON)
    assert access.find_token(token, now=NOON) is None
    with pytest.raises(NotPermitted):
        access.exchange(application.client_id, secret, scopes=[], now=NOON)
    token, _row = access.exchange(application.client_id, fresh, scopes=[], now=NOON)
    application.account.is_active = False
    application.account.save()
    assert access.find_token(token, now=NOON) is None


def test_a_person_makes_keys_for_themselves_and_ends_them_alone():
    agent, other = a_user(), a_user()
    token, row = access.issue_token(name="报表", scopes=[READ], days=90, by=agent, now=NOON)
    with pytest.raises(NotPermitted):
        access.revoke_token(row.pk, by=other, now=NOON)
    assert access.find_token(token, now=NOON).holder == agent
    access.revoke_token(row.pk, by=agent, now=NOON)
    assert access.find_token(token, now=NOON) is None


@pytest.mark.parametrize(
    "facts", [{"days": 0}, {"days": 91}, {"name": " "}, {"scopes": []}, {"scopes": ["complaints:everything"]}]
)
def test_a_key_that_makes_no_sense_is_refused(facts):
    with pytest.raises(RuleBroken):
        access.issue_token(**{"name": "报表", "scopes": [READ], "days": 30} | facts, by=a_user(), now=NOON)
    assert not AccessToken.objects.exists()


def test_only_an_administrator_lets_systems_in_and_never_as_a_person():
    facts = {"name": "官网", "scopes": [READ], "most_a_minute": 60, "now": NOON}
    account = a_user(Role.INTEGRATION, department="technology")
    with pytest.raises(NotPermitted):
        access.register_application(account=account, by=a_user(Role.SUPERVISOR), **facts)
    administrator = a_user(Role.ADMINISTRATOR)
    with pytest.raises(RuleBroken):
        access.register_application(account=a_user(Role.DIRECTOR), by=administrator, **facts)
    access.register_application(account=account, by=administrator, **facts)
    with pytest.raises(RuleBroken):
        access.register_application(account=account, by=administrator, **facts | {"name": "小程序"})


def test_a38_no_minute_holds_more_requests_than_the_limit():
    application, secret = an_application(most_a_minute=3)
    _token, key = access.exchange(application.client_id, secret, scopes=[], now=NOON)
    assert [access.count_request(key, now=NOON) for _turn in range(3)] == [2, 1, 0]
    for _turn in range(2):
        with pytest.raises(TooOften):
            access.count_request(key, now=NOON + MINUTE / 2)
    assert access.count_request(key, now=NOON + MINUTE) == 2
    assert RequestCount.objects.count() == 1


def test_a40_a_new_password_ends_the_keys_of_the_person():
    agent = a_user()
    token, _row = access.issue_token(name="报表", scopes=[READ], days=90, by=agent, now=NOON)
    set_password(agent.pk, password="another-Long-1", by=a_user(Role.ADMINISTRATOR), now=NOON)
    assert access.find_token(token, now=NOON) is None
