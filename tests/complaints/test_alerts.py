from datetime import timedelta

import pytest

from accounts.models import User
from complaints.models import Complaint, Deadline, EventKind
from complaints.services.alerts import alert_overdue
from complaints.services.closing import withdraw
from complaints.services.record import faults_of
from complaints.states import State
from tests.builders import NOON, a_complaint

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sweep(now):
    return alert_overdue(by=User.objects.system(), now=now)


def missed(complaint):
    return complaint.events.filter(kind=EventKind.DEADLINE_MISSED)


def test_a_deadline_is_alerted_when_it_passes_and_not_before():
    complaint = a_complaint()
    due = complaint.next_due_at
    assert sweep(due - timedelta(seconds=1)) == 0
    assert sweep(due) == complaint.deadlines.filter(due_at=due).count()
    assert set(missed(complaint).values_list("facts__deadline", flat=True)) == {"acknowledgement", "first_contact"}


def test_each_is_alerted_once_however_often_and_late_the_sweep_runs():
    complaint = a_complaint()
    for hours in (1, 5, 5, 30, 30, 24 * 30, 2):
        sweep(NOON + timedelta(hours=hours))
    passed = complaint.deadlines.filter(due_at__lte=NOON + 30 * DAY)
    assert missed(complaint).count() == passed.count() == complaint.deadlines.count()
    assert not complaint.deadlines.filter(alerted_at=None).exists()
    assert faults_of(Complaint.objects.get()) == []


def test_one_late_sweep_alerts_the_same_as_many_on_time():
    on_time, late = a_complaint(), a_complaint()
    Deadline.objects.filter(complaint=late).update(alerted_at=NOON)
    for hours in range(0, 80, 4):
        sweep(NOON + timedelta(hours=hours))
    Deadline.objects.filter(complaint=late).update(alerted_at=None)
    sweep(NOON + timedelta(hours=80))
    alerts = [sorted(missed(one).values_list("facts__deadline", flat=True)) for one in (on_time, late)]
    assert alerts[0] == alerts[1]


def test_what_was_met_or_ended_is_not_alerted():
    closed = a_complaint(at=State.CLOSED)
    ended = a_complaint()
    withdraw(ended.pk, reason="不追究了", by=ended.received_by, now=NOON)
    assert sweep(NOON + 400 * DAY) == 0
    assert not missed(closed).exists()


def test_a_clock_that_steps_back_repeats_no_alert():
    complaint = a_complaint()
    count = sweep(NOON + DAY)
    assert sweep(NOON - DAY) == 0
    assert sweep(NOON + DAY) == 0
    assert missed(complaint).count() == count
