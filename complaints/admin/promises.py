"""The page of promises for those who oversee the desk: kept, broken, made good."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from complaints.errors import NotPermitted
from complaints.services.promise_figures import promise_figures

_PERIODS = {"7": gettext_lazy("7 days"), "30": gettext_lazy("30 days"), "90": gettext_lazy("90 days")}


@require_safe
def promises_view(request):
    days = request.GET.get("days")
    days = days if days in _PERIODS else "30"
    now = timezone.now()
    try:
        figures = promise_figures(since=now - timedelta(days=int(days)), by=request.user, now=now)
    except NotPermitted:
        raise PermissionDenied from None
    context = {
        **admin.site.each_context(request),
        "title": _("Promises to customers"),
        "figures": figures,
        "periods": [(value, label, value == days) for value, label in _PERIODS.items()],
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/complaints/promises.html", context)
