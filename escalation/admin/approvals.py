from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.admin.manners import ListOnlyAdmin
from complaints.models import Complaint
from escalation.models import ApprovalRequest

_MOST = 100


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(ListOnlyAdmin):
    """What waits for a decision. One decides on the complaint's page, with everything to be seen before one's eyes."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "title": _("Approvals"), "lists": self._lists(request.user)}
        return TemplateResponse(request, "admin/desk/approval_list.html", context)

    def _lists(self, user):
        """Title and requests: those for this person, the others one may see, and what was decided lately."""
        visible = ApprovalRequest.objects.filter(
            proposal__complaint__in=Complaint.objects.visible_to(user).order_by()
        ).select_related("proposal__complaint", "asked_by", "decided_by")
        mine = list(visible.decidable_by(user)[:_MOST]) if user.has_perm("escalation.decide_proposal") else []
        others = visible.waiting().exclude(pk__in=[request.pk for request in mine])[:_MOST]
        decided = visible.exclude(decided_at=None).order_by("-decided_at", "-pk")[:20]
        return [
            (_("Waiting for me"), mine),
            (_("Waiting for others"), list(others)),
            (_("Decided lately"), list(decided)),
        ]
