"""What waits for a decision, with everything to be seen before one's eyes; decided one by one or several at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.tabs import forget_counts
from complaints.models import Complaint
from escalation.admin.deciding import Decisions
from escalation.models import ApprovalRequest
from escalation.services.dossiers import dossiers, with_everything

_MOST_OPEN, _MOST_LISTED, _MOST_DECIDED = 20, 100, 20
_LIST = "admin:escalation_approvalrequest_changelist"


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(ListOnlyAdmin):
    def get_urls(self):
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("decide/", decide, name="escalation_approvalrequest_decide"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._drawn(request)

    def decide_view(self, request):
        """Each decision in a transaction of its own; what was refused stands at its card, and nothing typed is lost."""
        if not request.user.has_perm("escalation.decide_proposal"):
            raise PermissionDenied
        decisions = Decisions(request.POST, by=request.user, now=timezone.now())
        decisions.carry_out()
        forget_counts(request.user)
        if decisions.done:
            messages.success(request, _("Decided: %(numbers)s.") % {"numbers": _(", ").join(decisions.done)})
        if decisions.refused:
            return self._drawn(request, decisions, status=409)
        return redirect(_LIST)

    def _drawn(self, request, decisions=None, status=200):
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": _("Approvals"),
            "now": timezone.now(),
            **self._lists(request.user, decisions),
        }
        return TemplateResponse(request, "admin/escalation/approval_list.html", context, status=status)

    def _lists(self, user, decisions):
        """What waits for this person, opened; what waits for others, and what was decided lately."""
        seen = Complaint.everything.visible_to(user)
        visible = ApprovalRequest.objects.filter(seen.named_by("proposal__complaint"))
        may_decide = user.has_perm("escalation.decide_proposal")
        mine = list(with_everything(visible.decidable_by(user))[: _MOST_OPEN + 1]) if may_decide else []
        shown = mine[:_MOST_OPEN]
        briefly = visible.select_related("proposal__complaint", "asked_by", "decided_by").prefetch_related("steps")
        others = briefly.waiting().exclude(pk__in=[request.pk for request in mine])[:_MOST_LISTED]
        decided = briefly.exclude(decided_at=None).order_by("-decided_at", "-pk")[:_MOST_DECIDED]
        cards = dossiers(shown, user, now=timezone.now()) if shown else []
        return {
            "cards": [decisions.beside(card) if decisions else {"facts": card} for card in cards],
            "refused_elsewhere": decisions.refused_without(shown) if decisions else [],
            "has_more": len(mine) > _MOST_OPEN,
            "others": list(others),
            "decided": list(decided),
        }
