"""Other systems are told what happens to the complaints they brought in: signed, at least once, and no others (A14)."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Webhook, WebhookCall
from complaints.services import webhooks
from complaints.services.contacts import record_contact
from complaints.services.intake import receive
from complaints.services.sweeps.news import read_news
from complaints.services.webhook_calls import send_calls
from tests.api import a_client, an_application, application_key
from tests.builders import NOON, a_complaint, a_receipt, a_user
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TALK = {"direction": "in", "channel": "chat", "summary": "客户补充了照片。"}


@pytest.fixture
def application():
    application, _secret = an_application()
    application.is_inside = True
    application.save()
    return application


def opened(application, url, kinds=()):
    return webhooks.open_webhook(address=url, kinds=kinds, by=application.account, now=NOON)


def sweep(now=NOON):
    system = User.objects.system()
    read_news(by=system, now=now)
    return send_calls(by=system, now=now)


def brought_in_by(application, **facts):
    return receive(a_receipt(channel="chat", **facts), by=application.account, now=NOON).complaint


def test_each_event_is_told_once_signed_and_without_a_word_of_the_customer(application):
    with a_web_server() as server:
        _webhook, secret = opened(application, server.url)
        complaint = brought_in_by(application, external_id="chat-9", name="车晓东")
        assert sweep() == complaint.events_count
        assert sweep(NOON + MINUTE) == 0
    (request, *_others) = server.requests
    told = json.loads(request["body"])
    assert (told["complaint"], told["external_id"], told["seq"]) == (complaint.number, "chat-9", 1)
    assert told["kind"] == "complaints.received"
    assert told["id"] == request["headers"]["Idempotency-Key"]
    assert "车晓东" not in request["body"].decode()
    assert complaint.subject not in request["body"].decode()
    signed = f"{request['headers']['X-Redress-Timestamp']}.".encode() + request["body"]
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert request["headers"]["X-Redress-Signature"] == expected


def test_nothing_is_told_of_complaints_somebody_else_brought_in(application):
    with a_web_server() as server:
        opened(application, server.url)
        a_complaint()
        other, _secret = an_application()
        receive(a_receipt(channel="chat"), by=other.account, now=NOON)
        assert sweep() == 0
    assert server.requests == []


def test_only_the_kinds_asked_for_are_told(application):
    with a_web_server() as server:
        opened(application, server.url, kinds=["complaints.contacted"])
        complaint = brought_in_by(application)
        sweep()
        record_contact(complaint.pk, **TALK, by=application.account, now=NOON + MINUTE)
        sweep(NOON + MINUTE)
    assert [json.loads(one["body"])["kind"] for one in server.requests] == ["complaints.contacted"]


def test_what_fails_is_tried_later_each_time_and_parked_with_its_reason_then_sent_again_by_hand(application):
    with a_web_server(status=503) as server:
        opened(application, server.url, kinds=["complaints.received"])
        brought_in_by(application)
        tried, now = [], NOON
        while (WebhookCall.objects.filter(parked_at=None).exists() and len(tried) < 100) or not tried:
            before = len(server.requests)
            sweep(now)
            tried.append(len(server.requests) - before)
            now += MINUTE
        assert [minute for minute, count in enumerate(tried) if count] == [0, 2, 6, 14, 30]
        call = WebhookCall.objects.get()
        assert "503" in call.failure
        assert len({one["headers"]["Idempotency-Key"] for one in server.requests}) == 1
        server.status = 200
        assert sweep(now) == 0
        webhooks.replay(call.pk, by=application.account, now=now)
        assert sweep(now) == 1
    assert WebhookCall.objects.get().state == "sent"


def test_an_address_that_is_silent_is_asked_once_a_sweep_and_holds_up_no_other(application):
    with a_web_server(status=503) as silent, a_web_server() as fine:
        opened(application, silent.url)
        opened(application, fine.url)
        for _turn in range(3):
            brought_in_by(application)
        sweep()
    assert len(silent.requests) == 1
    assert len(fine.requests) >= 3


def test_for_two_days_the_former_secret_signs_too(application):
    def signatures(now, seq):
        record_contact(complaint.pk, **TALK, by=application.account, now=now)
        sweep(now)
        return server.requests[-1]["headers"]["X-Redress-Signature"].split(", ")

    with a_web_server() as server:
        webhook, _secret = opened(application, server.url, kinds=["complaints.contacted"])
        complaint = brought_in_by(application)
        assert len(signatures(NOON, 1)) == 1
        fresh = webhooks.renew_webhook_secret(webhook.pk, by=application.account, now=NOON)
        assert len(signatures(NOON + timedelta(days=1), 2)) == 2
        assert len(signatures(NOON + timedelta(days=3), 3)) == 1
    assert Webhook.objects.get().secret == fresh


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000/x",
        "https://127.0.0.1/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest",
        "https://2130706433/x",
        "gopher://example.cn/",
        "https://a:b@example.cn/",
        "https://example.cn:22/",
        "https://exa mple.cn/",
        "",
        "https://example.cn/" + "a" * 500,
    ],
)
def test_a14_an_address_inside_or_odd_is_refused_when_it_is_opened(address):
    application, _secret = an_application()
    with pytest.raises(RuleBroken):
        opened(application, address)
    assert not Webhook.objects.exists()


def test_a_closed_webhook_is_told_nothing_more(application):
    with a_web_server() as server:
        webhook, _secret = opened(application, server.url)
        brought_in_by(application)
        webhooks.close_webhook(webhook.pk, by=application.account, now=NOON)
        sweep()
    assert server.requests == []


def test_webhooks_belong_to_one_application(application):
    webhook, _secret = opened(application, "https://example.cn/hook")
    other, _secret = an_application()
    for refused in (webhooks.close_webhook, webhooks.renew_webhook_secret):
        with pytest.raises(NotPermitted):
            refused(webhook.pk, by=other.account, now=NOON)
    with pytest.raises(NotPermitted):
        webhooks.open_webhook(address="https://example.cn", kinds=[], by=a_user(Role.SUPERVISOR), now=NOON)
    with pytest.raises(RuleBroken):
        opened(application, "https://example.cn", kinds=["complaints.everything"])


def test_the_interface_opens_renews_reads_replays_and_closes(application):
    client = a_client()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {application_key(account=None)}", HTTP_ACCEPT_LANGUAGE="en")
    opened_answer = client.post("/api/v1/webhooks", {"address": "https://example.cn/hook"})
    assert opened_answer.status_code == 201, opened_answer.data
    uuid, secret = opened_answer.json()["webhook"]["uuid"], opened_answer.json()["secret"]
    assert secret not in client.get("/api/v1/webhooks").content.decode()
    assert client.post(f"/api/v1/webhooks/{uuid}/renew-secret").json()["secret"] != secret
    webhook = Webhook.objects.get()
    complaint = brought_in_by(webhook.application)
    read_news(by=User.objects.system(), now=NOON)
    (call, *_others) = client.get(f"/api/v1/webhooks/{uuid}/calls").json()["results"]
    assert (call["complaint"], call["state"]) == (complaint.number, "waiting")
    assert client.post(f"/api/v1/webhooks/{uuid}/calls/{call['uuid']}/replay").status_code == 200
    assert client.post(f"/api/v1/webhooks/{uuid}/close").json()["is_active"] is False
    assert a_client().get(f"/api/v1/webhooks/{uuid}/calls").status_code == 404
    bad = client.post("/api/v1/webhooks", {"address": "http://10.0.0.1/"})
    assert bad.status_code == 422


def test_a26_a_closed_application_is_told_nothing_more(application):
    with a_web_server() as server:
        opened(application, server.url)
        brought_in_by(application)
        read_news(by=User.objects.system(), now=NOON)
        application.is_active = False
        application.save()
        assert sweep() == 0
    assert WebhookCall.objects.exists()
    assert server.requests == []
