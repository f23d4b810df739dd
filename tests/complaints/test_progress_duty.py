"""The customer hears from us at regular times while nothing else is told (SLA-14)."""

from datetime import timedelta

import pytest
from django.utils.dateparse import parse_datetime

from accounts.models import User
from complaints.models import Complaint, DeadlineKind, EventKind
from complaints.services.progress import tell_progress
from complaints.services.record import faults_of
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.states import State
from tests.builders import NOON, a_complaint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LATE = NOON + timedelta(hours=30)


def duty(complaint):
    return complaint.deadlines.running().get(kind=DeadlineKind.PROGRESS)


def tell(deadline, now=LATE):
    return tell_progress(deadline, by=User.objects.system(), now=now)


STEPS = {
    State.RECEIVED: "progress_received",
    State.TRIAGED: "progress_triaged",
    State.INVESTIGATING: "progress_investigating",
    State.EXECUTING: "progress_executing",
}


@pytest.mark.parametrize("state", STEPS)
def test_when_the_time_has_passed_the_customer_is_told_what_is_true(state):
    complaint = a_complaint(at=state)
    assert tell(duty(complaint))
    message = complaint.deliveries.filter(step__startswith="progress").get()
    assert message.step == STEPS[state]
    following = duty(complaint)
    assert following.started_at == LATE
    assert parse_datetime(complaint.events.get(kind=EventKind.PROGRESS_TOLD).facts["promised"]) == following.due_at


def test_it_is_told_once_an_interval():
    complaint = a_complaint(at=State.INVESTIGATING)
    passed = duty(complaint)
    assert tell(passed)
    assert not tell(passed)
    assert not tell(duty(complaint), LATE + timedelta(minutes=1))
    assert complaint.deliveries.filter(step__startswith="progress").count() == 1


def test_the_sweep_tells_what_nobody_told():
    complaint = a_complaint(at=State.INVESTIGATING)
    due_at = duty(complaint).due_at
    for minutes in (-1, 1, 2):
        tell_due_steps(by=User.objects.system(), now=due_at + timedelta(minutes=minutes))
    assert complaint.deliveries.filter(step="progress_investigating").count() == 1
    assert duty(complaint).started_at == due_at + timedelta(minutes=1)
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_what_we_told_too_late_stays_too_late():
    complaint = a_complaint(at=State.INVESTIGATING)
    passed = duty(complaint)
    tell(passed)
    passed.refresh_from_db()
    assert passed.was_kept() is False


def test_nothing_is_said_while_the_customer_has_the_next_word():
    complaint = a_complaint(at=State.PROPOSED)
    passed = complaint.deadlines.running().filter(kind=DeadlineKind.PROGRESS, paused_at=None).first()
    assert passed is None or not tell(passed)
    assert not complaint.deliveries.filter(step__startswith="progress").exists()


def test_the_complaint_knows_its_next_deadline_afterwards():
    complaint = a_complaint(at=State.INVESTIGATING)
    tell(duty(complaint))
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.next_due_at == complaint.deadlines.running().first().due_at


def test_many_are_told_together_each_what_is_true_of_it():
    complaints = [a_complaint(at=state) for state in (*STEPS, State.PROPOSED)]
    tell_due_steps(by=User.objects.system(), now=LATE)
    told = [
        list(one.deliveries.filter(step__startswith="progress").values_list("step", flat=True)) for one in complaints
    ]
    assert told == [*([step] for step in STEPS.values()), []]
    for complaint in complaints:
        complaint = Complaint.objects.get(pk=complaint.pk)
        assert faults_of(complaint) == []
        running = complaint.deadlines.running().filter(paused_at=None).first()
        assert complaint.next_due_at == (running and running.due_at)
