"""Who is asked, in which order, and when a proposal counts as approved (ESC-1, PRO-2, PRO-3)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services.delegation import delegate
from accounts.services.people import change_person
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import (
    Approval,
    Category,
    Complaint,
    ComplaintEvent,
    EventKind,
    Grant,
    LedgerEntry,
    Proposal,
    StaffNotice,
)
from complaints.services import proposal as proposals
from complaints.services.assignment import assign
from complaints.services.impartial import name_staff
from complaints.services.tasks import do_task
from complaints.states import Priority, State
from escalation.models import ApprovalRequest, ApprovalStep, Shortfall
from escalation.services import authority
from escalation.services.decision import approve, send_back
from escalation.services.submission import submit_proposal
from escalation.states import Rung
from tests.builders import NOON, a_complaint, a_photo, a_user, choices

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
S, D, L = Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL


def submitted(refund_cny="89.00", *, by=None, priority=Priority.LOW, category=None, agent=None):
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    changed = {"priority": priority} | ({"category": Category.objects.get(code=category)} if category else {})
    Complaint.objects.filter(pk=complaint.pk).update(**changed)
    by = by or complaint.handler
    return submit_proposal(complaint.pk, message="抱歉", choices=choices(refund_cny), by=by, now=NOON)


def stands_in(substitute, absent):
    today = timezone.localdate()
    delegate(delegator=absent, delegate=substitute, starts_on=today, ends_on=today, reason="休假", by=absent, now=NOON)


def asked_of(proposal):
    return [(step.place, step.asked_role) for step in ApprovalStep.objects.filter(request__proposal=proposal)]


@pytest.mark.parametrize(
    ("refund_cny", "priority", "category", "asked"),
    [
        ("500", Priority.LOW, None, []),
        ("500.01", Priority.LOW, None, [(1, S)]),
        ("2000", Priority.LOW, None, [(1, S)]),
        ("2000.01", Priority.LOW, None, [(1, S), (3, D)]),
        ("20000.01", Priority.LOW, None, [(1, S), (3, D), (3, L)]),
        ("89", Priority.MEDIUM, None, [(1, S)]),
        ("89", Priority.HIGH, None, [(1, S)]),
        ("89", Priority.LOW, "internet.billing.wrong_charge", [(2, L)]),
        ("3000", Priority.HIGH, "internet.billing.wrong_charge", [(1, S), (2, L), (3, D)]),
        ("30000", Priority.HIGH, "internet.billing.wrong_charge", [(1, S), (3, D), (3, L)]),
    ],
)
def test_amount_priority_and_wording_ask_whom_the_chain_names(refund_cny, priority, category, asked):
    proposal = submitted(refund_cny, priority=priority, category=category)
    assert asked_of(proposal) == asked
    assert (proposal.status == "offered") == (not asked)


def test_a_supervisor_who_proposes_asks_another_one_or_somebody_higher():
    supervisor = a_user(S)
    assert asked_of(submitted("89", by=supervisor)) == []
    assert asked_of(submitted("89", by=supervisor, priority=Priority.MEDIUM)) == [(1, S)]
    assert asked_of(submitted("2500", by=supervisor, priority=Priority.MEDIUM)) == [(3, D)]


def test_it_is_approved_when_everybody_asked_has_agreed_each_in_turn():
    proposal = submitted("30000", category="internet.billing.wrong_charge")
    supervisor, director, legal = a_user(S), a_user(D), a_user(L)
    with pytest.raises(NotPermitted, match="it waits for: Supervisor"):
        approve(proposal.pk, by=legal, now=NOON)
    assert approve(proposal.pk, by=supervisor, now=NOON).status == "submitted"
    assert approve(proposal.pk, by=legal, now=NOON).status == "submitted"
    with pytest.raises(RuleBroken, match="approval"):
        proposals.offer(proposal.complaint_id, by=proposal.proposed_by, now=NOON)
    approved = approve(proposal.pk, by=director, now=NOON)
    assert (approved.status, approved.approved_by) == ("approved", director)
    assert approved.approved_under_cny >= approved.compensation_cny
    yes = Approval.objects.filter(proposal=proposal).values_list("by", "content_hash")
    assert set(yes) == {(person.pk, proposal.content_hash) for person in (supervisor, legal, director)}
    kinds = ComplaintEvent.objects.filter(complaint=proposal.complaint_id).values_list("kind", flat=True)
    assert list(kinds).count(EventKind.APPROVAL_GIVEN) == 3
    assert list(kinds).count(EventKind.PROPOSAL_APPROVED) == 1


def test_whoever_stands_higher_need_not_wait_for_those_below():
    proposal, director = submitted("9000"), a_user(D)
    assert approve(proposal.pk, by=director, now=NOON).status == "approved"
    outcomes = dict(ApprovalStep.objects.values_list("asked_role", "outcome"))
    assert outcomes == {S: "overtaken", D: "approved"}


def test_a_director_decides_what_is_asked_of_a_supervisor_and_both_are_kept():
    proposal, director = submitted("800"), a_user(D)
    approve(proposal.pk, by=director, now=NOON, comment="同意")
    step = ApprovalStep.objects.get()
    assert (step.asked_role, step.decided_by, step.comment) == (S, director, "同意")


def test_one_person_is_one_pair_of_eyes():
    """Director and legal together are two people, whatever duties one of them holds for the other."""
    proposal, supervisor = submitted("9000"), a_user(S)
    approve(proposal.pk, by=supervisor, now=NOON)
    type(supervisor).objects.filter(pk=supervisor.pk).update(role=D)
    with pytest.raises(NotPermitted, match="somebody else"):
        approve(proposal.pk, by=supervisor, now=NOON)


def test_the_second_to_decide_a_step_learns_who_was_first():
    proposal = submitted("9000")
    first, second = a_user(S, name="王敏"), a_user(S)
    approve(proposal.pk, by=first, now=NOON)
    with pytest.raises(RuleBroken, match="王敏 already decided: Approved"):
        approve(proposal.pk, by=second, now=NOON)


def test_a_refusal_names_who_could_decide():
    agent = a_user()
    a_user(S, name="罗志强")
    proposal = submitted("800", agent=agent)
    with pytest.raises(NotPermitted, match="may not do this"):
        approve(proposal.pk, by=agent, now=NOON)
    own = submitted("2500", by=a_user(S, name="王敏"))
    a_user(D, name="周建国")
    with pytest.raises(NotPermitted, match=r"proposed\. Ask 周建国"):
        approve(own.pk, by=own.proposed_by, now=NOON)


def test_a30_what_changed_since_it_was_shown_is_not_approved():
    proposal, supervisor = submitted("800"), a_user(S)
    with pytest.raises(Outdated, match="not the one you were shown"):
        approve(proposal.pk, content="0" * 64, by=supervisor, now=NOON)
    Proposal.objects.filter(pk=proposal.pk).update(message="另退一千元")
    with pytest.raises(RuleBroken, match="not what was proposed"):
        approve(proposal.pk, content=proposal.content_hash, by=supervisor, now=NOON)
    assert not Approval.objects.exists()


def test_a30_taken_back_and_proposed_again_needs_every_yes_again():
    first, supervisor = submitted("9000"), a_user(S)
    approve(first.pk, by=supervisor, now=NOON)
    proposals.take_back(first.complaint_id, reason="改", by=first.proposed_by, now=NOON)
    again = submit_proposal(first.complaint_id, message="抱歉", choices=choices("9000"), by=first.proposed_by, now=NOON)
    with pytest.raises(RuleBroken, match="another one stands"):
        approve(first.pk, by=a_user(D), now=NOON)
    assert {step.outcome for step in ApprovalStep.objects.filter(request__proposal=again)} == {""}


def test_sent_back_by_any_of_them_it_is_back_under_investigation_and_the_proposer_is_told():
    proposal, supervisor = submitted("9000"), a_user(S)
    send_back(proposal.pk, reason="先核对发票", by=supervisor, now=NOON)
    request = ApprovalRequest.objects.get()
    assert (request.decision, request.decided_by) == ("sent_back", supervisor)
    assert dict(ApprovalStep.objects.values_list("asked_role", "outcome")) == {S: "sent_back", D: "lapsed"}
    assert StaffNotice.objects.get(to=proposal.proposed_by, kind="sent_back").facts["words"] == "先核对发票"


def test_nobody_decides_about_a_complaint_against_themselves():
    supervisor, other = a_user(S, name="王敏"), a_user(S, name="罗志强")
    proposal = submitted("800")
    complaint = proposal.complaint
    name_staff(complaint.pk, person=supervisor, reason="客户说主管挂了电话", by=complaint.handler, now=NOON)
    for decide in (approve, lambda pk, **facts: send_back(pk, reason="改", **facts)):
        with pytest.raises(NotPermitted, match=r"about 王敏.*Ask 罗志强"):
            decide(proposal.pk, by=supervisor, now=NOON)
    assert not ApprovalRequest.objects.decidable_by(supervisor).exists()
    with pytest.raises(RuleBroken, match="about 王敏"):
        assign(complaint.pk, handler=supervisor, by=other, now=NOON)
    with pytest.raises(NotPermitted):
        name_staff(complaint.pk, person=None, reason="误会", by=supervisor, now=NOON)
    assert approve(proposal.pk, by=other, now=NOON).status == "approved"


def test_a_handler_complained_about_does_not_propose_and_the_supervisors_hear_of_it():
    supervisor, complaint = a_user(S), a_complaint(at=State.INVESTIGATING)
    name_staff(complaint.pk, person=complaint.handler, reason="客户说语气很冲", by=supervisor, now=NOON)
    with pytest.raises(NotPermitted, match="against themselves"):
        submit_proposal(complaint.pk, message="抱歉", choices=choices(), by=complaint.handler, now=NOON)
    assert StaffNotice.objects.filter(to=supervisor, kind="staff_named").exists()


def test_where_the_limit_left_no_longer_covers_it_the_next_rung_is_asked_as_well(monkeypatch):
    proposal, supervisor, director = submitted("1800"), a_user(S), a_user(D)
    weigh = authority.weigh

    def weigh_less(proposal, holder, *, now):
        if getattr(holder, "role", holder) == S:
            return Shortfall("complaint", "", ("refund",), Decimal(1800), Decimal(0), Decimal(1000), S, 30)
        return weigh(proposal, holder, now=now)

    monkeypatch.setattr(authority, "weigh", weigh_less)
    assert approve(proposal.pk, by=supervisor, now=NOON).status == "submitted"
    assert asked_of(proposal) == [(1, S), (3, D)]
    assert approve(proposal.pk, by=director, now=NOON).status == "approved"


def test_the_directors_budget_pays_for_what_legal_only_read():
    """ESC-1: a wording reviewed by legal opens no way round the limits of the director."""
    proposal = submitted("3000", category="internet.billing.wrong_charge")
    for by in (a_user(S), a_user(L), a_user(D)):
        approve(proposal.pk, by=by, now=NOON)
    assert Grant.objects.get(proposal=proposal).rung == Rung.DIRECTOR


def test_who_agreed_and_was_moved_away_leaves_it_to_the_rung_above():
    """The limits of whoever agreed are those they hold when it is granted; nobody is stuck with a yes that fails."""
    proposal = submitted("1500", category="internet.billing.wrong_charge")
    supervisor, legal, director = a_user(S), a_user(L), a_user(D)
    approve(proposal.pk, by=supervisor, now=NOON)
    change_person(supervisor.pk, role=Role.HANDLER, by=a_user(Role.ADMINISTRATOR), now=NOON)
    assert approve(proposal.pk, by=legal, now=NOON).status == "submitted"
    assert approve(proposal.pk, by=director, now=NOON).status == "approved"
    assert Grant.objects.get(proposal=proposal).rung == Rung.DIRECTOR


def test_the_substitute_of_a_second_account_is_no_other_pair_of_eyes():
    """I07: the proposer's other account is away, and whoever stands in for it sees with the proposer's eyes."""
    proposal = submitted("900")
    number = proposal.proposed_by.employee_number
    second, substitute = a_user(S), a_user(S)
    User.objects.filter(pk=second.pk).update(employee_number=number)
    stands_in(substitute, second)
    with pytest.raises(NotPermitted, match="You stand in for"):
        approve(proposal.pk, by=User.objects.get(pk=substitute.pk), now=NOON)


def test_nobody_pays_what_was_proposed_in_their_name():
    """I07: the handler is away, the substitute proposes, and the handler covers for finance."""
    handler, substitute, finance = a_user(), a_user(), a_user(Role.FINANCE)
    stands_in(substitute, handler)
    proposal = submitted("100", by=User.objects.get(pk=substitute.pk), agent=handler)
    proposals.accept(proposal.complaint_id, position=1, via="phone", by=handler, now=NOON)
    stands_in(handler, finance)
    task = Complaint.objects.get(pk=proposal.complaint_id).tasks.open().get(measure="refund")
    paying = {"result": "已退款", "reference": "TK-1", "files": [a_photo()], "now": NOON}
    with pytest.raises(NotPermitted, match="pays out what they proposed"):
        do_task(task.pk, by=User.objects.get(pk=handler.pk), **paying)
    booked = {"complaint": task.complaint, "task": task, "purpose": "execution", "measure": "refund"}
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(**booked, value_cny=100, reference="TK-1", booked_by=handler, booked_at=NOON)
    assert do_task(task.pk, by=finance, **paying).done_by == finance
