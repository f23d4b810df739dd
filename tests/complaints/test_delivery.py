from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail

from accounts.models import User
from complaints.channels import mail as mail_channel
from complaints.channels.outcome import Reason, Undelivered
from complaints.crypto.contact import ContactKind
from complaints.models import Complaint, Delivery, DeliveryState, EventKind, NoticeKind, StaffNotice
from complaints.services.delivery import LEASE, send_waiting
from complaints.services.record import faults_of
from complaints.services.sweeps import MOST_ATTEMPTS
from complaints.states import State
from tests.builders import NOON, a_complaint

pytestmark = pytest.mark.django_db
BY_MAIL = {"contacts": {ContactKind.EMAIL: "gu@example.cn"}, "preferred_channel": "email"}


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path):
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    return settings.OUTBOX_FOLDER


def mail_of(name):
    return {ContactKind.EMAIL: f"{name}@example.cn"}


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


def test_without_a_way_a_message_is_parked_at_once_visibly_and_the_handler_is_told(settings):
    settings.OUTBOX_FOLDER = None
    complaint = a_complaint(at=State.TRIAGED)
    assert sweep() == 0
    parked = complaint.deliveries.filter(step="received").get()
    assert (parked.state, parked.attempts, parked.reason) == (DeliveryState.PARKED, 1, Reason.NO_ACCOUNT)
    assert complaint.events.filter(kind=EventKind.MESSAGE_PARKED).count() == complaint.deliveries.count()
    assert StaffNotice.objects.filter(kind=NoticeKind.MESSAGE_PARKED, to=complaint.handler).exists()


def test_without_an_address_a_message_goes_by_the_next_channel_at_once(outbox):
    complaint = a_complaint(preferred_channel="email")
    assert sweep() == 1
    sent = complaint.deliveries.get()
    assert (sent.state, sent.channel, sent.tried) == (DeliveryState.SENT, "sms", ["email"])
    (rerouted,) = complaint.events.filter(kind=EventKind.MESSAGE_REROUTED)
    assert rerouted.facts == {"step": "received", "channel": "sms", "failed_on": "email", "why": "no_address"}
    assert faults_of(Complaint.objects.get()) == []


def failing(monkeypatch, failure):
    def refuse(*_letter, **_moment):
        raise failure

    monkeypatch.setattr(mail_channel, "send", refuse)


@pytest.mark.parametrize("reason", [Reason.REJECTED, Reason.UNAVAILABLE, Reason.UNREACHABLE])
def test_a_failing_message_steps_aside_waits_longer_each_time_and_is_parked(monkeypatch, reason):
    complaint, other = a_complaint(**BY_MAIL), a_complaint()
    failing(monkeypatch, Undelivered(reason, "451"))
    assert sweep() == 1
    assert other.deliveries.get().state == DeliveryState.SENT
    waits = []
    for _attempt in range(MOST_ATTEMPTS - 1):
        bad = complaint.deliveries.get()
        assert (bad.state, bad.reason, bad.failure) == (DeliveryState.WAITING, reason, "451")
        assert sweep(bad.due_at - timedelta(seconds=1)) == 0
        waits.append(bad.due_at)
        sweep(bad.due_at)
    pauses = [later - earlier for earlier, later in pairwise([NOON, *waits])]
    assert pauses == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16)]
    assert complaint.deliveries.get().state == DeliveryState.PARKED
    assert complaint.deliveries.get().attempts == MOST_ATTEMPTS
    assert complaint.events.filter(kind=EventKind.MESSAGE_PARKED).count() == 1


def test_a_failure_nobody_foresaw_parks_the_message_in_the_end_and_holds_up_nobody(monkeypatch):
    complaint, other = a_complaint(**BY_MAIL), a_complaint()
    failing(monkeypatch, LookupError("gu@example.cn"))
    assert sweep() == 1
    assert other.deliveries.get().state == DeliveryState.SENT
    for hours in range(1, 3 * MOST_ATTEMPTS):
        sweep(NOON + timedelta(hours=hours))
    parked = complaint.deliveries.get()
    assert (parked.state, parked.reason, parked.failure) == (DeliveryState.PARKED, Reason.UNREADABLE, "LookupError")


def test_a_provider_out_of_order_is_asked_once_a_sweep_and_other_channels_go_on(monkeypatch):
    by_mail, by_sms = [a_complaint(**BY_MAIL | {"contacts": mail_of(name)}) for name in "abc"], a_complaint()
    asked = []

    def silent(_account, letter, *, now):
        asked.append(letter.address)
        raise Undelivered(Reason.UNREACHABLE)

    monkeypatch.setattr(mail_channel, "send", silent)
    assert sweep() == 1
    assert asked == ["a@example.cn"]
    assert by_sms.deliveries.get().state == DeliveryState.SENT
    waiting = [one.deliveries.get() for one in by_mail]
    assert [one.attempts for one in waiting] == [1, 0, 0]
    sweep(NOON + timedelta(minutes=1))
    assert asked == ["a@example.cn", "b@example.cn"]


def test_a_message_whose_seal_is_broken_does_not_hold_up_the_next():
    bad, good = a_complaint(), a_complaint()
    first, second = bad.deliveries.get(), good.deliveries.get()
    body = Delivery.objects.filter(pk=second.pk).values_list("body", flat=True)[0]
    Delivery.objects.filter(pk=first.pk).update(body=body)
    assert sweep() == 1
    assert (bad.deliveries.get().reason, good.deliveries.get().state) == (Reason.UNREADABLE, DeliveryState.SENT)


def test_a_claimed_message_is_left_alone_until_the_lease_is_over(outbox):
    complaint = a_complaint()
    Delivery.objects.update(leased_until=NOON + LEASE)
    assert sweep(NOON + LEASE - timedelta(seconds=1)) == 0
    assert sweep(NOON + LEASE) == 1
    assert complaint.deliveries.get().state == DeliveryState.SENT


def test_a_sweep_that_lost_its_lease_sends_nothing_more(monkeypatch):
    a_complaint(**BY_MAIL), a_complaint(**BY_MAIL)
    letters = []

    def slow(_account, letter, *, now):
        letters.append(letter.subject)
        Delivery.objects.filter(state=DeliveryState.WAITING).update(leased_until=NOON + 3 * LEASE)

    monkeypatch.setattr(mail_channel, "send", slow)
    sweep()
    assert len(letters) == 1


def test_a_message_not_due_yet_waits():
    a_complaint()
    Delivery.objects.update(due_at=NOON + timedelta(minutes=1))
    assert sweep() == 0
    assert sweep(NOON + timedelta(minutes=1)) == 1
