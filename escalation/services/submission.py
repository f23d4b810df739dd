from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind
from complaints.permissions import check_right
from complaints.services import proposal as proposals
from complaints.services.gate import lock
from escalation.models import ApprovalChain, ApprovalRequest
from escalation.services import authority
from escalation.services.asking import ask_next, write_steps
from escalation.services.chain import asked_about, height, over_of, place_of, rung_above
from escalation.services.limits import priced


@transaction.atomic
def submit_proposal(complaint_id, *, message, choices, by, now, improvement="", override="", seen=None):
    """Propose, weigh, and either offer at once or ask whom the chain names (PRO-2, PRO-3, ESC-1).

    Offered at once is what lies within the proposer's own limit and asks nobody else by priority or wording.
    Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, "escalation.submit_proposal")
    proposal = proposals.propose(
        complaint_id,
        message=message,
        improvement=improvement,
        choices=priced(choices, now=now),
        override=override,
        by=by,
        now=now,
        seen=seen,
    )
    complaint, chain = lock(complaint_id, by=by), ApprovalChain.in_force(now)
    authority.hold(complaint, by, now=now)
    shortfall = authority.weigh(proposal, by, now=now)
    rung = _needed_rung(proposal, by=by, now=now) if shortfall else None
    asked = asked_about(complaint, chain.rules.all(), rung=rung, by=by)
    if rung is not None and not any(height(step.role) > height(by.role) for step in asked):
        raise RuleBroken(
            _("%(why)s The approval chain names nobody who may grant it. Ask the administrator to complete it.")
            % {"why": shortfall.sentence()}
        )
    if not asked:
        authority.grant(complaint, proposal, by=by, now=now)
        return proposals.offer(complaint_id, by=by, now=now)
    request = ApprovalRequest.objects.create(
        proposal=proposal,
        asked_by=by,
        in_name_of=proposal.in_name_of,
        asked_at=now,
        chain=chain,
        content_hash=proposal.content_hash,
        **over_of(shortfall),
    )
    write_steps(request, asked)
    ComplaintEvent.record(
        complaint,
        EventKind.APPROVAL_REQUESTED,
        by=by,
        at=now,
        proposal=proposal.pk,
        asked=[step.role for step in asked],
        compensation_cny=proposal.compensation_cny,
        content=proposal.content_hash,
        chain=chain.version,
        **over_of(shortfall),
    )
    ask_next(complaint, request, now=now)
    return proposal


def _needed_rung(proposal, *, by, now):
    """The rung that is asked where `by` may not grant `proposal`: one that covers it, and always one above theirs."""
    return max(authority.rung_for(proposal, now=now), rung_above(by.role), key=place_of)
