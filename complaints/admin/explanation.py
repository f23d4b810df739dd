"""The page “Why this time?” of one deadline."""

from django.http import Http404, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.admin.situation import row_id, visible_complaint
from complaints.admin.step_views import alone_or_in_dialog
from complaints.telling.explanation import Explanation


@require_safe
def explanation_view(request, object_id, deadline_id):
    complaint = visible_complaint(request.user, object_id)
    deadline = _deadline(complaint, deadline_id)
    explained = Explanation(deadline, now=timezone.now())
    if request.GET.get("format") == "json" or request.headers.get("Accept", "") == "application/json":
        return JsonResponse(explained.as_data(), json_dumps_params={"ensure_ascii": False})
    context = {"complaint": complaint, "deadline": deadline, "explained": explained, "now": explained.now}
    title = f"{complaint.number} · {deadline.get_kind_display()}"
    return alone_or_in_dialog(request, "admin/complaints/page/explanation.html", context, title=title)


def _deadline(complaint, deadline_id):
    deadlines = complaint.deadlines.select_related("task", "policy__calendar")
    found = deadlines.filter(pk=row_id(deadline_id)).first()
    if found is None:
        raise Http404
    return found
