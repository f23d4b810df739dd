"""Answering an escalation (ESC-4, SLA-9…SLA-11)."""

from datetime import date, timedelta

import pytest

from accounts.models import Delegation
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, StaffNotice
from complaints.states import Level, State
from escalation.models import Escalation
from escalation.services.stepping import hand_back, resolve, step_in
from tests.builders import NOON, a_complaint, a_user
from tests.escalation.test_raising import by_hand

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def complaint():
    return a_complaint(at=State.TRIAGED)


def level_of(complaint):
    return Complaint.objects.get(pk=complaint.pk).level


def test_stepping_in_meets_the_deadline_and_tells_handler_and_customer(complaint):
    escalation, supervisor = by_hand(complaint), a_user(Role.SUPERVISOR)
    step_in(escalation.pk, by=supervisor, now=LATER)
    assert complaint.deadlines.get(kind="step_in").was_kept()
    assert StaffNotice.objects.filter(to=complaint.handler, kind="stepped_in").exists()
    assert supervisor.name in complaint.deliveries.get(step="stepped_in").body


def test_a_customer_does_not_hear_of_lawyers(complaint):
    step_in(by_hand(complaint, to=Level.LEGAL).pk, by=a_user(Role.LEGAL), now=LATER)
    assert not complaint.deliveries.filter(step="stepped_in").exists()
    assert complaint.deadlines.get(kind="legal_step_in").met_at == LATER


def test_the_second_learns_who_was_first(complaint):
    escalation, first = by_hand(complaint), a_user(Role.SUPERVISOR)
    step_in(escalation.pk, by=first, now=NOON)
    with pytest.raises(RuleBroken, match=first.name):
        step_in(escalation.pk, by=a_user(Role.DIRECTOR), now=LATER)


#: Who answers for which level; everybody else is refused.
ANSWERS = {
    Level.SUPERVISOR: {Role.SUPERVISOR, Role.DIRECTOR},
    Level.DIRECTOR: {Role.DIRECTOR},
    Level.LEGAL: {Role.LEGAL, Role.DIRECTOR},
}


@pytest.mark.parametrize("level", ANSWERS)
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.CURATOR, Role.AUDITOR])
def test_only_who_has_the_power_answers(complaint, level, role):
    escalation = by_hand(complaint, to=level)
    by = complaint.handler if role == Role.AGENT else a_user(role)
    assert Escalation.objects.answerable_by(by).exists() == (role in ANSWERS[level])
    for act in (
        lambda: step_in(escalation.pk, by=by, now=LATER),
        lambda: resolve(escalation.pk, answer="已谈妥", by=by, now=LATER),
    ):
        if role in ANSWERS[level]:
            act()
        else:
            with pytest.raises(NotPermitted):
                act()


def test_whoever_stands_in_for_the_director_answers_as_one(complaint):
    escalation, director, supervisor = by_hand(complaint, to="director"), a_user(Role.DIRECTOR), a_user(Role.SUPERVISOR)
    Delegation.objects.create(
        delegator=director,
        delegate=supervisor,
        starts_on=date(2000, 1, 1),
        ends_on=date(2100, 1, 1),
        reason="出差",
        created_by=director,
    )
    assert step_in(escalation.pk, by=supervisor, now=LATER).stepped_in_by == supervisor


def test_resolving_ends_the_lower_ones_too(complaint):
    low, high, director = by_hand(complaint), by_hand(complaint), a_user(Role.DIRECTOR)
    resolve(high.pk, answer="整单退款并上门致歉", by=director, now=LATER)
    low.refresh_from_db()
    assert (low.ending, low.answer, low.ended_by) == ("resolved", "整单退款并上门致歉", director)
    assert level_of(complaint) == Level.FRONTLINE
    assert not complaint.deadlines.running().filter(kind__in=["step_in", "joint_solution"]).exists()
    assert StaffNotice.objects.get(to=complaint.handler, kind="escalation_ended").facts["words"] == "整单退款并上门致歉"


def test_handing_back_leaves_the_level_below_at_work(complaint):
    low, high = by_hand(complaint), by_hand(complaint)
    hand_back(high.pk, instructions="请主管约客户面谈", by=a_user(Role.DIRECTOR), now=LATER)
    low.refresh_from_db()
    assert (low.is_running, level_of(complaint)) == (True, Level.SUPERVISOR)
    hand_back(low.pk, instructions="按面谈结果补发", by=a_user(Role.SUPERVISOR), now=LATER)
    assert level_of(complaint) == Level.FRONTLINE


@pytest.mark.parametrize("act", [resolve, hand_back])
def test_nothing_is_answered_twice_or_without_words(complaint, act):
    escalation, supervisor = by_hand(complaint), a_user(Role.SUPERVISOR)
    words = "answer" if act is resolve else "instructions"
    with pytest.raises(RuleBroken):
        act(escalation.pk, **{words: " "}, by=supervisor, now=LATER)
    act(escalation.pk, **{words: "已安排"}, by=supervisor, now=LATER)
    with pytest.raises(RuleBroken, match=supervisor.name):
        act(escalation.pk, **{words: "再安排"}, by=supervisor, now=LATER)


def test_who_answers_without_stepping_in_first_has_stepped_in(complaint):
    escalation, supervisor = by_hand(complaint), a_user(Role.SUPERVISOR)
    resolve(escalation.pk, answer="已谈妥", by=supervisor, now=LATER)
    escalation.refresh_from_db()
    assert (escalation.stepped_in_by, escalation.stepped_in_at) == (supervisor, LATER)


def test_a_joint_solution_is_still_due_after_the_director_stepped_in(complaint):
    """SLA-10 is met by a solution, not by a look."""
    step_in(by_hand(complaint, to=Level.DIRECTOR).pk, by=a_user(Role.DIRECTOR), now=LATER)
    assert complaint.deadlines.running().filter(kind="joint_solution").exists()
