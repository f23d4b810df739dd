"""The page of escalation figures for those who oversee the desk (ESC-5)."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from complaints.errors import NotPermitted
from escalation.services.figures import GROUPS, figures

_PERIODS = {"7": gettext_lazy("7 days"), "30": gettext_lazy("30 days"), "90": gettext_lazy("90 days")}
_GROUPS = {
    "handler": gettext_lazy("By handler"),
    "team": gettext_lazy("By desk"),
    "category": gettext_lazy("By category"),
}


@require_safe
def figures_view(request):
    days = request.GET.get("days") if request.GET.get("days") in _PERIODS else "30"
    group = request.GET.get("by") if request.GET.get("by") in GROUPS else "handler"
    of = request.GET.get("of", "")
    key = int(of) if of.isascii() and of.isdecimal() and len(of) < 10 else None
    now = timezone.now()
    try:
        told = figures(since=now - timedelta(days=int(days)), group=group, key=key, by=request.user, now=now)
    except NotPermitted:
        raise PermissionDenied from None
    context = {
        **admin.site.each_context(request),
        "title": _("Escalation figures"),
        "figures": told,
        "days": days,
        "group": group,
        "group_label": _GROUPS[group],
        "chosen": next((line for line in told.lines if key is not None and line.key == key), None),
        "periods": [(value, label, value == days) for value, label in _PERIODS.items()],
        "groups": [(value, label, value == group) for value, label in _GROUPS.items()],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/escalation/figures.html", context)
