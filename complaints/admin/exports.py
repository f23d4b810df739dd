"""Lists taken out of the desk: only what the person sees, masked, and noted in the log."""

import logging

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.exports.writing import as_csv, as_workbook
from complaints.services.taking_out import order_export

log = logging.getLogger(__name__)

FORMATS = ("xlsx", "csv")
_RIGHT = "complaints.export_complaints"
_LONG = 2_000


def is_long(user, complaints, *, kind):
    """Whether a workbook of `complaints` is more than a request has time for; CSV is sent while it is written."""
    return kind == "xlsx" and user.has_perm(_RIGHT) and complaints.order_by()[: _LONG + 1].count() > _LONG


def order_list(request, complaints):
    """Have a workbook of all of `complaints` made in their order. Raises Refusal."""
    ids = list(complaints.values_list("pk", flat=True))
    return order_export(kind="xlsx", language=get_language(), ids=ids, by=request.user, now=timezone.now())


def export_selected(request, complaints, chosen, *, kind):
    """The `chosen` ids among `complaints` as a file. Raises PermissionDenied."""
    return export_filtered(request, complaints.filter(pk__in=chosen), kind=kind)


def export_filtered(request, complaints, *, kind):
    """All of `complaints` this person may see, in the order of the list, as a file. Raises PermissionDenied."""
    if not request.user.has_perm(_RIGHT) or kind not in FORMATS:
        raise PermissionDenied
    complaints = complaints.visible_to(request.user)
    now = timezone.localtime(timezone.now(), CHINA)
    count = complaints.count()
    log.info("complaints_exported", extra={"by": request.user.pk, "count": count, "kind": kind})
    name = f"complaints-{now:%Y%m%d-%H%M}-{request.user.username}.{kind}"
    if kind == "xlsx":
        notes = [
            (_("Exported by"), f"{request.user} ({request.user.username})"),
            (_("Exported at"), f"{now:%Y-%m-%d %H:%M}"),
            (_("Complaints"), count),
            (_("Contact data"), _("masked")),
        ]
        return FileResponse(as_workbook(complaints, get_language(), notes), as_attachment=True, filename=name)
    response = StreamingHttpResponse(as_csv(complaints, get_language()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
