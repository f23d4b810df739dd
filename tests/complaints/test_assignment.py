import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind
from complaints.services.assignment import assign, claim, hand_over
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user

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
