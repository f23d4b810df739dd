"""Results of inspection: per handler and desk with how sure they are, and each line of the sheet over time (REV-5)."""

from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from complaints.errors import NotPermitted
from review.admin.inspection import charts
from review.services.inspection.results import FEWEST, results

_PERIODS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("A year")}


@require_safe
def results_view(request):
    days = request.GET.get("days") if request.GET.get("days") in _PERIODS else "90"
    now = timezone.now()
    try:
        found = results(since=now - timedelta(days=int(days)), until=now, by=request.user)
    except NotPermitted:
        raise PermissionDenied from None
    context = {
        **admin.site.each_context(request),
        "title": _("Results of inspection"),
        "periods": [(value, label, value == days) for value, label in _PERIODS.items()],
        **told(found),
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/review/inspection/results.html", context)


def told(found):
    """The context of `results_of.html`: tables, and the charts in front of them."""
    lines = [(line.name, line.score, line.is_thin) for line in found.agents]
    rows = [(str(one.criterion), {month: 100 * part for month, part in one.months.items()}) for one in found.criteria]
    return {
        "results": found,
        "fewest": FEWEST,
        "agents_chart": charts.intervals(lines, bar=_("95 % interval"), point=_("Mean score"), least=0, most=100),
        "months_chart": charts.months(found.months, rows[:8]),
    }
