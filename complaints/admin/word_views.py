"""The check of outgoing words while they are typed (COM-3); it stores nothing."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from complaints.models import Complaint
from complaints.services.words import findings_in, looks_at, promises_in, told_moment

_LONGEST = 10_000


@require_POST
def words_view(request):
    """What speaks against `text`, written for `complaint`, and which clock times it names."""
    if not request.user.has_perm("complaints.view_complaint"):
        raise PermissionDenied
    text, now = request.POST.get("text", "")[:_LONGEST], timezone.now()
    findings = findings_in(text, now=now)
    asked = request.GET.get("complaint", "")
    if asked.isdecimal() and len(asked) < 19:
        complaint = Complaint.objects.visible_to(request.user).filter(pk=asked).first()
        findings += looks_at(complaint, text, by=request.user).findings if complaint else ()
    return JsonResponse(
        {
            "findings": [{"words": one.words, "kind": str(one.kind), "suggestion": one.suggestion} for one in findings],
            "moments": [{"text": one.text, "at": told_moment(one.at)} for one in promises_in(text, now=now)],
        }
    )
