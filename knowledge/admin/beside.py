"""Similar cases beside a complaint: fetched once the page stands, so that nobody waits for them (KNO-3)."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from complaints.admin.panels import Panel
from complaints.admin.panels import register as register_panel
from complaints.admin.steps import find
from complaints.models import Complaint
from knowledge.models import CaseVersion, VersionState
from knowledge.services.suggesting import suggestions_for

_TITLE = gettext_lazy("Similar cases")


@require_safe
def similar_view(request, complaint_id):
    """A piece of the complaint's page; a page of its own to a browser without scripts."""
    if not request.user.has_perm("knowledge.view_librarycase"):
        raise PermissionDenied
    visible = Complaint.objects.visible_to(request.user).select_related("category")
    complaint = visible.filter(pk=complaint_id).first()
    if complaint is None:
        raise Http404
    suggested = suggestions_for(complaint)
    shown = CaseVersion.objects.filter(
        entry__in=[one.document.object_id for one in suggested], state=VersionState.PUBLISHED
    )
    version_of = {version.entry_id: version for version in shown}
    context = {
        "complaint": complaint,
        "suggestions": [(one, version_of.get(one.document.object_id)) for one in suggested],
        # The step's own form offers a playbook; the words of a case go in without one.
        "can_insert": complaint.is_open and request.user.has_perm(find("insert-words").right),
        "title": _TITLE,
    }
    if request.headers.get("X-Dialog"):
        return TemplateResponse(request, "admin/knowledge/similar.html", context)
    whole = admin.site.each_context(request) | context
    return TemplateResponse(request, "admin/knowledge/similar_page.html", whole)


register_panel(
    Panel(
        "similar",
        _TITLE,
        "admin/knowledge/beside.html",
        30,
        lambda complaint, user: {} if complaint.is_open else None,
        right="knowledge.use_library",
        is_aside=True,
    )
)
