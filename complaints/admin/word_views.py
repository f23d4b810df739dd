"""The check of outgoing words while they are typed (COM-3); it stores nothing."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from complaints.services.words import findings_in, promises_in, told_moment

_LONGEST = 10_000


@require_POST
def words_view(request):
    """What speaks against `text`, and which clock times it names."""
    if not request.user.has_perm("complaints.view_complaint"):
        raise PermissionDenied
    text, now = request.POST.get("text", "")[:_LONGEST], timezone.now()
    findings = findings_in(text, now=now)
    return JsonResponse(
        {
            "findings": [
                {"words": one.words, "kind": str(one.kind.label), "suggestion": one.suggestion} for one in findings
            ],
            "moments": [{"text": one.text, "at": told_moment(one.at)} for one in promises_in(text, now=now)],
        }
    )
