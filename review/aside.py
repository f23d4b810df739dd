"""What of the sweeps of review may stand aside after too many failures."""

from django.utils.translation import gettext as _

from complaints.services.sweeps.aside import Kind, register
from review.models import CauseDuty, DutyState, ImprovementAction, MemberNews, RevisitStep, Tally, WarningLook

register(
    Kind(
        lambda: MemberNews.objects.filter(told_at=None).select_related("complaint"),
        "due_at",
        lambda row: row.get_kind_display(),
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: CauseDuty.objects.filter(state=DutyState.OWED, next_step_at__isnull=False).select_related("complaint"),
        "next_step_at",
        lambda _row: _("Reminder of a root cause analysis"),
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: Tally.objects.filter(count_at__isnull=False).select_related("complaint"),
        "count_at",
        lambda _row: _("Figures of a complaint"),
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: RevisitStep.objects.filter(next_step_at__isnull=False).select_related("round__complaint"),
        "next_step_at",
        lambda row: _("Revisit: %(kind)s") % {"kind": row.get_kind_display()},
        lambda row: row.round.complaint.number,
    )
)
register(
    Kind(
        lambda: ImprovementAction.objects.filter(next_check_at__isnull=False),
        "next_check_at",
        lambda _row: _("Check of an improvement"),
        lambda row: row.number,
    )
)
register(
    Kind(
        lambda: WarningLook.objects.filter(done_at=None),
        "due_at",
        lambda _row: _("Looking for surges"),
        lambda _row: "—",
    )
)
