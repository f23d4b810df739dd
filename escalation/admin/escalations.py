from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.rows import tone_of
from complaints.models import Complaint
from escalation.models import Escalation

_MOST = 100
_LATELY = 20


@admin.register(Escalation)
class EscalationAdmin(ListOnlyAdmin):
    """What was escalated to this person, with its countdown; one answers on the complaint's page."""

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        request.current_app = self.admin_site.name
        now = timezone.now()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Escalations"),
            "lists": _lists(request.user, now),
            "now": now,
        }
        return TemplateResponse(request, "admin/escalation/list.html", context)


def _lists(user, now):
    """Title and lines: those put before this person, those with others, and what was answered lately."""
    visible = Escalation.objects.filter(Complaint.everything.visible_to(user).named_by("complaint")).select_related(
        "complaint", "by", "asked", "stepped_in_by", "ended_by", "deadline"
    )
    mine = list(visible.put_before(user)[:_MOST])
    others = visible.running().exclude(pk__in=[one.pk for one in mine])[:_MOST]
    answered = visible.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:_LATELY]
    lists = ((_("Escalated to me"), mine), (_("With others"), others), (_("Answered lately"), answered))
    return [(title, [{"escalation": one, "tone": _tone(one, now)} for one in rows]) for title, rows in lists]


def _tone(escalation, now):
    deadline = escalation.deadline
    return tone_of(deadline.due_at, now) if deadline and deadline.is_running else ""
