"""What is offered to the customer, and the customer's answer (PRO-1, PRO-4, PRO-5).

Who may grant how much is not decided here: `escalation` weighs a proposal and records the approval.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Department
from accounts.roles import Role
from accounts.text import check_row, check_text
from complaints.errors import RuleBroken
from complaints.models import (
    ALIVE,
    ComplaintEvent,
    DeadlineKind,
    EventKind,
    NoticeKind,
    PauseReason,
    Proposal,
    ProposalStatus,
    Stage,
    Task,
    content_hash,
)
from complaints.permissions import check_right
from complaints.services import clock, grants, messages, pauses
from complaints.services.gate import check_filled, check_may, lock, move
from complaints.services.impartial import check_impartial
from complaints.services.options import Choice, Item, check_choices, check_unchanged, write_options
from complaints.services.staff import tell_handler
from complaints.services.words import check_told
from complaints.states import PAID_BY_FINANCE, State

__all__ = ["Choice", "Item", "accept", "give_up_execution", "offer", "propose", "refuse", "take_back"]


@transaction.atomic
def propose(complaint_id, *, message, choices, by, now, improvement="", override="", seen=None):
    """Put 1–3 options together for approval; no way to the customer yet. Raises NotPermitted, RuleBroken, Outdated.

    Needs the round's investigation report (INV-4); where compensation is offered there are two or three options.
    Words that need another look are refused, unless `override` says why they stay (COM-3).
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.propose)
    check_impartial(complaint, by)
    _check_proposable(complaint)
    check_filled(message, _("Write the message to the customer."))
    check_text(improvement, _("improvement"))
    check_choices(choices)
    read = (text for choice in choices for text in (choice.title, choice.description))
    told = check_told(message, improvement, *read, now=now, override=override)
    move(complaint, "propose", by=by)
    proposal = Proposal(
        complaint=complaint,
        round=complaint.round,
        status=ProposalStatus.SUBMITTED,
        message=message,
        improvement=improvement,
        compensation_cny=max(choice.value_cny for choice in choices),
        content_hash=content_hash(message=message, improvement=improvement, options=choices),
        proposed_by=by,
        in_name_of=_in_whose_name(complaint, by),
        proposed_at=now,
    )
    check_row(proposal)
    proposal.save()
    write_options(proposal, choices)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.PROPOSED,
        by=by,
        at=now,
        proposal=proposal.pk,
        round=proposal.round,
        compensation_cny=proposal.compensation_cny,
        options=[choice.title for choice in choices],
        content=proposal.content_hash,
        **told,
    )
    return proposal


@transaction.atomic
def take_back(complaint_id, *, reason, by, now, seen=None):
    """Withdraw a proposal the customer has not answered, to write another one; its approval lapses with it."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.propose_solution")
    proposal = _alive(complaint, {ProposalStatus.SUBMITTED, ProposalStatus.APPROVED, ProposalStatus.OFFERED})
    check_filled(reason, _("Say why the proposal is taken back."))
    proposal.status, proposal.reason = ProposalStatus.TAKEN_BACK, reason
    check_row(proposal)
    proposal.save()
    grants.settle(proposal)
    ComplaintEvent.record(complaint, EventKind.PROPOSAL_WITHDRAWN, by=by, at=now, proposal=proposal.pk, reason=reason)
    pauses.end(complaint, by=by, now=now, reasons=(PauseReason.CHOICE,))
    return proposal


@transaction.atomic
def offer(complaint_id, *, by, now, seen=None):
    """Show the approved proposal to the customer and tell them. Raises RuleBroken while it is not approved."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.offer_proposal")
    proposal = _alive(complaint, {ProposalStatus.SUBMITTED, ProposalStatus.APPROVED})
    if proposal.status != ProposalStatus.APPROVED:
        raise RuleBroken(_("The proposal is waiting for approval and may not go to the customer yet."))
    check_unchanged(proposal)
    proposal.status, proposal.offered_at = ProposalStatus.OFFERED, now
    proposal.save()
    clock.settle(
        complaint,
        now=now,
        meet=(DeadlineKind.DIRECTION, DeadlineKind.SOLUTION, DeadlineKind.PROGRESS, DeadlineKind.FRONTLINE),
        start=(DeadlineKind.PROGRESS,),
    )
    complaint.is_pressing = False
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.OFFERED, by=by, at=now, proposal=proposal.pk)
    messages.tell(complaint, "offered", now=now)
    pauses.begin(complaint, reason=PauseReason.CHOICE, by=by, now=now)
    return proposal


