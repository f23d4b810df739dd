"""Decisions about money in the same instant: exactly one effect, and the loser is told who decided (F16, A30, A31).

`RACE_ROUNDS` asks for more rounds than a suite has time for.
"""

import os
from functools import partial

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.services.people import change_person
from complaints.errors import NotPermitted, Refusal, RuleBroken
from complaints.models import Approval, Complaint, ComplaintEvent, EventKind, LedgerEntry, Proposal
from complaints.services import proposal as proposals
from complaints.services.options import Choice, Item
from complaints.services.record import faults_of
from complaints.services.tasks import do_task
from complaints.states import Measure, State
from escalation.models import ApprovalRequest
from escalation.services.decision import approve, send_back
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_photo, a_user, choices
from tests.races.crowd import one_of, together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS = range(int(os.environ.get("RACE_ROUNDS", "25")))
#: Each payment leaves a proof, and a complaint keeps thirty files.
PAYMENTS_OF_ONE = 25


@pytest.fixture
def complaint():
    """One complaint is proposed for again and again: what a race leaves behind shows in the next round."""
    complaint = a_complaint(at=State.INVESTIGATING)
    yield complaint
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def submit(complaint):
    by = complaint.handler
    return submit_proposal(complaint.pk, message="退款", choices=choices("1800.00"), by=by, now=NOON)


def take_back(complaint):
    proposals.take_back(complaint.pk, reason="重写", by=complaint.handler, now=NOON)


def told(outcomes):
    return next(str(outcome) for outcome in outcomes if isinstance(outcome, Exception))


def given(proposal):
    return Approval.objects.filter(proposal=proposal).count()


def test_approve_and_approve(complaint):
    people = a_user(Role.SUPERVISOR, name="王敏"), a_user(Role.SUPERVISOR, name="罗志强")
    for _round in ROUNDS:
        asked = submit(complaint)
        outcomes = together(*(partial(approve, asked.pk, by=by, now=NOON) for by in people))
        approved = one_of(outcomes)
        assert given(asked) == 1
        assert ApprovalRequest.objects.get(proposal=asked).decided_by == approved.approved_by
        assert approved.approved_by.name in told(outcomes)
        take_back(complaint)


def test_approve_and_send_back(complaint):
    one, other = a_user(Role.SUPERVISOR, name="王敏"), a_user(Role.SUPERVISOR, name="罗志强")
    for _round in ROUNDS:
        asked = submit(complaint)
        outcomes = together(
            partial(approve, asked.pk, by=one, now=NOON),
            partial(send_back, asked.pk, reason="偏高", by=other, now=NOON),
        )
        one_of(outcomes)
        status = Proposal.objects.get(pk=asked.pk).status
        assert (status, given(asked)) in {("approved", 1), ("sent_back", 0)}
        assert {"approved": "王敏", "sent_back": "罗志强"}[status] in told(outcomes)
        if status == "approved":
            take_back(complaint)


def test_approve_and_edit(complaint):
    """Whatever comes first, the new content has nobody's yes."""

    def edit():
        take_back(complaint)
        return submit(complaint)

    supervisor = a_user(Role.SUPERVISOR)
    for _round in ROUNDS:
        asked = submit(complaint)
        outcome, edited = together(
            partial(approve, asked.pk, content=asked.content_hash, by=supervisor, now=NOON), edit
        )
        assert isinstance(edited, Proposal), edited
        assert (Proposal.objects.get(pk=asked.pk).status, edited.status) == ("taken_back", "submitted")
        assert given(edited) == 0
        assert given(asked) == (0 if isinstance(outcome, Exception) else 1)
        assert isinstance(outcome, Proposal | RuleBroken), outcome
        take_back(complaint)


def test_approve_and_role_loss(complaint):
    """Either the decision came first, or who lost the role learns it; a decision never follows the loss."""
    administrator, supervisor = a_user(Role.ADMINISTRATOR), a_user(Role.SUPERVISOR)
    lose = partial(change_person, supervisor.pk, role=Role.HANDLER, by=administrator, now=NOON)
    for _round in ROUNDS:
        asked = submit(complaint)
        outcome, lost = together(partial(approve, asked.pk, by=supervisor, now=NOON), lose)
        assert isinstance(lost, User), lost
        if isinstance(outcome, Exception):
            assert isinstance(outcome, NotPermitted), outcome
            assert given(asked) == 0
        with pytest.raises(Refusal):
            approve(asked.pk, by=supervisor, now=NOON)
        assert given(asked) == (0 if isinstance(outcome, Exception) else 1)
        User.objects.filter(pk=supervisor.pk).update(role=Role.SUPERVISOR)
        take_back(complaint)


def test_execute_and_execute():
    agent, people = a_user(), (a_user(Role.FINANCE, name="钱芳"), a_user(Role.FINANCE, name="孙莉"))
    offer = (
        Choice("退一分钱并维修", (Item(Measure.REFUND, choices("0.01")[0].value_cny), Item(Measure.REPAIR))),
        Choice("只维修", (Item(Measure.REPAIR),)),
    )
    for turn in ROUNDS:
        if turn % PAYMENTS_OF_ONE == 0:
            complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
        submit_proposal(complaint.pk, message="抱歉", choices=offer, by=agent, now=NOON)
        proposals.accept(complaint.pk, position=1, via="phone", by=agent, now=NOON)
        task = complaint.tasks.open().get(measure=Measure.REFUND)
        pay = partial(do_task, task.pk, result="已退款", reference="TK-1", now=NOON)
        outcomes = together(*(partial(pay, files=[a_photo()], by=by) for by in people))
        paid = one_of(outcomes)
        assert LedgerEntry.objects.filter(task=task).get().booked_by == paid.done_by
        done = ComplaintEvent.objects.filter(complaint=complaint, kind=EventKind.TASK_DONE)
        assert done.count() == turn % PAYMENTS_OF_ONE + 1
        assert paid.done_by.name in told(outcomes)
        proposals.give_up_execution(complaint.pk, reason="配件缺货", by=agent, now=NOON)
        assert turn % PAYMENTS_OF_ONE != PAYMENTS_OF_ONE - 1 or faults_of(Complaint.objects.get(pk=complaint.pk)) == []
