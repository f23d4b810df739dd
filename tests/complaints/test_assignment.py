from datetime import timedelta

import pytest

from accounts.models import Shift, Team, User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind
from complaints.services.assignment import assign, claim, hand_over
from complaints.services.closing import reopen
from complaints.states import State
from review.services.revisit import record
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of, queue

HOUR = timedelta(hours=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def handed(complaint, to, *, by=None, reason="白班交夜班"):
    return hand_over(complaint.pk, handler=to, reason=reason, by=by or complaint.handler, now=NOON)


def test_who_claims_a_complaint_has_it_and_the_second_learns_who_was_first():
    complaint, first, second = a_complaint(), a_user(name="林悦"), a_user()
    claim(complaint.pk, by=first, now=NOON)
    with pytest.raises(RuleBroken, match="林悦"):
        claim(complaint.pk, by=second, now=NOON)
    assert Complaint.objects.get().handler == first
    assert complaint.events.filter(kind=EventKind.CLAIMED).count() == 1


def test_an_agent_claims_within_the_own_team_only():
    complaint = a_complaint()
    with pytest.raises(NotPermitted):
        claim(complaint.pk, by=a_user(team="internet-desk"), now=NOON)


def test_a_supervisor_assigns_without_a_reason_and_without_a_count():
    complaint, agent = a_complaint(at=State.TRIAGED), a_user(team="general-desk")
    assign(complaint.pk, handler=agent, by=a_user(Role.SUPERVISOR), now=NOON)
    complaint = Complaint.objects.get()
    assert (complaint.handler, complaint.team, complaint.handovers_count) == (agent, agent.team, 0)


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.LEGAL, Role.AUDITOR, Role.ADMINISTRATOR])
def test_others_do_not_assign(role):
    with pytest.raises(NotPermitted):
        assign(a_complaint().pk, handler=a_user(), by=a_user(role), now=NOON)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_gets_a_complaint_whose_work_it_is_not(role):
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        assign(complaint.pk, handler=a_user(role), by=a_user(Role.SUPERVISOR), now=NOON)
    with pytest.raises(RuleBroken):
        handed(complaint, a_user(role))
    with pytest.raises(RuleBroken):
        handed(complaint, a_user(is_active=False))


def test_the_third_hand_over_goes_to_a_supervisor():
    complaint = a_complaint(at=State.TRIAGED)
    one, two, three = a_user(), a_user(), a_user()
    handed(complaint, one)
    handed(complaint, two, by=one)
    with pytest.raises(RuleBroken, match="2"):
        handed(complaint, three, by=two)
    supervisor = a_user(Role.SUPERVISOR)
    handed(complaint, supervisor, by=two)
    complaint = Complaint.objects.get()
    assert (complaint.handler, complaint.handovers_count) == (supervisor, 3)
    assert complaint.events.filter(kind=EventKind.HANDED_OVER).count() == 3


@pytest.mark.parametrize("reason", ["", "  ", "\u3000"])
def test_a_hand_over_has_a_reason(reason):
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken, match="why"):
        handed(complaint, a_user(), reason=reason)


def test_nobody_hands_over_to_whom_it_already_belongs():
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        handed(complaint, complaint.handler)
    assert Complaint.objects.get().handovers_count == 0


def test_deadlines_keep_running_through_a_hand_over():
    complaint = a_complaint(at=State.TRIAGED)
    before = list(complaint.deadlines.values())
    handed(complaint, a_user())
    assert list(complaint.deadlines.values()) == before


def test_a_closed_complaint_changes_hands_no_more():
    complaint, supervisor = a_complaint(at=State.CLOSED), a_user(Role.SUPERVISOR)
    for attempt in (
        lambda: claim(complaint.pk, by=supervisor, now=NOON),
        lambda: assign(complaint.pk, handler=a_user(), by=supervisor, now=NOON),
        lambda: handed(complaint, a_user(), by=supervisor),
    ):
        with pytest.raises(RuleBroken, match="closed"):
            attempt()


def comes_back(complaint, way):
    """Reopened by the customer, or rated dissatisfied by them."""
    customer = User.objects.customer()
    if way == "reopened":
        reopen(complaint.pk, reason="又坏了", by=customer, now=NOON)
    else:
        record(complaint.pk, channel="app", reached=True, rating=1, reason="没解决", by=customer, now=NOON)
    return Complaint.objects.get(pk=complaint.pk)


def goes(handler, **changes):
    User.objects.filter(pk=handler.pk).update(**changes)


WAYS = pytest.mark.parametrize(
    ("way", "state"), [("reopened", State.CLOSED), ("returned_dissatisfied", State.REVISIT)], ids=str
)


@WAYS
def test_rev_2_a_complaint_that_comes_back_goes_to_the_same_handler(way, state):
    agent, _mate = a_user(), a_user()
    assert comes_back(a_complaint(at=state, agent=agent), way).handler == agent


@WAYS
@pytest.mark.parametrize("gone", ["account", "team", "role"])
def test_rev_2_it_goes_to_somebody_of_the_team_when_the_handler_is_gone(way, state, gone):
    agent = a_user(name="林悦")
    complaint = a_complaint(at=state, agent=agent)
    busy, mate = a_user(), a_user(name="周航")
    a_complaint(at=State.TRIAGED, agent=busy)
    a_user(team="internet-desk")
    changes = {"account": {"is_active": False}, "role": {"role": Role.AUDITOR}}
    goes(agent, **changes.get(gone) or {"team": Team.objects.get(code="general-desk")})
    after = comes_back(complaint, way)
    assert (after.handler, after.team.code) == (mate, "ecommerce-desk")
    facts = after.events.get(kind=f"complaints.{way}").facts
    assert (facts["before"], facts["after"]) == ({"handler": "林悦"}, {"handler": "周航"})


def test_who_is_on_duty_takes_over_before_who_has_less_to_do():
    agent = a_user()
    complaint = a_complaint(at=State.CLOSED, agent=agent)
    _free, on_duty = a_user(), a_user()
    a_complaint(at=State.TRIAGED, agent=on_duty)
    Shift.objects.create(user=on_duty, starts_at=NOON - HOUR, ends_at=NOON + HOUR)
    goes(agent, is_active=False)
    assert comes_back(complaint, "reopened").handler == on_duty


def test_without_a_team_mate_a_supervisor_takes_over_and_without_one_it_is_found_as_left_behind():
    agent = a_user()
    complaint, other = (a_complaint(at=State.CLOSED, agent=agent) for _turn in range(2))
    goes(agent, is_active=False)
    assert comes_back(other, "reopened").handler == agent
    assert list(Complaint.objects.left_behind()) == [other]
    supervisor = a_user(Role.SUPERVISOR)
    a_user(Role.FINANCE)
    assert comes_back(complaint, "reopened").handler == supervisor


def test_supervisors_see_what_came_back():
    complaint, supervisor = a_complaint(at=State.CLOSED), a_user(Role.SUPERVISOR)
    a_complaint(at=State.TRIAGED)
    desk = desk_of(supervisor)
    assert queue(desk, tab="back") == []
    comes_back(complaint, "reopened")
    assert queue(desk, tab="back") == [complaint.number]
