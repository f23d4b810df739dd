from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.situation import live_proposal, report_of_round
from complaints.admin.steps import Step, register
from complaints.models import ProposalStatus
from complaints.states import State
from escalation.admin.forms import ApproveForm, ProposeForm, SendBackForm
from escalation.models import ApprovalRequest, ApprovalStep
from escalation.services.turn import is_turn_of


def _is_proposable(complaint, user):
    has_report = report_of_round(complaint) is not None
    return complaint.state in {State.INVESTIGATING, State.PROPOSED} and has_report and live_proposal(complaint) is None


def _may_decide(complaint, user):
    """Whether a step waits for `user`, asked in a few queries; the service says why not."""
    proposal = live_proposal(complaint)
    if proposal is None or proposal.status != ProposalStatus.SUBMITTED or complaint.state != State.PROPOSED:
        return False
    request = ApprovalRequest.objects.filter(proposal=proposal).select_related("asked_by", "in_name_of").first()
    return request is not None and is_turn_of(complaint, request, user)


def approvals(complaint, user):
    """None, and no panel, while everything stayed within the proposer's limit."""
    requests = (
        ApprovalRequest.objects.filter(proposal__complaint=complaint)
        .select_related("asked_by", "decided_by", "proposal")
        .prefetch_related(Prefetch("steps", ApprovalStep.objects.select_related("decided_by", "in_name_of")))
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
        possible=_may_decide,
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
        possible=_may_decide,
        form=SendBackForm,
        weight=16,
    )
)
register_panel(Panel("approvals", _("Approvals"), "admin/escalation/approvals.html", 65, approvals))
