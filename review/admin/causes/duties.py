"""Analyses owed: what is asked for by rule and not there yet, the most overdue first."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.manners import ListOnlyAdmin
from complaints.models import Complaint
from review.models import CauseDuty, CauseMember, DutyState

_PAGE_SIZE = 30


@admin.register(CauseDuty)
class CauseDutyAdmin(ListOnlyAdmin):
    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        state = request.GET.get("state", "")
        state = state if state in DutyState.values else DutyState.OWED
        mine = CauseDuty.objects.filter(Complaint.objects.visible_to(request.user).named_by("complaint"))
        rows = mine.filter(state=state).select_related("complaint__handler", "complaint__category", "waived_by")
        page = Paginator(rows.order_by("due_at", "pk"), _PAGE_SIZE).get_page(request.GET.get("page"))
        members = CauseMember.objects.present().select_related("analysis__lead")
        of = {
            member.complaint_id: member for member in members.filter(complaint__in=[row.complaint_id for row in page])
        }
        now = timezone.now()
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Analyses owed"),
            "now": now,
            "page": page,
            "rows": [(row, of.get(row.complaint_id), row.due_at <= now) for row in page],
            "states": DutyState.choices,
            "chosen": {"state": state},
            "overdue": mine.filter(state=DutyState.OWED, due_at__lte=now).count(),
        }
        return TemplateResponse(request, "admin/review/causes/duties.html", context)
