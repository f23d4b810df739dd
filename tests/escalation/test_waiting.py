"""Nobody decides: a reminder, then the next level, told to both (ESC-4, SLA-17)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services.delegation import delegate
from complaints.models import ComplaintEvent, EventKind, StaffNotice
from complaints.services import proposal as proposals
from complaints.services.assignment import HANDLING_ROLES
from complaints.states import State
from escalation.models import ApprovalRequest, ApprovalStep
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from escalation.services.waiting import tell_due_approvals
from tests.builders import NOON, a_complaint, a_user, choices

pytestmark = pytest.mark.django_db
S, D = Role.SUPERVISOR, Role.DIRECTOR
#: Wednesday noon in Shanghai; a supervisor has four working hours, the office is open from nine to six.
CHINA = ZoneInfo("Asia/Shanghai")


def at(day, hour):
    return datetime(2026, 11, day, hour, tzinfo=CHINA)


def sweep(now):
    return tell_due_approvals(by=User.objects.system(), now=now)


@pytest.fixture
def people():
    return {S: a_user(S), D: a_user(D)}


@pytest.fixture
def waiting(people):
    complaint = a_complaint(at=State.INVESTIGATING)
    return submit_proposal(complaint.pk, message="抱歉", choices=choices("800"), by=complaint.handler, now=NOON)


def kinds_told(person):
    return list(StaffNotice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def test_half_of_the_working_time_gone_reminds_and_all_of_it_asks_the_next_level(people, waiting):
    assert ApprovalStep.objects.get().due_at == at(18, 16)
    assert sweep(at(18, 13)) == 0
    assert sweep(at(18, 14)) == 1
    assert kinds_told(people[S])[-1] == "approval_near"
    assert sweep(at(18, 15)) == 0
    assert sweep(at(18, 16)) == 1
    raised, asked = ApprovalStep.objects.order_by("pk")
    assert (raised.outcome, asked.asked_role, asked.after, asked.is_open) == ("raised", D, raised, True)
    assert kinds_told(people[S])[-1] == "approval_raised"
    assert kinds_told(people[D])[-1] == "approval_asked"
    assert kinds_told(waiting.proposed_by)[-1] == "approval_raised"
    event = ComplaintEvent.objects.get(kind=EventKind.APPROVAL_RAISED)
    assert (event.by.role, event.facts["asked"], event.facts["goes_to"]) == (Role.SYSTEM, S, D)
    assert ApprovalRequest.objects.decidable_by(people[D]).count() == 1
    assert approve(waiting.pk, by=people[D], now=at(18, 17)).status == "approved"


def test_nights_do_not_count(people):
    complaint = a_complaint(at=State.INVESTIGATING)
    evening = at(18, 17)
    submit_proposal(complaint.pk, message="抱歉", choices=choices("800"), by=complaint.handler, now=evening)
    assert ApprovalStep.objects.get().due_at == at(19, 12)


def test_above_the_highest_nobody_is_asked_and_the_reminder_comes_round(people, waiting):
    # The reminder was missed as well: what has passed goes up at once.
    assert sweep(at(18, 16)) == 1
    step = ApprovalStep.objects.open().get()
    for moment in (step.next_step_at, step.due_at, step.due_at + timedelta(days=2)):
        assert sweep(moment) == 1
    assert ApprovalStep.objects.open().get() == step
    assert kinds_told(people[D]).count("approval_near") == 3


def test_a_director_asked_anyway_is_asked_sooner_instead_of_twice(people):
    complaint = a_complaint(at=State.INVESTIGATING)
    dear = submit_proposal(complaint.pk, message="抱歉", choices=choices("9000"), by=complaint.handler, now=NOON)
    sweep(at(18, 14)), sweep(at(18, 16))
    assert dict(ApprovalStep.objects.values_list("asked_role", "outcome")) == {S: "raised", D: ""}
    assert approve(dear.pk, by=people[D], now=at(18, 17)).status == "approved"


def test_where_nobody_holds_the_role_it_goes_up_with_the_next_sweep():
    director, complaint = a_user(D), a_complaint(at=State.INVESTIGATING)
    submit_proposal(complaint.pk, message="抱歉", choices=choices("800"), by=complaint.handler, now=NOON)
    assert sweep(NOON) == 1
    assert ApprovalRequest.objects.decidable_by(director).count() == 1


def test_what_was_decided_or_taken_back_is_told_to_nobody(people, waiting):
    proposals.take_back(waiting.complaint_id, reason="改", by=waiting.proposed_by, now=NOON)
    before = StaffNotice.objects.count()
    sweep(at(18, 16))
    assert ApprovalStep.objects.get().outcome == "lapsed"
    assert StaffNotice.objects.count() == before
    assert sweep(at(20, 16)) == 0


def test_the_substitute_of_whoever_is_asked_is_told_decides_and_both_names_stay(people, waiting):
    today, agent = timezone.localdate(), a_user()
    assert agent.role in HANDLING_ROLES
    delegate(delegator=people[S], delegate=agent, starts_on=today, ends_on=today, reason="休假", by=people[S], now=NOON)
    agent = User.objects.get(pk=agent.pk)
    assert ApprovalRequest.objects.decidable_by(agent).count() == 1
    approve(waiting.pk, by=agent, now=NOON)
    step = ApprovalStep.objects.get()
    assert (step.asked_role, step.decided_by, step.in_name_of) == (S, agent, people[S])
    event = ComplaintEvent.objects.get(kind=EventKind.APPROVAL_GIVEN)
    assert event.facts["in_name_of"] == people[S].name
