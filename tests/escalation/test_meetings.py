"""The joint meeting of several departments (ESC-4, INV-2, SLA-10)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Department
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, StaffNotice, Stage
from complaints.states import Level, State
from escalation.services.meetings import Decision, convene, record_minutes
from tests.builders import NOON, a_complaint, a_user
from tests.escalation.test_raising import by_hand

pytestmark = pytest.mark.django_db
TOMORROW, LATER = NOON + timedelta(days=1), NOON + timedelta(hours=30)


@pytest.fixture
def complaint():
    return a_complaint(at=State.INVESTIGATING)


def call(complaint, *, by=None, **facts):
    facts = {
        "agenda": "物流破损由谁承担",
        "held_at": TOMORROW,
        "departments": [Department.objects.get(code="after_sales")],
        "people": [],
        "now": NOON,
        **facts,
    }
    return convene(complaint.pk, by=by or a_user(Role.DIRECTOR), **facts)


def write(meeting, *, by=None, **facts):
    facts = {"minutes": "两部门到会", "solution": "全额退款并补发", "decisions": [], "now": LATER, **facts}
    return record_minutes(meeting.pk, by=by or meeting.convened_by, **facts)


def test_whoever_is_asked_sees_the_complaint_has_it_as_a_task_and_is_told(complaint):
    guest = a_user(Role.HANDLER, department="after_sales")
    assert not Complaint.objects.visible_to(guest).filter(pk=complaint.pk).exists()
    call(complaint)
    assert Complaint.objects.visible_to(guest).filter(pk=complaint.pk).exists()
    task = complaint.tasks.get(stage=Stage.MEETING)
    assert (task.department.code, task.due_at) == ("after_sales", TOMORROW)
    assert StaffNotice.objects.filter(to=guest, kind="meeting_convened").exists()
    assert StaffNotice.objects.filter(to=complaint.handler, kind="meeting_convened").exists()


def test_a_person_is_asked_by_name(complaint):
    guest = a_user(Role.HANDLER, department="technology")
    meeting = call(complaint, departments=[], people=[guest])
    assert complaint.tasks.get(stage=Stage.MEETING).owner == guest
    assert list(meeting.people.all()) == [guest]


def test_the_joint_solution_is_due_two_days_after_the_escalation_or_the_call(complaint):
    """SLA-10: an escalation to the director has begun it already."""
    other = a_complaint(at=State.INVESTIGATING)
    by_hand(other, to=Level.DIRECTOR, now=NOON - timedelta(hours=5))
    for one, begun in ((complaint, NOON), (other, NOON - timedelta(hours=5))):
        call(one)
        assert one.deadlines.running().get(kind="joint_solution").due_at == begun + timedelta(hours=48)


def test_minutes_meet_it_end_the_tasks_of_coming_and_hand_out_decisions(complaint):
    owner = a_user(Role.HANDLER, department="after_sales")
    meeting = call(complaint)
    decision = Decision("上门取回破损件", owner, LATER + timedelta(days=2))
    write(meeting, decisions=[decision])
    assert complaint.deadlines.get(kind="joint_solution").was_kept()
    assert complaint.tasks.get(stage=Stage.MEETING).done_at == LATER
    task = meeting.decisions.get()
    assert (task.title, task.owner, task.due_at) == decision
    assert complaint.deadlines.running().filter(kind="task", task=task).exists()
    assert StaffNotice.objects.filter(to=owner, kind="minutes_recorded").exists()


def test_minutes_are_recorded_once(complaint):
    meeting = write(call(complaint))
    with pytest.raises(RuleBroken, match=meeting.recorded_by.name):
        write(meeting)
    assert call(complaint) != meeting


@pytest.mark.parametrize(
    "changes", [{"agenda": " "}, {"held_at": NOON}, {"departments": []}], ids=["agenda", "time", "nobody"]
)
def test_a_meeting_needs_words_a_time_to_come_and_somebody(complaint, changes):
    with pytest.raises(RuleBroken):
        call(complaint, **changes)


def test_one_meeting_at_a_time(complaint):
    call(complaint)
    with pytest.raises(RuleBroken):
        call(complaint)


@pytest.mark.parametrize("changes", [{"minutes": ""}, {"solution": " "}])
def test_minutes_say_what_was_said_and_what_was_found(complaint, changes):
    meeting = call(complaint)
    with pytest.raises(RuleBroken):
        write(meeting, **changes)


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEGAL, Role.AUDITOR])
def test_only_supervisors_and_directors_call_one(complaint, role):
    by = complaint.handler if role == Role.AGENT else a_user(role)
    with pytest.raises(NotPermitted):
        call(complaint, by=by)
    assert call(complaint, by=a_user(Role.SUPERVISOR))


def test_whoever_came_is_not_told_the_solution_once_more_under_investigation(complaint, client):
    director = a_user(Role.DIRECTOR)
    meeting = call(complaint, by=director, departments=list(Department.objects.filter(code__in=("after_sales", "qa"))))
    client.force_login(director)
    address = reverse("admin:complaints_complaint_change", args=[complaint.pk])
    before = client.get(address).content.decode().count(meeting.agenda)
    write(meeting, solution="全额退款，再补发一箱")
    after = client.get(address).content.decode()
    assert after.count(meeting.agenda) < before
    assert "全额退款，再补发一箱" in after
