"""Whether a message arrived, as the provider reports it; whatever is not genuine meets one answer (COM-1, F27, A05)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from complaints.channels.signed import signature
from complaints.models import ChannelAccount, DeliveryState, EventKind
from complaints.services.delivery import send_waiting
from tests.builders import NOON, a_complaint
from tests.servers import a_web_server

pytestmark = pytest.mark.django_db
SECRET = "shared-between-two"


@pytest.fixture
def sent():
    """A receipt that a gateway took which reports arrivals."""
    with a_web_server({"code": 0}) as gateway:
        ChannelAccount.objects.create(
            name="短信",
            kind="signed_sms",
            address=gateway.url,
            secret=SECRET,
            allow_plain=True,
            allow_private=True,
            confirms=True,
        )
        complaint = a_complaint()
        send_waiting(by=User.objects.system(), now=NOON)
    return complaint.deliveries.get()


def report(client, body, *, secret=SECRET, at=NOON, account=None):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    timestamp = str(int(at.timestamp()))
    with time_machine.travel(NOON, tick=False):
        return client.post(
            reverse("portal:arrived", args=[account or ChannelAccount.objects.get().uuid]),
            body,
            content_type="application/json",
            headers={"X-Redress-Timestamp": timestamp, "X-Redress-Signature": signature(secret, timestamp, body)},
        ).status_code


def test_an_arrival_is_noted_once_and_stands_on_the_record(client, sent):
    for _twice in range(2):
        assert report(client, {"id": str(sent.uuid), "arrived": True}) == 204
    sent.refresh_from_db()
    assert (sent.state, sent.arrived_at) == (DeliveryState.SENT, NOON)
    assert sent.complaint.events.filter(kind=EventKind.MESSAGE_ARRIVED).count() == 1


def test_what_did_not_arrive_goes_another_way(client, sent):
    assert report(client, {"id": str(sent.uuid), "arrived": False, "code": "EXPIRED"}) == 204
    sent.refresh_from_db()
    assert (sent.state, sent.tried, sent.failure) == (DeliveryState.WAITING, ["sms"], "EXPIRED")


def test_what_is_not_reported_in_a_quarter_of_an_hour_is_called_unconfirmed(client, sent):
    assert not sent.is_unconfirmed(NOON + timedelta(minutes=15))
    assert sent.is_unconfirmed(NOON + timedelta(minutes=16))
    report(client, {"id": str(sent.uuid), "arrived": True})
    sent.refresh_from_db()
    assert not sent.is_unconfirmed(NOON + timedelta(minutes=16))


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "guessed"},
        {"at": NOON - timedelta(minutes=6)},
        {"at": NOON + timedelta(minutes=6)},
        {"account": uuid4()},
        {"body": b"[1]"},
        {"body": b"null"},
        {"body": b"{"},
        {"body": b'{"id": "1", "arrived": true}'},
        {"body": b"[" * 4_000},
        {"body": b" " * 5_000},
    ],
)
def test_what_is_not_genuine_meets_the_same_answer(client, sent, changes):
    body = changes.pop("body", {"id": str(sent.uuid), "arrived": True})
    assert report(client, body, **changes) == 404
    sent.refresh_from_db()
    assert sent.arrived_at is None


def test_an_account_that_reports_nothing_is_not_believed(client, sent):
    ChannelAccount.objects.update(confirms=False)
    assert report(client, {"id": str(sent.uuid), "arrived": True}) == 404


@pytest.mark.parametrize("told", ["", "１７", "-1", "9" * 40, "x"])
def test_a_timestamp_that_is_none_is_refused(client, sent, told):
    headers = {"X-Redress-Timestamp": told, "X-Redress-Signature": "é"}
    address = reverse("portal:arrived", args=[ChannelAccount.objects.get().uuid])
    assert client.post(address, b"{}", content_type="application/json", headers=headers).status_code == 404
