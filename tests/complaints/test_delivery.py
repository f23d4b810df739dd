from datetime import timedelta
from itertools import pairwise
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, Delivery, DeliveryState, EventKind
from complaints.services import delivery
from complaints.services.delivery import LEASE, MOST_ATTEMPTS, send_waiting
from complaints.services.record import faults_of
from tests.builders import NOON, a_complaint

pytestmark = pytest.mark.django_db
BY_MAIL = {"contacts": {ContactKind.EMAIL: "gu@example.cn"}, "preferred_channel": "email"}


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    return settings.OUTBOX_FOLDER


def sweep(now=NOON):
    return send_waiting(by=User.objects.system(), now=now)


def test_what_waits_leaves_once_and_meets_the_acknowledgement(outbox):
    complaint = a_complaint()
    assert sweep() == 1
    assert sweep(NOON + timedelta(hours=1)) == 0
    assert len(list(outbox.iterdir())) == 1
    sent = complaint.deliveries.get()
    assert (sent.state, sent.sent_at, sent.attempts) == (DeliveryState.SENT, NOON, 1)
    assert complaint.deadlines.get(kind="acknowledgement").met_at == NOON
    assert complaint.events.filter(kind=EventKind.MESSAGE_SENT).count() == 1
    assert faults_of(Complaint.objects.get()) == []


def test_a_message_by_mail_goes_to_the_known_address_alone():
    a_complaint(**BY_MAIL)
    sweep()
    (message,) = mail.outbox
    assert (message.to, message.cc, message.bcc) == (["gu@example.cn"], [], [])
    assert "202611-001" in message.subject


@pytest.mark.parametrize("without", ["gateway", "address"])
def test_without_a_way_a_message_is_parked_at_once_and_visibly(settings, without):
    if without == "gateway":
        settings.OUTBOX_FOLDER = None
        complaint = a_complaint()
    else:
        complaint = a_complaint(preferred_channel="email")
    assert sweep() == 0
    parked = complaint.deliveries.get()
    assert (parked.state, parked.attempts) == (DeliveryState.PARKED, 1)
    assert parked.failure
    assert complaint.events.filter(kind=EventKind.MESSAGE_PARKED).count() == 1
    assert complaint.deadlines.running().filter(kind="acknowledgement").exists()


@pytest.mark.parametrize("failure", [TimeoutError("slow"), ConnectionRefusedError("shut"), ValueError("bad header")])
def test_a_failing_message_steps_aside_waits_longer_each_time_and_is_parked(monkeypatch, failure):
    complaint, other = a_complaint(**BY_MAIL), a_complaint()

    def refuse(*_letter):
        raise failure

    monkeypatch.setattr(delivery, "send_mail", refuse)
    assert sweep() == 1
    assert other.deliveries.get().state == DeliveryState.SENT
    waits = []
    for _attempt in range(MOST_ATTEMPTS - 1):
        bad = complaint.deliveries.get()
        assert bad.state == DeliveryState.WAITING
        assert sweep(bad.due_at - timedelta(seconds=1)) == 0
        waits.append(bad.due_at)
        sweep(bad.due_at)
    pauses = [later - earlier for earlier, later in pairwise([NOON, *waits])]
    assert pauses == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16)]
    assert complaint.deliveries.get().state == DeliveryState.PARKED
    assert complaint.deliveries.get().attempts == MOST_ATTEMPTS
    assert complaint.events.filter(kind=EventKind.MESSAGE_PARKED).count() == 1


def test_what_the_mail_server_says_of_the_address_is_not_kept(monkeypatch):
    complaint = a_complaint(**BY_MAIL)

    def refuse(*_letter):
        raise SMTPRecipientsRefused({"gu@example.cn": (550, b"unknown")})

    monkeypatch.setattr(delivery, "send_mail", refuse)
    sweep()
    assert complaint.deliveries.get().failure == "SMTPRecipientsRefused"


def test_a_message_whose_seal_is_broken_does_not_hold_up_the_next():
    bad, good = a_complaint(), a_complaint()
    first, second = bad.deliveries.get(), good.deliveries.get()
    body = Delivery.objects.filter(pk=second.pk).values_list("body", flat=True)[0]
    Delivery.objects.filter(pk=first.pk).update(body=body)
    assert sweep() == 1
    assert (bad.deliveries.get().failure, good.deliveries.get().state) == ("WrongKey", DeliveryState.SENT)


def test_a_claimed_message_is_left_alone_until_the_lease_is_over(outbox):
    complaint = a_complaint()
    Delivery.objects.update(leased_until=NOON + LEASE)
    assert sweep(NOON + LEASE - timedelta(seconds=1)) == 0
    assert sweep(NOON + LEASE) == 1
    assert complaint.deliveries.get().state == DeliveryState.SENT


def test_a_sweep_that_lost_its_lease_sends_nothing_more(monkeypatch):
    a_complaint(**BY_MAIL), a_complaint(**BY_MAIL)
    letters = []

    def slow(subject, *_rest):
        letters.append(subject)
        Delivery.objects.filter(state=DeliveryState.WAITING).update(leased_until=NOON + 3 * LEASE)

    monkeypatch.setattr(delivery, "send_mail", slow)
    assert sweep() == 1
    assert len(letters) == 1


def test_a_message_not_due_yet_waits():
    a_complaint()
    Delivery.objects.update(due_at=NOON + timedelta(minutes=1))
    assert sweep() == 0
    assert sweep(NOON + timedelta(minutes=1)) == 1
