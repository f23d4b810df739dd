"""Lists taken out of the desk: only what the person sees, masked, and noted in the log."""

import logging

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.deadlines.workdays import CHINA
from complaints.exports.writing import as_csv, as_workbook

log = logging.getLogger(__name__)

FORMATS = ("xlsx", "csv")
_RIGHT = "complaints.export_complaints"


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
