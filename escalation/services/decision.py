"""Decisions about proposals above their proposer's limit (ESC-1, PRO-2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_filled, lock
from escalation.models import ApprovalRequest
from escalation.models.approval import Decision
from escalation.services import authority


@transaction.atomic
def approve(proposal_id, *, by, now, comment="", seen=None):
    """Approve exactly what was proposed; it may then go to the customer. Raises NotPermitted, RuleBroken, Outdated."""
    complaint, proposal, request = _opened(proposal_id, by=by, seen=seen)
    _decide(request, Decision.APPROVED, by=by, now=now, comment=comment)
    authority.grant(complaint, proposal, by=by, now=now, comment=comment, rung=_acting_role(request, by))
    return proposal


@transaction.atomic
def send_back(proposal_id, *, reason, by, now, seen=None):
    """Return the proposal with a comment; the complaint goes back to investigation."""
    complaint, proposal, request = _opened(proposal_id, by=by, seen=seen)
    check_filled(reason, _("Say what should be different."))
    _decide(request, Decision.SENT_BACK, by=by, now=now, comment=reason)
    authority.refuse(complaint, proposal, reason=reason, by=by, now=now)
    return proposal


def _opened(proposal_id, *, by, seen):
    """Complaint, proposal and request, locked in this order; a second decider learns who was first."""
    check_right(by, "escalation.decide_proposal")
    request = ApprovalRequest.objects.select_related("proposal").filter(proposal=proposal_id).first()
    if request is None:
        raise RuleBroken(_("This proposal was within the proposer's own limit and needs no decision."))
    complaint = lock(request.proposal.complaint_id, by=by, seen=seen)
    request = ApprovalRequest.objects.select_for_update(of=("self",)).select_related("decided_by").get(pk=request.pk)
    if request.decided_at is not None:
        raise RuleBroken(
            _("%(person)s already decided: %(decision)s.")
            % {"person": request.decided_by, "decision": request.get_decision_display()}
        )
    proposal = authority.waiting_proposal(complaint)
    if proposal.pk != request.proposal_id:
        raise RuleBroken(_("This proposal was taken back; another one stands now. Look at the page."))
    if proposal.proposed_by_id == by.pk:
        raise NotPermitted(_("Nobody approves what they proposed. Ask another supervisor."))
    return complaint, proposal, request


def _acting_role(request, by):
    """The role whose limits count: one's own, or the asked one when standing in for somebody of it today.

    Standing in for the proposer gives nothing: the proposer could not decide either.
    """
    absent = {
        delegation.delegator.role
        for delegation in by.delegations_today()
        if delegation.delegator_id != request.asked_by_id
    }
    return request.asked_role if request.asked_role in absent else by.role


def _decide(request, decision, *, by, now, comment):
    """First of all, so that a comment no database can hold is refused before it reaches the record."""
    request.decision, request.decided_by, request.decided_at, request.comment = decision, by, now, comment
    check_row(request)
    request.save()
