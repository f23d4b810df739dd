"""Reminded before, alerted at the moment, alerted again, sent up; each told once (SLA-17, I14, I15, I30)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, Deadline, DeadlineNotice, EventKind, StaffNotice
from complaints.services import clock
from complaints.services.closing import withdraw
from complaints.services.contacts import record_contact
from complaints.services.record import faults_of
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.services.tasks import assign_task
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERY = ["first_reminder", "second_reminder", "alert", "second_alert", "escalation"]


def sweep(now):
    return tell_due_steps(by=User.objects.system(), now=now)


def told(complaint, kind="solution"):
    notices = DeadlineNotice.objects.filter(deadline__complaint=complaint, deadline__kind=kind)
    return list(notices.order_by("pk").values_list("step", flat=True))


def readers(complaint, kind, deadline="solution"):
    notices = StaffNotice.objects.filter(complaint=complaint, kind=kind, facts__deadline=deadline)
    return sorted(notice.to.username for notice in notices.select_related("to"))


def test_each_step_is_told_at_its_moment_and_not_before():
    complaint = a_complaint(at=State.TRIAGED)
    deadline = complaint.deadlines.get(kind="solution")
    span = deadline.due_at - deadline.started_at
    moments = [
        deadline.started_at + span / 2,
        deadline.started_at + span * 8 / 10,
        deadline.due_at,
        deadline.due_at + 4 * HOUR,
        deadline.due_at + 24 * HOUR,
    ]
    for count, moment in enumerate(moments):
        sweep(moment - timedelta(seconds=1))
        assert told(complaint) == EVERY[:count]
        sweep(moment)
        assert told(complaint) == EVERY[: count + 1]
    deadline.refresh_from_db()
    assert (deadline.next_step, deadline.next_step_at) == ("", None)


def test_the_record_says_each_step_and_its_due_time():
    complaint = a_complaint(at=State.TRIAGED)
    due = complaint.deadlines.get(kind="solution").due_at
    for moment in (due - HOUR, due, due + 5 * HOUR, due + 2 * DAY):
        sweep(moment)
    kinds = complaint.events.filter(facts__deadline="solution").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        EventKind.DEADLINE_NEAR,
        EventKind.DEADLINE_NEAR,
        EventKind.DEADLINE_MISSED,
        EventKind.DEADLINE_STILL_MISSED,
        EventKind.ESCALATED_BY_TIME,
    ]
    assert faults_of(Complaint.objects.get()) == []


def test_who_is_told_before_at_and_after_the_moment():
    boss = a_user(Role.SUPERVISOR)
    director = a_user(Role.DIRECTOR)
    complaint = a_complaint(at=State.TRIAGED)
    agent = complaint.handler.username
    due = complaint.deadlines.get(kind="solution").due_at
    sweep(due - HOUR)
    assert readers(complaint, "deadline_near") == [agent, agent]
    assert readers(complaint, "deadline_missed") == []
    sweep(due)
    assert readers(complaint, "deadline_missed") == sorted([agent, boss.username])
    sweep(due + 2 * DAY)
    assert readers(complaint, "deadline_missed") == sorted([agent, boss.username] * 2)
    assert readers(complaint, "deadline_escalated") == sorted([boss.username, director.username])


def test_what_nobody_has_is_told_the_supervisors_of_the_desk():
    boss, _elsewhere = a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR, department="technology")
    complaint = a_complaint()
    Complaint.objects.update(handler=None)
    sweep(complaint.deadlines.get(kind="first_contact").due_at)
    assert readers(complaint, "deadline_near", "first_contact") == [boss.username] * 2
    assert readers(complaint, "deadline_missed", "first_contact") == [boss.username]


def test_without_a_supervisor_at_the_desk_every_one_is_told_rather_than_nobody():
    boss = a_user(Role.SUPERVISOR, department="technology")
    complaint = a_complaint()
    Complaint.objects.update(handler=None)
    sweep(complaint.deadlines.get(kind="first_contact").due_at)
    assert readers(complaint, "deadline_missed", "first_contact") == [boss.username]


def test_who_has_the_task_is_told_of_its_date():
    complaint = a_complaint(at=State.INVESTIGATING)
    owner = a_user(Role.HANDLER)
    assign_task(
        complaint.pk,
        title="核对运单",
        department=owner.department,
        owner=owner,
        due_at=NOON + 10 * HOUR,
        by=complaint.handler,
        now=NOON,
    )
    sweep(NOON + 8 * HOUR)
    assert set(readers(complaint, "deadline_near", "task")) == {owner.username, complaint.handler.username}
    sweep(NOON + 40 * HOUR)
    assert told(complaint, "task") == EVERY[:4], "a task has no rule that sends it up"


def test_one_late_sweep_tells_the_same_as_many_on_time():
    on_time = a_complaint()
    for hours in range(0, 200, 2):
        sweep(NOON + hours * HOUR)
    late = a_complaint()
    sweep(NOON + 200 * HOUR)

    def of(complaint):
        # The duty to tell begins anew each time it was done (SLA-14).
        notices = DeadlineNotice.objects.filter(deadline__complaint=complaint).exclude(deadline__kind="progress")
        return sorted(notices.values_list("deadline__kind", "step", "due_at"))

    assert of(on_time) == of(late)
    assert set(DeadlineNotice.objects.filter(deadline__complaint=late).values_list("at", flat=True)) == {
        NOON + 200 * HOUR
    }


def test_each_is_told_once_however_often_and_late_the_sweep_runs():
    complaint = a_complaint()
    for hours in (1, 5, 5, 30, 30, 24 * 30, 2):
        sweep(NOON + hours * HOUR)
    alerts = complaint.events.filter(kind=EventKind.DEADLINE_MISSED)
    assert alerts.count() == complaint.deadlines.filter(due_at__lt=NOON + 24 * 30 * HOUR).count()
    assert sweep(NOON + 400 * DAY) == 1, "the duty to tell, which begins anew each time it was done (SLA-14)"
    assert faults_of(Complaint.objects.get()) == []


def test_a_broken_promise_is_made_good_and_silence_is_ended_once():
    complaint = a_complaint(at=State.TRIAGED)
    record_contact(
        complaint.pk,
        direction="out",
        channel="phone",
        summary="约定回电",
        next_contact_at=NOON + HOUR,
        by=complaint.handler,
        now=NOON,
    )
    for _time in range(3):
        sweep(NOON + 26 * HOUR)
    kinds = list(complaint.events.values_list("kind", flat=True))
    assert kinds.count(EventKind.MADE_GOOD) == kinds.count(EventKind.PROGRESS_TOLD) == 1
    assert faults_of(Complaint.objects.get()) == []


def test_what_was_met_or_ended_is_told_of_no_more():
    closed = a_complaint(at=State.CLOSED)
    ended = a_complaint()
    withdraw(ended.pk, reason="不追究了", by=ended.received_by, now=NOON)
    assert sweep(NOON + 400 * DAY) == 0
    assert not DeadlineNotice.objects.filter(deadline__complaint__in=[closed, ended]).exists()


def test_a_clock_that_steps_back_repeats_nothing():
    complaint = a_complaint()
    assert sweep(NOON + DAY) > 0
    before = DeadlineNotice.objects.count()
    assert sweep(NOON - DAY) == 0
    assert sweep(NOON + DAY) == 0
    assert DeadlineNotice.objects.count() == before
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_a_deadline_moved_into_the_past_is_told_by_one_step_and_not_by_a_burst():
    complaint = a_complaint(at=State.TRIAGED)
    deadline = complaint.deadlines.get(kind="solution")
    deadline.minutes, deadline.due_at = 60, NOON + HOUR
    clock.steps.schedule(deadline, complaint.policy, now=NOON + 6 * HOUR)
    deadline.save()
    sweep(NOON + 6 * HOUR)
    assert told(complaint) == ["second_alert"]


def test_a_deadline_moved_later_is_told_anew_and_moved_back_not_again():
    complaint = a_complaint(at=State.TRIAGED)
    deadline = complaint.deadlines.get(kind="solution")
    first, later = deadline.due_at, deadline.due_at + DAY
    sweep(first)
    assert told(complaint) == EVERY[:3]
    complaint = Complaint.objects.get()
    clock.extend(complaint, complaint.deadlines.get(pk=deadline.pk), due_at=later, now=first)
    assert complaint.deadlines.get(pk=deadline.pk).next_step == "second_reminder"
    clock.extend(complaint, complaint.deadlines.get(pk=deadline.pk), due_at=first, now=first)
    assert complaint.deadlines.get(pk=deadline.pk).next_step == "second_alert"
    sweep(first)
    assert told(complaint) == EVERY[:3]
    sweep(first + 5 * HOUR)
    assert told(complaint) == EVERY[:4]


def test_what_stands_still_is_told_nothing():
    complaint = a_complaint(at=State.TRIAGED)
    Deadline.objects.filter(kind="solution").update(paused_at=NOON)
    sweep(NOON + 90 * DAY)
    assert told(complaint) == []


@pytest.mark.parametrize("notice", ["solution", "direction"])
def test_what_the_sweep_writes_does_not_outdate_a_form(notice):
    complaint = a_complaint(at=State.TRIAGED)
    seen = Complaint.objects.get(pk=complaint.pk).events_count
    sweep(complaint.deadlines.get(kind=notice).due_at + 2 * DAY)
    assert Complaint.objects.get(pk=complaint.pk).events_count > seen
    withdraw(complaint.pk, reason="不追究了", by=complaint.handler, now=NOON, seen=seen)


def test_one_that_cannot_be_told_takes_no_other_along():
    complaints = [a_complaint(at=State.TRIAGED) for _one in range(3)]
    bad = complaints[1].deadlines.get(kind="solution")
    Deadline.objects.filter(pk=bad.pk).update(next_step="nonsense")
    late = NOON + 30 * DAY
    sweep(late)
    assert list(Deadline.objects.with_a_step_due(late).values_list("pk", "attempts", "failure")) == [
        (bad.pk, 1, "ValueError")
    ]
    assert [told(complaint) for complaint in complaints] == [EVERY, [], EVERY]
    assert [faults_of(Complaint.objects.get(pk=one.pk)) for one in complaints] == [[], [], []]


def test_more_deadlines_are_told_without_more_questions():
    def asked(complaints):
        for _one in range(complaints):
            a_complaint(at=State.TRIAGED)
        due = Deadline.objects.filter(kind__in=["solution", "direction"], next_step_at__isnull=False)
        Deadline.objects.exclude(pk__in=due).update(next_step_at=None)
        with CaptureQueriesContext(connection) as queries:
            sweep(NOON + 30 * DAY)
        assert not due.exists()
        return len(queries)

    a_user(Role.SUPERVISOR)
    few, many = asked(2), asked(8)
    assert many - few <= 1, "SQLite stores very many rows in pieces"