@transaction.atomic
def accept(complaint_id, *, position, via, by, now, seen=None):
    """The customer chose option `position`; `via` tells how we know. Creates the tasks (PRO-4, EXE-1)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.accept)
    proposal = _alive(complaint, {ProposalStatus.OFFERED})
    option = proposal.options.filter(position=position).first()
    if option is None:
        raise RuleBroken(_("There is no option %(position)s.") % {"position": position})
    check_unchanged(proposal)
    proposal.status, proposal.chosen = ProposalStatus.ACCEPTED, option
    proposal.answered_at, proposal.answered_via = now, via
    check_row(proposal)
    proposal.save()
    grants.settle(proposal)
    move(complaint, "accept", by=by, proposal=proposal)
    complaint.save()
    tasks = _create_tasks(complaint, option, by=by, now=now)
    for task in tasks:
        clock.settle(complaint, now=now, task=task)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.ACCEPTED,
        by=by,
        at=now,
        proposal=proposal.pk,
        option=option.title,
        via=via,
        tasks=[task.fact() for task in tasks],
    )
    pauses.end(complaint, by=by, now=now)
    if by.role == Role.CUSTOMER:
        tell_handler(complaint, NoticeKind.ANSWERED, now=now)
    messages.tell(complaint, "executing", now=now, option=option.title, promise=max(task.due_at for task in tasks))
    return proposal


@transaction.atomic
def refuse(complaint_id, *, via, by, now, reason="", wish="", wish_cny=None, seen=None):
    """The customer wants none of the options: a new round begins, the old one stays readable (PRO-4, PRO-5).

    Says `reason` why, or with `wish` and `wish_cny` what would suit instead.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.refuse_options)
    if not wish:
        check_filled(reason, _("Tell us why none of the options suits you."))
    if wish_cny is not None:
        check_filled(wish, _("Write what would suit you instead."))
    proposal = _alive(complaint, {ProposalStatus.OFFERED})
    proposal.status, proposal.reason = ProposalStatus.REFUSED, reason
    proposal.wish, proposal.wish_cny = wish, wish_cny
    proposal.answered_at, proposal.answered_via = now, via
    check_row(proposal)
    proposal.save()
    grants.settle(proposal)
    move(complaint, "refuse_options", by=by)
    clock.settle(complaint, now=now, start=clock.FROM_NEW_ROUND)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.REFUSED,
        by=by,
        at=now,
        proposal=proposal.pk,
        reason=reason,
        **_wished(proposal),
        via=via,
        round=complaint.round,
    )
    pauses.end(complaint, by=by, now=now)
    if by.role == Role.CUSTOMER:
        tell_handler(complaint, NoticeKind.ANSWERED, now=now)
    return proposal


@transaction.atomic
def give_up_execution(complaint_id, *, reason, by, now, seen=None):
    """Execution turned out impossible: open tasks end, what was booked stays booked, a new proposal is needed."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.give_up_execution)
    check_filled(reason, _("Say why it cannot be carried out."))
    proposal = complaint.accepted_proposal
    move(complaint, "give_up_execution", by=by)
    complaint.save()
    proposal.status, proposal.reason = ProposalStatus.IMPOSSIBLE, reason
    check_row(proposal)
    proposal.save()
    for task in complaint.tasks.open().filter(stage=Stage.EXECUTION):
        task.cancelled_at = now
        task.save()
        clock.settle_task(complaint, task, now=now)
    grants.settle(proposal)
    clock.settle(complaint, now=now, start=(DeadlineKind.SOLUTION, DeadlineKind.PROGRESS, DeadlineKind.FRONTLINE))
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.EXECUTION_IMPOSSIBLE, by=by, at=now, proposal=proposal.pk, reason=reason)
    messages.tell(complaint, "impossible", now=now)
    return proposal


def _wished(proposal):
    return {name: value for name in ("wish", "wish_cny") if (value := getattr(proposal, name)) not in ("", None)}


def _in_whose_name(complaint, by):
    """The handler, where `by` proposes as their substitute."""
    absent = {person.pk for person in by.acts_for()} - {by.pk}
    return complaint.handler if complaint.handler_id in absent else None


def _check_proposable(complaint):
    if complaint.state in {State.INVESTIGATING, State.PROPOSED}:
        if not complaint.reports.filter(round=complaint.round).exists():
            raise RuleBroken(_("File the investigation report of this round first."))
        if complaint.proposals.filter(status__in=ALIVE).exists():
            raise RuleBroken(_("There already is a proposal. Take it back before you write another one."))


def _alive(complaint, statuses):
    proposal = complaint.proposals.select_for_update().filter(status__in=statuses).first()
    if proposal is None:
        raise RuleBroken(
            _("There is no proposal this is possible for; somebody may have been faster. Look at the page.")
        )
    return proposal


def _create_tasks(complaint, option, *, by, now):
    """One executing task per item: money to finance, the rest to the responsible department (EXE-1)."""
    finance = Department.objects.get(code="finance")
    due_at = now + clock.EXECUTION_TIME
    return [
        Task.objects.create(
            complaint=complaint,
            stage=Stage.EXECUTION,
            round=complaint.round,
            title=option.title,
            department=finance if item.measure in PAID_BY_FINANCE else complaint.department or finance,
            item=item,
            measure=item.measure,
            compensation_cny=item.value_cny,
            created_by=by,
            created_at=now,
            due_at=due_at,
        )
        for item in option.items.all()
    ]
