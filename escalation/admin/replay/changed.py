"""The complaints somebody else would have been asked about: only those the reader may see, masked, and as a file."""

import logging

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from complaints.crypto.contact import mask_text
from complaints.deadlines.workdays import CHINA
from complaints.exports.writing import csv_text
from complaints.models import Complaint
from escalation.admin.replay.rows import hours, need_told, signed

log = logging.getLogger(__name__)

EXPORT = "complaints.export_complaints"
PER_PAGE = 50
_CHUNK = 500


def visible_of(changed, user, *, among):
    """Those of `changed` (anything about one `complaint` by its id) that concern complaints `user` may see.

    `among` are complaints they are all of: one question, however many changed.
    """
    seen = set(among.visible_to(user).order_by().values_list("pk", flat=True)) if changed else set()
    return [one for one in changed if one.complaint in seen]


def page_of(changed, number):
    """One page of the list, each line with its complaint at hand."""
    page = Paginator(changed, PER_PAGE).get_page(number)
    complaints = Complaint.objects.in_bulk({one.complaint for one in page.object_list})
    lines = [(one, complaints[one.complaint]) for one in page.object_list if one.complaint in complaints]
    return page, lines


def as_file(request, name, heading, changed, told):
    """All of `changed` as CSV: number and subject of each complaint, and what `told` says of it.

    Raises PermissionDenied.
    """
    if not request.user.has_perm(EXPORT):
        raise PermissionDenied
    lines = [[_("Complaint number"), _("Subject"), *heading]]
    for start in range(0, len(changed), _CHUNK):
        piece = changed[start : start + _CHUNK]
        known = {pk: rest for pk, *rest in _named([one.complaint for one in piece])}
        lines += [[*known[one.complaint], *told(one)] for one in piece if one.complaint in known]
    log.info("replay_exported", extra={"by": request.user.pk, "count": len(lines) - 1, "draft": name})
    moment = timezone.localtime(timezone.now(), CHINA)
    answer = HttpResponse(csv_text(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="replay-{name}-{moment:%Y%m%d-%H%M}.csv"'
    return answer


def _named(ids):
    for pk, number, subject in Complaint.objects.filter(pk__in=ids).order_by().values_list("pk", "number", "subject"):
        yield pk, number, mask_text(subject)


def proposal_headings():
    """What is told of a changed proposal besides its complaint."""
    return [
        *(_("Proposed on"), _("Highest value (¥)"), _("Asked now"), _("Asked under the draft")),
        *(_("Approvals now"), _("Approvals under the draft"), _("Difference in waiting (estimated)")),
    ]


def proposal_told(one):
    moment = timezone.localtime(one.at, CHINA)
    wait = _("too few to estimate") if one.wait is None else signed(one.wait, hours)
    sides = one.before, one.after
    told, counts = map(need_told, sides), (len(need.roles) for need in sides)
    return [f"{moment:%Y-%m-%d %H:%M}", f"{one.compensation_cny:.2f}", *told, *counts, wait]
