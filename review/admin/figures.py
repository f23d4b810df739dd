"""What came of asking customers, for those who answer for the desk."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.manners import ListOnlyAdmin
from review.models import RevisitRound
from review.services.revisit_figures import GROUPS, revisit_figures

_PERIODS = {"7": gettext_lazy("7 days"), "30": gettext_lazy("30 days"), "90": gettext_lazy("90 days")}
_GROUPS = {"team": gettext_lazy("By desk"), "handler": gettext_lazy("By handler")}


@admin.register(RevisitRound)
class RevisitRoundAdmin(ListOnlyAdmin):
    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        days = request.GET.get("days") if request.GET.get("days") in _PERIODS else "30"
        group = request.GET.get("by") if request.GET.get("by") in GROUPS else "team"
        now = timezone.now()
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("Revisit figures"),
            "figures": revisit_figures(since=now - timedelta(days=int(days)), group=group, by=request.user, now=now),
            "days": days,
            "group": group,
            "group_label": _GROUPS[group],
            "periods": [(value, label, value == days) for value, label in _PERIODS.items()],
            "groups": [(value, label, value == group) for value, label in _GROUPS.items()],
        }
        return TemplateResponse(request, "admin/review/figures.html", context)
