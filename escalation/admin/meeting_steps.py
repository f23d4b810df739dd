from django.utils.translation import gettext_lazy as _

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import Step, register
from escalation.admin.meeting_forms import ConveneForm, MinutesForm
from escalation.models import JointMeeting
from escalation.services.meetings import open_meeting


def meetings(complaint, user):
    """None, and no panel, where nobody ever met about it."""
    rows = JointMeeting.objects.filter(complaint=complaint).select_related("convened_by", "recorded_by")
    found = list(rows.prefetch_related("departments", "people", "decisions__department", "decisions__owner")[::-1])
    return {"meetings": found, "count": len(found)} if found else None


register(
    Step(
        name="convene",
        label=_("Call a joint meeting"),
        right="escalation.convene_meeting",
        possible=lambda complaint, user: complaint.is_open and open_meeting(complaint) is None,
        form=ConveneForm,
        weight=106,
        explanation=_("The time for a joint solution begins, unless it runs already."),
    )
)
register(
    Step(
        name="minutes",
        label=_("Record the minutes"),
        right="escalation.convene_meeting",
        possible=lambda complaint, user: complaint.is_open and open_meeting(complaint) is not None,
        form=MinutesForm,
        weight=13,
        is_main=True,
        explanation=_("The joint solution meets its deadline, and each decision becomes a task."),
    )
)
register_panel(Panel("meetings", _("Joint meeting"), "admin/escalation/meetings.html", 22, meetings))
