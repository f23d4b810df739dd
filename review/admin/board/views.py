"""The pages of the board."""

import json

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.errors import NotPermitted
from review.admin.board.asked import Asked
from review.admin.board.charts import charts, compared, compared_headings
from review.admin.board.file import as_csv, as_xlsx
from review.admin.board.tiles import tiles
from review.services.figures.board import board
from review.services.figures.measures import day_of

#: A wall is looked at from afar: how often it asks anew.
REFRESHED_EVERY_SECONDS = 30
_FILES = {"csv": as_csv, "xlsx": as_xlsx}


@require_safe
def board_view(request):
    """The board, or with `export` its tables as a file."""
    asked, found = _counted(request)
    export = _FILES.get(request.GET.get("export"))
    if export is not None:
        return export(asked, found, by=request.user)
    return TemplateResponse(request, "admin/review/board/page.html", _context(request, asked, found, _("Board")))


@require_safe
def wall_view(request):
    """The same figures for a screen on the wall, which asks for them again and again."""
    asked, found = _counted(request)
    context = _context(request, asked, found, _("Board")) | {"every": REFRESHED_EVERY_SECONDS}
    response = TemplateResponse(request, "admin/review/board/wall.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _counted(request):
    now = timezone.now()
    if not request.user.has_perm("review.view_board"):
        raise PermissionDenied
    asked = Asked(request.GET, today=day_of(now))
    facts = {"period": asked.period, "against": asked.against, "filters": asked.filters, "group": asked.group}
    try:
        return asked, board(**facts, by=request.user, now=now)
    except NotPermitted:
        raise PermissionDenied from None


def _context(request, asked, found, title):
    request.current_app = admin.site.name
    shown = list(charts(found, asked.names))
    return {
        **admin.site.each_context(request),
        "title": title,
        "asked": asked,
        "board": found,
        "tiles": list(tiles(found)),
        "charts": [(chart, json.dumps(chart.data), json.dumps(chart.options)) for chart in shown],
        "lines": compared(found, asked.names),
        "headings": compared_headings(found),
        "may_export": request.user.has_perm("complaints.export_complaints"),
    }
