"""The page of fairness: what comparable customers received, by handler, channel and place (REV-5)."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from complaints.errors import NotPermitted
from complaints.models import Category
from review.admin.inspection import charts
from review.services.fairness import FEWEST, GROUPS, MOST, fairness

_PERIODS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("A year")}
_GROUPS = {
    "agent": gettext_lazy("By handler"),
    "channel": gettext_lazy("By channel"),
    "place": gettext_lazy("By place"),
}
_SHOWN = 20


@require_safe
def fairness_view(request):
    days = request.GET.get("days") if request.GET.get("days") in _PERIODS else "90"
    group = request.GET.get("by") if request.GET.get("by") in GROUPS else "agent"
    of = request.GET.get("category", "")
    category = int(of) if of.isascii() and of.isdecimal() and len(of) < 10 else None
    now = timezone.now()
    try:
        found = fairness(
            since=now - timedelta(days=int(days)), until=now, group=group, category=category, by=request.user
        )
    except NotPermitted:
        raise PermissionDenied from None
    firm = [(line.name, line.ratio, line.is_thin) for line in found.lines if not line.is_thin][:_SHOWN]
    context = {
        **admin.site.each_context(request),
        "title": _("What comparable customers received"),
        "days": days,
        "group": group,
        "group_label": _GROUPS[group],
        "category": category,
        "categories": Category.objects.exclude(parent=None).filter(is_active=True),
        "periods": [(value, label, value == days) for value, label in _PERIODS.items()],
        "groups": [(value, label, value == group) for value, label in _GROUPS.items()],
        "found": found,
        "lines": found.lines[:_SHOWN],
        "shown_groups": found.groups[:_SHOWN],
        "fewest": FEWEST,
        "most": MOST,
        "chart": charts.intervals(firm, bar=_("95 % interval"), point=_("Received ÷ usual (median)"), least=0),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/review/inspection/fairness.html", context)
