"""On the complaint's page: that its handling was inspected, for whoever may see the score."""

from django.utils.translation import gettext_lazy

from complaints.admin.panels import Panel, register
from review.models import Inspection


def inspected(complaint, user):
    """None, and no panel, where there is no score `user` may see."""
    rows = Inspection.objects.visible_to(user).results().filter(complaint=complaint)
    found = list(rows.select_related("round", "agent").order_by("-scored_at"))
    return {"inspections": found} if found else None


register(
    Panel(
        "inspection",
        gettext_lazy("Inspection"),
        "admin/review/inspection/panel.html",
        85,
        inspected,
        right="review.view_inspection",
    )
)
