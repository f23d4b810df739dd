"""Several senders at once: each message leaves once and in its order, and a cancelled one never (I16, I17, F04)."""

from functools import partial
from threading import Event

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import User
from complaints.channels import mail as mail_channel
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, ComplaintEvent, Delivery, DeliveryState, EventKind
from complaints.services import closing, messages
from complaints.services.delivery import resend, send_waiting
from complaints.services.gate import lock
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import NOON, a_complaint
from tests.races.crowd import one_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SENDERS = 4
_SECONDS = 20


def by_mail(name, at=State.RECEIVED):
    return a_complaint(at=at, contacts={ContactKind.EMAIL: f"{name}@example.cn"}, preferred_channel="email")


def sweep():
    return send_waiting(by=User.objects.system(), now=NOON)


def test_four_senders_send_each_message_once_and_each_complaints_in_order(monkeypatch):
    complaints = [by_mail(f"c{number}") for number in range(8)]
    for complaint in complaints:
        for step in ("assigned", "reopened", "closed"):
            messages.tell(complaint, step, now=NOON, handler="李", employee_number="1", days=30)
    left = []

    def take(_account, letter, *, now):
        left.append((letter.address, letter.uid))
        return "taken"

    monkeypatch.setattr(mail_channel, "send", take)
    outcomes = together(*[sweep] * SENDERS)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    sweep()
    assert len(left) == len(set(left)) == 4 * len(complaints)
    for complaint in complaints:
        address = complaint.complainant.contact_points.get().value
        written = [str(one) for one in complaint.deliveries.order_by("pk").values_list("uuid", flat=True)]
        assert [uid for to, uid in left if to == address] == written
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_a_cancelled_message_never_leaves_and_one_that_left_is_not_cancelled():
    complaints = [by_mail(f"w{number}", at=State.TRIAGED) for number in range(6)]
    Delivery.objects.exclude(step="assigned").delete()
    withdrawals = [partial(closing.withdraw, one.pk, reason="不追究", by=one.handler, now=NOON) for one in complaints]
    outcomes = together(sweep, *withdrawals, sweep)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    sweep()
    for complaint in complaints:
        message = complaint.deliveries.get(step="assigned")
        (to,) = complaint.complainant.contact_points.values_list("pk", flat=True)
        received = [
            letter for letter in mail.outbox if complaint.complainant.contact_points.get(pk=to).value in letter.to
        ]
        has_left = any(complaint.number in letter.subject and "关闭" not in letter.subject for letter in received)
        assert (message.state == DeliveryState.SENT) == has_left
        assert message.state in (DeliveryState.SENT, DeliveryState.CANCELLED)


def test_what_left_is_recorded_later_when_somebody_holds_its_complaint_and_nobody_waits():
    held, free = by_mail("held"), by_mail("free")
    holds, is_swept = Event(), Event()

    def hold():
        with transaction.atomic():
            lock(held.pk, by=User.objects.system())
            holds.set()
            return is_swept.wait(_SECONDS)

    def send():
        assert holds.wait(_SECONDS)
        try:
            return sweep()
        finally:
            is_swept.set()

    assert together(hold, send) == [True, 2]
    recorded = ComplaintEvent.objects.filter(kind=EventKind.MESSAGE_SENT)
    assert [event.complaint_id for event in recorded] == [free.pk]
    assert sweep() == 0
    assert {event.complaint_id for event in recorded.all()} == {held.pk, free.pk}


def test_senders_who_find_the_same_unrecorded_messages_record_each_once():
    complaints = [by_mail(f"u{number}") for number in range(8)]
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=NOON, awaits_record=True)
    outcomes = together(*[sweep] * SENDERS)
    assert outcomes == [0] * SENDERS
    sweep()
    for complaint in complaints:
        assert complaint.events.filter(kind=EventKind.MESSAGE_SENT).count() == 1
        assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_two_people_send_a_parked_message_again_once():
    complaint = by_mail("r")
    Delivery.objects.update(state=DeliveryState.PARKED, reason="rejected")
    pk, by = complaint.deliveries.get().pk, complaint.received_by
    one_of(together(*[partial(resend, pk, channel="email", by=by, now=NOON)] * 2))
