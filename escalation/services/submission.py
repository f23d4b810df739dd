from django.db import transaction

from complaints.models import ComplaintEvent, EventKind
from complaints.permissions import check_right
from complaints.services import proposal as proposals
from complaints.services.gate import lock
from escalation.models import ApprovalRequest
from escalation.services import authority


@transaction.atomic
def submit_proposal(complaint_id, *, message, choices, by, now, improvement="", override="", seen=None):
    """Propose, weigh, and either offer at once under one's own limit or ask somebody with more (PRO-2, ESC-1).

    Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, "escalation.submit_proposal")
    proposal = proposals.propose(
        complaint_id,
        message=message,
        improvement=improvement,
        choices=choices,
        override=override,
        by=by,
        now=now,
        seen=seen,
    )
    shortfall = authority.weigh(proposal, by, now=now)
    complaint = lock(complaint_id, by=by)
    if shortfall is None:
        authority.grant(complaint, proposal, by=by, now=now)
        return proposals.offer(complaint_id, by=by, now=now)
    # On the last rung the director is asked, and legal beside.
    asked = authority.rung_for(proposal, now=now).roles[0]
    over = {
        "measures": list(shortfall.measures),
        "asked_cny": shortfall.asked_cny,
        "held_cny": shortfall.held_cny,
    }
    ApprovalRequest.objects.create(proposal=proposal, asked_by=by, asked_role=asked, asked_at=now, **over)
    ComplaintEvent.record(
        complaint,
        EventKind.APPROVAL_REQUESTED,
        by=by,
        at=now,
        proposal=proposal.pk,
        asked=asked,
        **over,
    )
    return proposal
