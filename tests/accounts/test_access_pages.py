"""Administrators let systems in, people make keys of their own; what is secret stands on one page, once."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessToken, Application
from accounts.roles import Role
from accounts.scopes import Scope
from accounts.services import access
from complaints.models import WebhookCall
from complaints.services import webhooks
from complaints.services.intake import receive
from tests.api import an_application, key_of
from tests.builders import NOON, a_receipt, a_user

pytestmark = pytest.mark.django_db
KEYS = reverse("admin:accounts_accesstoken_changelist")


def secret_on(answer):
    return re.search(r"<code data-secret>([^<]+)</code>", answer.content.decode())[1]


def test_an_administrator_lets_a_system_in_and_reads_its_secret_once(client):
    client.force_login(a_user(Role.ADMINISTRATOR))
    account = a_user(Role.INTEGRATION, department="technology")
    facts = {"name": "官网", "account": account.pk, "scopes": [Scope.READ], "most_a_minute": 60}
    answer = client.post(reverse("admin:accounts_application_add"), facts)
    application, secret = Application.objects.get(), secret_on(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert access.exchange(application.client_id, secret, scopes=[], now=timezone.now())
    page = reverse("admin:accounts_application_change", args=[application.pk])
    assert secret not in client.get(page).content.decode()
    renewed = secret_on(client.post(reverse("admin:accounts_application_renew", args=[application.pk])))
    assert renewed != secret
    changed = facts | {"scopes": [Scope.RECEIVE], "is_active": ""}
    assert client.post(page, changed).status_code == 302
    application.refresh_from_db()
    assert (application.scopes, application.is_active, application.account) == ([Scope.RECEIVE], False, account)


def test_a_person_is_no_account_of_a_system(client):
    client.force_login(a_user(Role.ADMINISTRATOR))
    facts = {"name": "官网", "account": a_user().pk, "scopes": [Scope.READ], "most_a_minute": 60}
    assert client.post(reverse("admin:accounts_application_add"), facts).status_code == 200
    assert not Application.objects.exists()


def test_people_make_keys_see_their_own_alone_and_end_them(client):
    agent, other = a_user(), a_user()
    key_of(other)
    client.force_login(agent)
    facts = {"name": "日报脚本", "scopes": [Scope.READ], "days": 30}
    token = secret_on(client.post(reverse("admin:accounts_accesstoken_add"), facts))
    assert access.find_token(token, now=timezone.now()).holder == agent
    shown = client.get(KEYS).content.decode()
    assert "日报脚本" in shown
    assert token not in shown
    ended = [one.pk for one in AccessToken.objects.all()]
    client.post(KEYS, {"action": "end_now", "_selected_action": ended})
    assert access.find_token(token, now=timezone.now()) is None
    assert AccessToken.objects.get(holder=other).revoked_at is None


def test_an_administrator_sees_the_keys_of_all_and_ends_a_single_one(client):
    agent = a_user()
    lost, kept = key_of(agent), key_of(agent)
    client.force_login(a_user(Role.ADMINISTRATOR))
    shown = client.get(KEYS).content.decode()
    assert agent.name in shown
    assert lost not in shown
    ended = access.find_token(lost, now=timezone.now()).pk
    client.post(KEYS, {"action": "end_now", "_selected_action": [ended]})
    assert access.find_token(lost, now=timezone.now()) is None
    assert access.find_token(kept, now=timezone.now())


@pytest.mark.parametrize("wrong", [{"days": 400}, {"scopes": []}, {"name": ""}, {"scopes": ["all"]}])
def test_a_key_that_makes_no_sense_is_refused_at_its_field(client, wrong):
    client.force_login(a_user())
    facts = {"name": "日报脚本", "scopes": [Scope.READ], "days": 30} | wrong
    assert client.post(reverse("admin:accounts_accesstoken_add"), facts).status_code == 200
    assert not AccessToken.objects.exists()


def test_a_parked_call_is_sent_again_from_the_log(client):
    application, _secret = an_application()
    webhook, _secret = webhooks.open_webhook(address="https://example.cn", kinds=[], by=application.account, now=NOON)
    complaint = receive(a_receipt(channel="chat"), by=application.account, now=NOON).complaint
    call = WebhookCall.objects.create(
        webhook=webhook, event=complaint.events.get(), due_at=NOON, attempts=5, parked_at=NOON, failure="rejected 410"
    )
    client.force_login(a_user(Role.ADMINISTRATOR))
    log = reverse("admin:complaints_webhookcall_changelist")
    assert complaint.number in client.get(f"{log}?state=parked").content.decode()
    client.post(log, {"action": "send_again", "_selected_action": [call.pk]})
    call.refresh_from_db()
    assert (call.state, call.attempts, call.failure) == ("waiting", 0, "")
