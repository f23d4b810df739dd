"""A clock goes back, forward, over a year's end and a leap day: nothing is lost, repeated or reordered (F12)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from complaints import tasks
from complaints.models import Complaint, Deadline, DeadlineNotice, EventKind
from complaints.services.record import faults_of
from tests.builders import NOON, a_complaint

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at(moment):
    with time_machine.travel(moment, tick=False):
        tasks.tell_due_steps()


def told():
    """Every step told, without the duty to tell the customer: that one begins anew when it was done."""
    return list(
        DeadlineNotice.objects.exclude(deadline__kind="progress")
        .order_by("pk")
        .values_list("deadline__kind", "step", "due_at")
    )


@pytest.mark.parametrize("jump", [-24 * HOUR, -HOUR, -HOUR / 60, HOUR, 24 * HOUR])
def test_a_clock_that_jumps_and_comes_back_tells_everything_once(jump):
    a_complaint(now=NOON)
    for hours in (1, 3, 5):
        at(NOON + hours * HOUR)
    at(NOON + 5 * HOUR + jump)
    at(NOON + 5 * HOUR)
    at(NOON + 300 * HOUR)
    assert len(told()) == len(set(told()))
    assert len(told()) == sum(len(_expected(deadline)) for deadline in _ended())
    assert faults_of(Complaint.objects.get()) == []


@pytest.mark.parametrize(
    "received",
    [
        datetime(2027, 12, 31, 15, 30, tzinfo=UTC),
        datetime(2028, 2, 28, 20, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    ],
    ids=["year end", "leap day", "clock back in Europe", "clock forward in Europe"],
)
def test_odd_nights_are_as_long_as_others(received):
    a_complaint(now=received)
    usual = {
        (deadline.kind, deadline.due_at - deadline.started_at)
        for deadline in Deadline.objects.exclude(kind="verification")
        if deadline.clock == "always"
    }
    assert ("solution", 24 * HOUR) in usual
    due = Deadline.objects.get(kind="solution").due_at
    at(due - timedelta(seconds=1))
    assert ("solution", "alert", due) not in told()
    at(due)
    assert told().count(("solution", "alert", due)) == 1


def test_the_record_keeps_its_order_when_the_clock_went_back():
    complaint = a_complaint(now=NOON)
    at(NOON + 30 * HOUR)
    at(NOON + 26 * HOUR)
    kinds = complaint.events.order_by("seq").values_list("kind", flat=True)
    assert list(kinds).count(EventKind.DEADLINE_MISSED) > 0
    assert faults_of(Complaint.objects.get()) == []


def _ended():
    return Deadline.objects.exclude(kind="progress").prefetch_related("notices")


def _expected(deadline):
    """The time of the frontline goes up the moment it is over, without a second alert (SLA-8)."""
    again = ["second_alert"] * (deadline.kind != "frontline")
    return ["first_reminder", "second_reminder", "alert", *again] + ["escalation"] * deadline.escalates
