"""What of the sweeps of escalation may stand aside after too many failures."""

from django.utils.translation import gettext as _

from complaints.models import DeliveryState
from complaints.services.sweeps.aside import Kind, register
from escalation.models import Affected, ApprovalStep, EvidencePackage, IncidentMember, Trace
from escalation.models.package import PackageState

register(
    Kind(
        lambda: ApprovalStep.objects.filter(outcome="", next_step_at__isnull=False).select_related(
            "request__proposal__complaint"
        ),
        "next_step_at",
        lambda row: _("Approval asked of: %(role)s") % {"role": row.get_asked_role_display()},
        lambda row: row.request.proposal.complaint.number,
    )
)
register(
    Kind(
        lambda: Trace.objects.filter(look_at__isnull=False).select_related("complaint"),
        "look_at",
        lambda _row: _("Look for complaints with the same cause"),
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: IncidentMember.objects.filter(owed_at__isnull=False).select_related("incident", "complaint"),
        "owed_at",
        lambda row: _("What incident %(number)s owes a complaint") % {"number": row.incident.number},
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: Affected.objects.filter(state=DeliveryState.WAITING, due_at__isnull=False).select_related("incident"),
        "due_at",
        lambda _row: _("Statement to an affected customer"),
        lambda row: row.incident.number,
    )
)
register(
    Kind(
        lambda: EvidencePackage.objects.filter(state=PackageState.WAITING).select_related("complaint"),
        "ordered_at",
        lambda row: str(row._meta.verbose_name),
        lambda row: row.complaint.number,
    )
)
