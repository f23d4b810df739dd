"""Many write at once: numbers stay without gap, one origin is one complaint, sweeps do not meet (F05, F15, I28)."""

from datetime import timedelta
from functools import partial
from itertools import chain, count
from threading import Event

import pytest
from django.db import transaction

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.models import (
    Complaint,
    ComplaintEvent,
    ComplaintSerial,
    ContactPoint,
    DeadlineNotice,
    Delivery,
    EventKind,
    Evidence,
)
from complaints.services.delivery import send_waiting
from complaints.services.evidence import add_evidence
from complaints.services.intake import receive
from complaints.services.numbers import next_numbers, number_of
from complaints.services.record import faults_of, missing_numbers
from complaints.services.sweeps import LEASE, sweeping
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.states import Channel
from tests.builders import NOON, a_complaint, a_photo, a_receipt, a_user
from tests.races.crowd import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS = 16


class ChangedMind(Exception):
    pass


def through(outcomes):
    failures = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert failures == []
    return outcomes


def test_sixteen_writers_with_a_third_of_them_giving_up_leave_no_gap():
    def write(seed):
        kept, mood = [], (37 * (seed + turn) % 100 for turn in count())
        for _turn in range(12):
            try:
                with transaction.atomic():
                    (number,) = next_numbers(NOON)
                    if next(mood) < 30:
                        raise ChangedMind
                    kept.append(number)
            except ChangedMind:
                continue
        return kept

    kept = list(chain(*through(together(*(partial(write, seed) for seed in range(WRITERS))))))
    assert 0 < len(kept) < 12 * WRITERS
    assert sorted(kept) == sorted(number_of("202611", serial) for serial in range(1, len(kept) + 1))
    assert ComplaintSerial.objects.get().last == len(kept)


def test_sixteen_receipts_at_once_are_sixteen_complaints_in_a_row():
    agent = a_user()
    receipts = [a_receipt() for _writer in range(WRITERS)]
    through(together(*(partial(receive, one, by=agent, now=NOON) for one in receipts)))
    assert sorted(Complaint.objects.values_list("number", flat=True)) == [
        number_of("202611", serial) for serial in range(1, WRITERS + 1)
    ]
    assert missing_numbers() == []
    assert [fault for complaint in Complaint.objects.all() for fault in faults_of(complaint)] == []


def test_the_same_origin_five_times_at_once_is_one_complaint_and_leaves_no_gap():
    agent = a_user()
    for turn in range(4):
        copies = [a_receipt(external_id=f"WB-{turn}") for _copy in range(5)]
        received = through(together(*(partial(receive, one, by=agent, now=NOON) for one in copies)))
        assert [one.is_new for one in received].count(True) == 1
        assert len({one.complaint.pk for one in received}) == 1
    assert receive(a_receipt(), by=agent, now=NOON).complaint.number == "202611-005"


def test_a_new_person_who_comes_in_twice_at_once_is_one_person():
    agent = a_user()
    for turn in range(4):
        contacts = {ContactKind.PHONE: f"1380013800{turn}", ContactKind.EMAIL: f"gu{turn}@example.cn"}
        twisted = dict(reversed(contacts.items()))
        copies = [a_receipt(contacts=each) for each in (contacts, twisted, contacts, twisted)]
        received = through(together(*(partial(receive, one, by=agent, now=NOON) for one in copies)))
        assert len({one.complaint.complainant_id for one in received}) == 1
        assert ContactPoint.objects.count() == 2 * (turn + 1)


def test_forms_and_calls_of_the_same_known_person_do_not_block_each_other():
    agent, customer = a_user(), User.objects.customer()
    contacts = {ContactKind.PHONE: "13800138000"}
    a_complaint(agent=agent, contacts=contacts)
    for turn in range(4):
        names = ("顾秀英", f"顾秀英{turn}", "顾秀英", "顾秀英")
        calls = [(a_receipt(contacts=contacts, name=name), agent) for name in names]
        forms = [(a_receipt(contacts=contacts, channel=Channel.WEB_FORM), customer) for _form in range(3)]
        through(together(*(partial(receive, one, by=by, now=NOON) for one, by in calls + forms)))
    assert Delivery.objects.filter(complaint__channel=Channel.WEB_FORM).count() <= 3


def test_the_same_order_named_twice_at_once_is_one_order():
    agent = a_user()
    copies = [a_receipt(order_number="E-7") for _copy in range(4)]
    received = through(together(*(partial(receive, one, by=agent, now=NOON) for one in copies)))
    assert len({one.complaint.order_id for one in received}) == 1


def test_the_same_photo_sent_four_times_at_once_is_kept_once():
    agent = a_user()
    complaint, photo = a_complaint(agent=agent), a_photo()
    copies = [type(photo)("photo.png", photo.file.getvalue(), "image/png") for _copy in range(4)]
    keep = partial(add_evidence, complaint.pk, by=agent, now=NOON)
    kept = through(together(*(partial(keep, upload=one) for one in copies)))
    assert len({evidence.pk for evidence in kept}) == Evidence.objects.count() == 1


def test_three_sweeps_at_once_send_each_message_once(settings, tmp_path):
    settings.OUTBOX_FOLDER = tmp_path
    agent, system = a_user(), User.objects.system()
    for _message in range(9):
        a_complaint(agent=agent)
    sent = through(together(*[partial(send_waiting, by=system, now=NOON)] * 3))
    assert sum(sent) == 9
    assert ComplaintEvent.objects.filter(kind=EventKind.MESSAGE_SENT).count() == 9


def test_three_sweeps_at_once_tell_each_step_once():
    system, complaint = User.objects.system(), a_complaint()
    late, running = complaint.deadlines.order_by("-due_at").first().due_at, complaint.deadlines.count()
    told = through(together(*[partial(tell_due_steps, by=system, now=late)] * 3))
    assert sum(told) == running
    assert ComplaintEvent.objects.filter(kind=EventKind.DEADLINE_MISSED).count() == running


def test_a_complaint_somebody_holds_for_ever_does_not_hold_up_the_others(monkeypatch):
    monkeypatch.setattr(sweeping, "PATIENCE", "200ms")
    system, held, free = User.objects.system(), a_complaint(), a_complaint()
    late = NOON + timedelta(hours=3)

    is_held, release = Event(), Event()

    def hold():
        with transaction.atomic():
            Complaint.objects.select_for_update().get(pk=held.pk)
            is_held.set()
            release.wait(20)

    def sweep_beside():
        is_held.wait(20)
        try:
            return tell_due_steps(by=system, now=late)
        finally:
            release.set()

    through(together(hold, sweep_beside))
    told = DeadlineNotice.objects.values_list("deadline__complaint", flat=True)
    assert set(told) == {free.pk}
    assert set(held.deadlines.exclude(failure="").values_list("failure", flat=True)) == {"OperationalError"}
    assert tell_due_steps(by=system, now=late + LEASE) > 0
    assert held.pk in set(told.all())
