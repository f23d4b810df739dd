"""Putting a complaint before somebody with more power (ESC-2, ESC-4, ESC-5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Shift, User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind, StaffNotice
from complaints.states import Level, State, Trigger
from escalation.models import Escalation
from escalation.services.raising import escalate
from escalation.services.stepping import resolve
from tests.builders import NOON, a_complaint, a_user
from tests.guards import lifted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def by_hand(complaint, *, by=None, **facts):
    facts = {"trigger": Trigger.BY_HAND, "reason": "客户要求当面谈", "now": NOON, **facts}
    return escalate(complaint.pk, by=by or complaint.handler, **facts)


def on_duty(person):
    Shift.objects.create(user=person, starts_at=NOON - HOUR, ends_at=NOON + 8 * HOUR)
    return person


@pytest.mark.parametrize("state", [state for state in State if state != State.CLOSED])
def test_an_agent_escalates_in_every_open_state(state):
    complaint = a_complaint(at=state)
    by_hand(complaint, by=complaint.received_by)
    assert Complaint.objects.get(pk=complaint.pk).level == Level.SUPERVISOR


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL])
def test_whoever_works_on_it_may_escalate(role):
    complaint = a_complaint(at=State.TRIAGED)
    assert by_hand(complaint, by=complaint.handler if role == Role.AGENT else a_user(role)).is_running


@pytest.mark.parametrize("role", [Role.CURATOR, Role.AUDITOR, Role.ADMINISTRATOR, Role.INTEGRATION])
def test_whoever_only_reads_may_not(role):
    with pytest.raises(NotPermitted):
        by_hand(a_complaint(at=State.TRIAGED), by=a_user(role))


def test_a_closed_complaint_is_opened_again_first():
    with pytest.raises(RuleBroken, match=r"Reopen|重新打开"):
        by_hand(a_complaint(at=State.CLOSED))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_trigger_a_reason_is_required(reason):
    """ESC-5."""
    with pytest.raises(RuleBroken):
        by_hand(a_complaint(at=State.TRIAGED), reason=reason)


def test_with_a_trigger_the_trigger_is_reason_enough():
    escalation = by_hand(a_complaint(at=State.TRIAGED), trigger=Trigger.SUPERIOR, reason="")
    assert (escalation.trigger, escalation.reason) == (Trigger.SUPERIOR, "")


@pytest.mark.parametrize(
    ("to", "kind", "hours"),
    [(Level.SUPERVISOR, "step_in", 4), (Level.DIRECTOR, "joint_solution", 48), (Level.LEGAL, "legal_step_in", 24)],
)
def test_each_level_has_its_own_deadline(to, kind, hours):
    """SLA-9, SLA-10, SLA-11."""
    escalation = by_hand(a_complaint(at=State.TRIAGED), to=to)
    assert (escalation.deadline.kind, escalation.deadline.due_at) == (kind, NOON + hours * HOUR)
    assert escalation.complaint.level == to


def test_it_goes_one_level_up_at_a_time_unless_told_otherwise():
    complaint = a_complaint(at=State.TRIAGED)
    levels = [by_hand(complaint).to_level for _time in range(3)]
    assert levels == [Level.SUPERVISOR, Level.DIRECTOR, Level.LEGAL]
    assert by_hand(complaint, reason="又来电").to_level == Level.LEGAL
    assert Escalation.objects.running().filter(complaint=complaint).count() == 3


@pytest.mark.parametrize("to", [Level.SUPERVISOR, Level.DIRECTOR])
def test_what_runs_already_gets_another_reason_and_no_second_row(to):
    complaint = a_complaint(at=State.TRIAGED)
    first = by_hand(complaint, to=Level.DIRECTOR)
    again = by_hand(complaint, trigger=Trigger.THREAT, reason="“我要找媒体”", to=to)
    assert again == first
    event = ComplaintEvent.objects.filter(complaint=complaint).latest("seq")
    assert (event.kind, event.facts["trigger"]) == (EventKind.ESCALATED_AGAIN, Trigger.THREAT)


def test_nothing_is_escalated_to_the_frontline():
    with pytest.raises(RuleBroken):
        by_hand(a_complaint(at=State.TRIAGED), to=Level.FRONTLINE)


def test_it_is_put_before_who_is_on_duty_and_has_least():
    complaint = a_complaint(at=State.TRIAGED)
    absent, busy, free = a_user(Role.SUPERVISOR), on_duty(a_user(Role.SUPERVISOR)), on_duty(a_user(Role.SUPERVISOR))
    by_hand(a_complaint(at=State.TRIAGED), person=busy)
    assert by_hand(complaint).asked == free
    assert not StaffNotice.objects.filter(to=absent, complaint=complaint).exists()


def test_when_nobody_is_on_duty_all_of_the_level_are_told():
    one, other = a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR)
    escalation = by_hand(a_complaint(at=State.TRIAGED))
    assert escalation.asked is None
    assert set(StaffNotice.objects.filter(kind="escalated").values_list("to", flat=True)) == {one.pk, other.pk}


def test_a_supervisor_who_escalates_is_not_asked_himself():
    one, other = on_duty(a_user(Role.SUPERVISOR)), on_duty(a_user(Role.SUPERVISOR))
    assert by_hand(a_complaint(at=State.TRIAGED), by=one).asked == other


def test_a_chosen_person_must_answer_for_the_level():
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        by_hand(complaint, to=Level.DIRECTOR, person=a_user(Role.SUPERVISOR))
    assert by_hand(complaint, to=Level.DIRECTOR, person=a_user(Role.DIRECTOR)).asked.role == Role.DIRECTOR


def test_passing_it_on_counts_as_stepping_in():
    complaint, supervisor = a_complaint(at=State.TRIAGED), a_user(Role.SUPERVISOR)
    first = by_hand(complaint)
    by_hand(complaint, by=supervisor, now=NOON + HOUR)
    first.refresh_from_db()
    assert (first.stepped_in_by, first.is_running) == (supervisor, True)
    assert complaint.deadlines.get(kind="step_in").met_at == NOON + HOUR


def test_an_agent_who_passes_it_on_has_not_stepped_in():
    complaint = a_complaint(at=State.TRIAGED)
    first = by_hand(complaint)
    by_hand(complaint, now=NOON + HOUR)
    first.refresh_from_db()
    assert first.stepped_in_at is None


def test_a_policy_without_a_rule_gives_no_deadline():
    complaint = a_complaint(at=State.TRIAGED)
    with lifted():
        complaint.policy.rules.filter(kind="step_in").delete()
    assert by_hand(complaint).deadline is None


def test_the_system_escalates_by_a_trigger():
    complaint = a_complaint(at=State.INVESTIGATING)
    facts = {"trigger": Trigger.THREAT, "reason": "“再不解决就打12315”", "to": Level.SUPERVISOR}
    escalation = by_hand(complaint, by=User.objects.system(), **facts)
    assert escalation.by.role == Role.SYSTEM
    assert complaint.deadlines.running().filter(kind="step_in").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"to_level": Level.FRONTLINE},
        {"from_level": Level.SUPERVISOR},
        {"trigger": Trigger.BY_HAND, "reason": ""},
        {"stepped_in_at": NOON},
        {"ended_at": NOON},
        {"ending": "resolved", "ended_at": NOON},
    ],
)
def test_the_database_refuses_what_must_never_be(changes):
    escalation = by_hand(a_complaint(at=State.TRIAGED))
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.filter(pk=escalation.pk).update(**changes)


def test_the_database_knows_one_running_escalation_of_a_level():
    escalation = by_hand(a_complaint(at=State.TRIAGED))
    escalation.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        escalation.save(force_insert=True)


def test_one_may_escalate_again_after_it_was_answered():
    complaint, supervisor = a_complaint(at=State.TRIAGED), a_user(Role.SUPERVISOR)
    first = by_hand(complaint)
    resolve(first.pk, answer="已谈妥", by=supervisor, now=NOON)
    assert by_hand(complaint, to=Level.SUPERVISOR) != first
