"""The record of one complaint to take away: a page to print and the chain as JSON (AUD-1)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from complaints.admin.situation import visible_complaint
from complaints.models import ComplaintEvent
from complaints.services.record import faults_of, take_away
from complaints.telling.timeline import entries


@require_safe
def record_view(request, object_id):
    complaint = _exportable(request.user, object_id)
    context = {
        **admin.site.each_context(request),
        "title": complaint.number,
        "complaint": complaint,
        "entries": entries(complaint, most=None)[::-1],
        "faults": faults_of(complaint),
        "now": timezone.now(),
    }
    return TemplateResponse(request, "admin/complaints/page/record_page.html", context)


@require_GET
def chain_view(request, object_id):
    """Every event with its hashes, as whoever verifies it elsewhere needs it; the taking is on the record."""
    complaint = take_away(_exportable(request.user, object_id).pk, by=request.user, now=timezone.now())
    events = ComplaintEvent.objects.filter(complaint=complaint).select_related("by").order_by("seq")
    chain = {
        "number": complaint.number,
        "exported_at": timezone.now(),
        "exported_by": request.user.username,
        "faults": [fault._asdict() for fault in faults_of(complaint)],
        "events": [
            {
                "seq": event.seq,
                "kind": event.kind,
                "by": event.by.username,
                "at": event.at,
                "from": event.origin,
                "facts": event.facts,
                "previous_hash": event.previous_hash,
                "hash": event.hash,
            }
            for event in events
        ],
    }
    response = JsonResponse(chain, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{complaint.number}.json"'
    return response


def _exportable(user, complaint_id):
    if not user.has_perm("complaints.export_complaints"):
        raise PermissionDenied
    return visible_complaint(user, complaint_id)
