"""Decisions about proposals that others than the proposer are asked about (ESC-1, PRO-2, PRO-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from accounts.text import check_row
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.gate import check_filled, lock
from complaints.services.staff import tell_staff
from escalation.models import ApprovalRequest, Cause, Decision, Outcome, Rung
from escalation.services import authority
from escalation.services.asking import ask_next, end, end_others, write_steps
from escalation.services.chain import asked_by_amount, height, over_of, place_of
from escalation.services.turn import below, turn_of


@transaction.atomic
def approve(proposal_id, *, by, now, comment="", content="", seen=None):
    """Agree to exactly what was proposed; when everybody asked has, it may go to the customer.

    `content` is the hash of what `by` was shown. Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint, proposal, request, by = _opened(proposal_id, content=content, by=by, seen=seen)
    step, in_name_of = turn_of(complaint, request, by)
    _decide(step, Outcome.APPROVED, proposal, by=by, in_name_of=in_name_of, now=now, comment=comment)
    for lower in below(request.steps.all(), step):
        end(lower, Outcome.OVERTAKEN, now=now)
    authority.endorse(proposal, by=by, now=now, in_name_of=in_name_of)
    ComplaintEvent.record(
        complaint,
        EventKind.APPROVAL_GIVEN,
        by=by,
        at=now,
        proposal=proposal.pk,
        asked=step.asked_role,
        in_name_of=in_name_of.name if in_name_of else "",
        content=proposal.content_hash,
        comment=comment,
    )
    if any(not one.outcome for one in request.steps.all()):
        ask_next(complaint, request, now=now)
    else:
        _conclude(complaint, proposal, request, by=by, now=now, comment=comment)
    return proposal


@transaction.atomic
def send_back(proposal_id, *, reason, by, now, content="", seen=None):
    """Return the proposal with a comment; the complaint goes back to investigation."""
    complaint, proposal, request, by = _opened(proposal_id, content=content, by=by, seen=seen)
    check_filled(reason, _("Say what should be different."))
    step, in_name_of = turn_of(complaint, request, by)
    _decide(step, Outcome.SENT_BACK, proposal, by=by, in_name_of=in_name_of, now=now, comment=reason)
    end_others(request, Outcome.LAPSED, now=now)
    _close(request, Decision.SENT_BACK, by=by, now=now, comment=reason)
    authority.refuse(complaint, proposal, reason=reason, by=by, now=now)
    tell_staff(request.asked_by, NoticeKind.SENT_BACK, complaint, now=now, person=by.name, words=reason[:120])
    return proposal


def _opened(proposal_id, *, content, by, seen):
    """Complaint, proposal and request, locked in this order, and `by` as they are now.

    A second decider learns who was first; whoever lost role or account meanwhile is refused.
    """
    # Shared with rows that merely name the person: only a change of the account itself waits for it.
    by = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_right(by, "escalation.decide_proposal")
    request = ApprovalRequest.objects.select_related("proposal").filter(proposal=proposal_id).first()
    if request is None:
        raise RuleBroken(_("This proposal was within the proposer's own limit and needs no decision."))
    complaint = lock(request.proposal.complaint_id, by=by, seen=seen)
    request = (
        ApprovalRequest.objects.select_for_update(of=("self",))
        .select_related("decided_by", "asked_by", "in_name_of", "chain")
        .get(pk=request.pk)
    )
    if request.decided_at is not None:
        raise RuleBroken(
            _("%(person)s already decided: %(decision)s.")
            % {"person": request.decided_by, "decision": request.get_decision_display()}
        )
    proposal = authority.waiting_proposal(complaint)
    if proposal.pk != request.proposal_id:
        raise RuleBroken(_("This proposal was taken back; another one stands now. Look at the page."))
    if request.content_hash != proposal.content_hash or content not in {"", proposal.content_hash}:
        raise Outdated(_("The proposal is not the one you were shown. Look at it again, then decide."))
    request.proposal = proposal
    return complaint, proposal, request, by


def _decide(step, outcome, proposal, *, by, in_name_of, now, comment):
    """First of all, so that a comment no database can hold is refused before it reaches the record."""
    step.comment = comment
    check_row(step)
    end(step, outcome, now=now, decided_by=by, in_name_of=in_name_of, content_hash=proposal.content_hash)


def _conclude(complaint, proposal, request, *, by, now, comment):
    """Everybody asked has agreed: granted under the authority of the highest of them.

    Where that no longer covers the sum, because meanwhile the customer or the month was granted more, the next rung
    is asked as well instead of refusing the last who agreed. Legal may have agreed to the wording alone: director and
    legal together stand in only where the director's own limits and budget do not reach.
    """
    steps = list(request.steps.filter(outcome=Outcome.APPROVED).select_related("decided_by", "in_name_of"))
    agreed = _authorities_of(request, steps)
    authority.hold(complaint, *agreed, now=now)
    shortfalls = {under: authority.weigh(proposal, under, now=now) for under in agreed}
    under = next((one for one in agreed if shortfalls[one] is None), None)
    if under is None:
        return _ask_higher(complaint, proposal, request, steps, shortfalls[agreed[0]], by=by, now=now)
    _close(request, Decision.APPROVED, by=by, now=now, comment=comment)
    authority.grant(complaint, proposal, by=by, now=now, comment=comment, rung=under)
    tell_staff(request.asked_by, NoticeKind.APPROVED, complaint, now=now, person=by.name)


def _authorities_of(request, steps):
    """Whose limits may cover it: the highest on the ladder who agreed, else the proposer; then director and legal
    together, where both agreed."""
    on_ladder = [step for step in steps if height(step.asked_role) >= 0]
    if not on_ladder:
        return [request.asked_by]
    highest = max(on_ladder, key=lambda step: height(step.asked_role))
    joint = [Rung.JOINT] if {Role.DIRECTOR, Role.LEGAL} <= {step.asked_role for step in steps} else []
    return [highest.in_name_of or highest.decided_by, *joint]


def _ask_higher(complaint, proposal, request, steps, shortfall, *, by, now):
    asked = {step.asked_role for step in steps}
    highest = max((height(role) for role in asked), default=-1)
    # Whoever agreed may hold less than their role did when they were asked: then the rung above it is asked.
    rung = max(authority.rung_for(proposal, now=now), list(Rung)[highest + 1], key=place_of)
    rules = [
        rule
        for rule in request.chain.rules.filter(cause=Cause.AMOUNT).exclude(asked_role__in=asked)
        if place_of(rule.rung) <= place_of(rung) and (height(rule.asked_role) < 0 or height(rule.asked_role) > highest)
    ]
    if not rules:
        raise NotPermitted(shortfall.sentence())
    over = over_of(shortfall)
    for name, value in over.items():
        setattr(request, name, value)
    request.save()
    write_steps(request, asked_by_amount(rules))
    ComplaintEvent.record(
        complaint,
        EventKind.APPROVAL_REQUESTED,
        by=by,
        at=now,
        proposal=proposal.pk,
        asked=[rule.asked_role for rule in rules],
        compensation_cny=proposal.compensation_cny,
        **over,
    )
    ask_next(complaint, request, now=now)


def _close(request, decision, *, by, now, comment):
    request.decision, request.decided_by, request.decided_at, request.comment = decision, by, now, comment
    check_row(request)
    request.save()
