from django.utils.translation import gettext_lazy as _

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.situation import live_proposal, report_of_round
from complaints.admin.steps import Step, register
from complaints.models import ProposalStatus
from complaints.states import State
from escalation.admin.forms import ApproveForm, ProposeForm, SendBackForm
from escalation.models import ApprovalRequest, Rung


def _is_proposable(complaint, user):
    has_report = report_of_round(complaint) is not None
    return complaint.state in {State.INVESTIGATING, State.PROPOSED} and has_report and live_proposal(complaint) is None


def _waits(complaint, user):
    proposal = live_proposal(complaint)
    return (
        proposal is not None
        and proposal.status == ProposalStatus.SUBMITTED
        and proposal.proposed_by_id != user.pk
        and complaint.state == State.PROPOSED
    )


def _may_approve(complaint, user):
    if not _waits(complaint, user):
        return False
    request = ApprovalRequest.objects.filter(proposal=live_proposal(complaint)).first()
    ladder = Rung.values
    enough = ladder[ladder.index(request.asked_role) :] if request else ()
    return bool({user.role, *user.roles_stood_in_for()} & set(enough))


def approvals(complaint, user):
    """None, and no panel, while everything stayed within the proposer's limit."""
    requests = ApprovalRequest.objects.filter(proposal__complaint=complaint).select_related(
        "asked_by", "decided_by", "proposal"
    )
    return {"requests": found} if (found := list(requests)) else None


register(
    Step(
        name="propose",
        label=_("Propose a solution"),
        right="escalation.submit_proposal",
        possible=_is_proposable,
        form=ProposeForm,
        weight=40,
        is_main=True,
    )
)
register(
    Step(
        name="approve",
        label=_("Approve"),
        right="escalation.decide_proposal",
        possible=_may_approve,
        form=ApproveForm,
        weight=15,
        is_main=True,
        explanation=_("You approve exactly this content; any change needs a new approval."),
    )
)
register(
    Step(
        name="send-back",
        label=_("Send back"),
        right="escalation.decide_proposal",
        possible=_waits,
        form=SendBackForm,
        weight=16,
    )
)
register_panel(Panel("approvals", _("Approvals"), "admin/escalation/approvals.html", 65, approvals))
