"""The fact of approval. Only `escalation.authority` imports this module: it weighs, this writes."""

from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import Approval, ComplaintEvent, EventKind, Proposal, ProposalStatus
from complaints.services.gate import move
from complaints.services.grants import record_grant
from complaints.services.options import check_stored


def locked_proposal(complaint):
    """The proposal of the locked `complaint` that waits for approval, locked. Raises RuleBroken."""
    proposal = Proposal.objects.select_for_update().filter(complaint=complaint, status=ProposalStatus.SUBMITTED).first()
    if proposal is None:
        decided = complaint.proposals.exclude(approved_by=None).order_by("-approved_at").first()
        if decided is not None:
            raise RuleBroken(_("%(person)s already decided about this proposal.") % {"person": decided.approved_by})
        raise RuleBroken(_("No proposal of this complaint is waiting for approval."))
    return proposal


def record_yes(proposal, *, by, now, in_name_of=None):
    """`by` agrees to exactly this content, perhaps as the substitute of `in_name_of`. Raises RuleBroken.

    What the rows hold is read again: an answer never covers content nobody was shown.
    """
    check_stored(proposal)
    return Approval.objects.create(
        proposal=proposal, by=by, in_name_of=in_name_of, at=now, content_hash=proposal.content_hash
    )


def record_approval(complaint, proposal, *, under_cny, rung, limits_version, by, now, comment=""):
    """Write who approved exactly this content, when and under which limit in yuan; take it from the budgets."""
    proposal.status = ProposalStatus.APPROVED
    proposal.approved_by, proposal.approved_at = by, now
    proposal.approved_under_cny, proposal.approved_hash = under_cny, proposal.content_hash
    proposal.save()
    record_grant(complaint, proposal, rung=rung, limits_version=limits_version, by=by, now=now)
    ComplaintEvent.record(
        complaint,
        EventKind.PROPOSAL_APPROVED,
        by=by,
        at=now,
        proposal=proposal.pk,
        content=proposal.content_hash,
        compensation_cny=proposal.compensation_cny,
        limit_cny=under_cny,
        limits_version=limits_version,
        comment=comment,
    )


def record_send_back(complaint, proposal, *, reason, by, now):
    """The approver wants something else; the complaint goes back to investigation."""
    move(complaint, "send_back", by=by)
    complaint.save()
    proposal.status, proposal.reason = ProposalStatus.SENT_BACK, reason
    check_row(proposal)
    proposal.save()
    ComplaintEvent.record(complaint, EventKind.PROPOSAL_SENT_BACK, by=by, at=now, proposal=proposal.pk, reason=reason)
