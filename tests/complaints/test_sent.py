"""What left is marked at once and recorded with others: whoever dies in between repeats nothing (I16, SLA-1, F04)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from complaints.channels import mail as mail_channel
from complaints.channels.outcome import Reason, Undelivered
from complaints.crypto.contact import ContactKind
from complaints.models import (
    Complaint,
    ComplaintEvent,
    Delivery,
    DeliveryState,
    EventKind,
    MessageTemplate,
    SendingRules,
)
from complaints.services import delivery, messages, sent
from complaints.services.delivery import note_arrival, send_waiting
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """The process is gone: nothing catches this."""


def by_mail(name="gu", **facts):
    return a_complaint(contacts={ContactKind.EMAIL: f"{name}@example.cn"}, preferred_channel="email", **facts)


def sweep(now=NOON):
    return send_waiting(by=User.objects.system(), now=now)


def killed_before_it_records(monkeypatch):
    """A sender that dies with a batch sent and marked; the first thing it stores is that batch."""

    def die(ids, *, by):
        if ids:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "record_sent", die)
        with pytest.raises(Killed):
            sweep()


def events_of(complaint, *kinds):
    return list(complaint.events.filter(kind__in=kinds).order_by("seq").values_list("kind", flat=True))


def test_what_a_killed_sender_marked_is_recorded_by_the_next_and_not_sent_again(monkeypatch):
    complaints = [by_mail(name) for name in "abc"]
    killed_before_it_records(monkeypatch)
    assert {one.deliveries.get().state for one in complaints} == {DeliveryState.SENT}
    assert [events_of(one, EventKind.MESSAGE_SENT) for one in complaints] == [[], [], []]
    assert sweep(NOON + MINUTE) == 0
    assert sweep(NOON + 2 * MINUTE) == 0
    assert len(mail.outbox) == 3
    for complaint in complaints:
        event = complaint.events.get(kind=EventKind.MESSAGE_SENT)
        assert (event.at, event.facts) == (NOON, {"step": "received", "channel": "email"})
        # It was told in time, whenever that was written down.
        assert complaint.deadlines.get(kind="acknowledgement").met_at == NOON
        assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []
    assert not Delivery.objects.filter(awaits_record=True).exists()


def test_it_dies_as_well_in_the_middle_of_a_batch_and_repeats_no_letter_the_provider_took(monkeypatch):
    complaints, taken = [by_mail(name) for name in "abcd"], []

    def take(_account, letter, *, now):
        if len(taken) == 2:
            raise Killed
        taken.append(letter.address)
        return "taken"

    with monkeypatch.context() as patch:
        patch.setattr(mail_channel, "send", take)
        with pytest.raises(Killed):
            sweep()
    assert sweep(NOON + MINUTE) == 0, "the lease of the two that did not leave lasts"
    assert sweep(NOON + delivery.LEASE) == 2
    assert taken == ["a@example.cn", "b@example.cn"]
    assert [letter.to for letter in mail.outbox] == [["c@example.cn"], ["d@example.cn"]]
    assert all(events_of(one, EventKind.MESSAGE_SENT) == [EventKind.MESSAGE_SENT] for one in complaints)


def test_a_complaint_whose_record_cannot_be_written_holds_up_no_other(monkeypatch):
    bad, good = by_mail("bad"), [by_mail(name) for name in "abcd"]
    next_for = ComplaintEvent.next_for

    def refuse(complaint, *facts, **more):
        if complaint.pk == bad.pk:
            raise LookupError
        return next_for(complaint, *facts, **more)

    with monkeypatch.context() as patch:
        patch.setattr(ComplaintEvent, "next_for", refuse)
        assert sweep() == 5
    assert [events_of(one, EventKind.MESSAGE_SENT) for one in good] == [[EventKind.MESSAGE_SENT]] * 4
    assert (events_of(bad, EventKind.MESSAGE_SENT), bad.deliveries.get().awaits_record) == ([], True)
    assert sweep(NOON + MINUTE) == 0
    assert events_of(bad, EventKind.MESSAGE_SENT) == [EventKind.MESSAGE_SENT]


@pytest.mark.parametrize("has_arrived", [True, False])
def test_a_provider_that_reports_before_the_record_is_written_is_recorded_second(monkeypatch, has_arrived):
    complaint = by_mail()
    killed_before_it_records(monkeypatch)
    complaint.deliveries.update(awaits_arrival=True)
    uuid, system = complaint.deliveries.get().uuid, User.objects.system()
    note_arrival(uuid, has_arrived=has_arrived, code="7", by=system, now=NOON + MINUTE)
    reported = EventKind.MESSAGE_ARRIVED if has_arrived else EventKind.MESSAGE_PARKED
    expected = [EventKind.MESSAGE_SENT, reported]
    assert events_of(complaint, *expected) == expected
    sweep(NOON + 2 * MINUTE)
    assert events_of(complaint, *expected) == expected
    assert faults_of(Complaint.objects.get()) == []


def test_what_left_is_not_cancelled_while_the_record_waits(monkeypatch):
    complaint = by_mail(at=State.TRIAGED)
    complaint.deliveries.exclude(step="assigned").delete()
    killed_before_it_records(monkeypatch)
    assert messages.cancel_waiting(complaint, now=NOON + MINUTE) == 0
    assert complaint.deliveries.get().state == DeliveryState.SENT


def test_recording_it_twice_writes_it_once():
    complaint = by_mail()
    sweep()
    sent.record_sent([complaint.deliveries.get().pk], by=User.objects.system())
    sent.record_left_over(by=User.objects.system())
    assert events_of(complaint, EventKind.MESSAGE_SENT) == [EventKind.MESSAGE_SENT]


def test_each_further_message_costs_one_question_and_one_mark():
    agent = a_user()

    def cost(count):
        for number in range(count):
            by_mail(f"c{count}-{number}", agent=agent)
        with CaptureQueriesContext(connection) as queries:
            assert sweep() == count
        return len(queries)

    cost(1)
    assert cost(12) - cost(2) == 2 * 10


def test_words_of_the_house_are_kept_as_they_left():
    MessageTemplate.objects.create(step="received", subject="收到 {number}", body="请看 {link} {code}")
    complaint = by_mail()
    sweep()
    kept = complaint.deliveries.get()
    assert (kept.subject, kept.body) == (mail.outbox[0].subject, mail.outbox[0].body)
    assert kept.subject == f"收到 {complaint.number}"


def test_of_one_customers_messages_in_one_batch_no_more_leave_than_are_good():
    SendingRules.objects.update_or_create(pk=1, defaults={"most_a_day": 2})
    complaints = [by_mail(at=State.TRIAGED) for _each in range(4)]
    assert len({one.complainant_id for one in complaints}) == 1
    Delivery.objects.exclude(step="assigned").delete()
    assert sweep() == 2
    held = Delivery.objects.filter(state=DeliveryState.WAITING)
    assert [(one.attempts, one.leased_until, one.due_at > NOON) for one in held] == [(0, None, True)] * 2


def test_behind_a_provider_out_of_order_a_batch_waits_a_minute_and_counts_no_try(monkeypatch):
    complaints = [by_mail(name) for name in "abcd"]

    def silent(_account, letter, *, now):
        raise Undelivered(Reason.UNREACHABLE)

    monkeypatch.setattr(mail_channel, "send", silent)
    sweep()
    waiting = [one.deliveries.get() for one in complaints]
    assert [(one.attempts, one.leased_until, one.due_at) for one in waiting[1:]] == [(0, None, NOON + MINUTE)] * 3
