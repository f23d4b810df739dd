"""Delivery reports of 阿里云 SMS: many at once, believed only at the address nobody guesses (COM-1, F27, A05)."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.models import ChannelAccount, DeliveryState, EventKind, MessageTemplate
from complaints.services.channel_accounts import report_proof
from complaints.services.delivery import send_waiting
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    with a_web_server({"Code": "OK", "BizId": "9000^0"}) as provider:
        yield ChannelAccount.objects.create(
            name="短信",
            kind="aliyun_sms",
            address=provider.url,
            login="key-id",
            secret="s3cret",
            sender="闭环",
            allow_plain=True,
            allow_private=True,
            confirms=True,
        )


@pytest.fixture
def sent(account):
    """A receipt the provider took."""
    for step in ("received", "received_unpromised"):
        MessageTemplate.objects.create(step=step, subject="已收到", body="已收到", provider_template="SMS_1")
    complaint = a_complaint()
    send_waiting(by=User.objects.system(), now=NOON)
    return complaint.deliveries.get()


def told(delivery, **changes):
    """One report as the provider documents it."""
    facts = {
        "phone_number": "17000000001",
        "send_time": "2026-11-18 12:00:00",
        "report_time": "2026-11-18 12:00:03",
        "success": True,
        "err_code": "DELIVERED",
        "err_msg": "用户接收成功",
        "sms_size": "1",
        "biz_id": delivery.provider_id,
        "out_id": str(delivery.uuid),
    }
    return facts | changes


def report(client, account, reports, *, proof=None):
    address = reverse("portal:reported", args=[account.uuid, proof or report_proof(account)])
    body = reports if isinstance(reports, bytes) else json.dumps(reports).encode()
    with time_machine.travel(NOON, tick=False):
        return client.post(address, body, content_type="application/json")


def test_an_arrival_is_noted_once_and_answered_as_the_provider_wants(client, account, sent):
    assert (sent.provider_id, sent.awaits_arrival) == ("9000^0", True)
    for _twice in range(2):
        answer = report(client, account, [told(sent)])
        assert (answer.status_code, answer.json()["code"]) == (200, 0)
    sent.refresh_from_db()
    assert (sent.state, sent.arrived_at) == (DeliveryState.SENT, NOON)
    assert sent.complaint.events.filter(kind=EventKind.MESSAGE_ARRIVED).count() == 1


def test_one_that_did_not_arrive_goes_another_way_and_says_why(client, account, sent):
    assert report(client, account, [told(sent, success=False, err_code="MOBILE_NOT_ON_SERVICE")]).status_code == 200
    sent.refresh_from_db()
    assert sent.sent_at is None
    assert sent.failure == "MOBILE_NOT_ON_SERVICE"


def test_reports_about_others_are_taken_and_change_nothing(client, account, sent):
    strange = [
        told(sent, out_id="67890"),
        told(sent, out_id=str(uuid4())),
        told(sent, biz_id="another"),
        told(sent, biz_id=""),
        "text",
        {},
    ]
    assert report(client, account, strange).status_code == 200
    sent.refresh_from_db()
    assert sent.arrived_at is None


@pytest.mark.parametrize("body", [b"{}", b"null", b"[", b"[" * 9_000, b"\xff", b" " * 300_000])
def test_what_is_no_report_meets_the_answer_of_a_wrong_address(client, account, sent, body):
    assert report(client, account, body).status_code == 404


def test_nobody_is_believed_who_does_not_know_the_address(client, account, sent):
    assert report(client, account, [told(sent)], proof="guessed").status_code == 404
    ChannelAccount.objects.update(confirms=False)
    assert report(client, account, [told(sent)]).status_code == 404
    sent.refresh_from_db()
    assert sent.arrived_at is None


def test_the_administrator_reads_the_address_where_the_account_stands(account):
    page = reverse("admin:complaints_channelaccount_change", args=[account.pk])
    address = reverse("portal:reported", args=[account.uuid, report_proof(account)])
    assert address in desk_of(a_user(Role.ADMINISTRATOR), language="en").get(page).content.decode()
