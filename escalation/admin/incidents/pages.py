"""Group incidents: what is suspected and handled, and one page for each with all that is needed to answer it."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.errors import NotPermitted, Refusal
from complaints.models import Complaint
from escalation.admin.incidents.forms import FORMS, forms_for
from escalation.admin.incidents.words import event_words, member_words, outcome_words, reason_words
from escalation.models import LIVE, Incident, IncidentState, StatementTold

_MOST = 100
_MOST_EVENTS = 60
_PAGE = "admin:escalation_incident_change"


@admin.register(Incident)
class IncidentAdmin(ListOnlyAdmin):
    """Nothing is edited here by form: each act is a service with its own refusals."""

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path(f"{one}/", wrap(require_safe(self.page_view)), name="escalation_incident_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="escalation_incident_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        counted = Incident.objects.select_related("category").annotate(
            members_count=Count("members", filter=Q(members__left_at=None))
        )
        over = (IncidentState.CLOSED, IncidentState.DISMISSED)
        lists = [
            (_("Suspected"), counted.filter(state=IncidentState.CANDIDATE)[:_MOST]),
            (_("Being handled"), counted.filter(state__in=LIVE[1:])[:_MOST]),
            (_("Over lately"), counted.filter(state__in=over)[:20]),
        ]
        shown = [
            (title, [(incident, reason_words(incident.reasons)) for incident in incidents])
            for title, incidents in lists
        ]
        return self._drawn(request, "incident_list", title=_("Group incidents"), lists=shown)

    def page_view(self, request, object_id):
        return self._page(request, self._found(request, object_id))

    def act_view(self, request, object_id, name):
        incident = self._found(request, object_id)
        form_class = FORMS.get(name)
        if form_class is None:
            raise Http404
        if not request.user.has_perm(form_class.right):
            raise PermissionDenied
        form = form_class(request.POST, request.FILES, incident=incident, auto_id=f"{name}_%s")
        if not form.is_valid():
            return self._page(request, incident, bound=form, status=422)
        try:
            result = form.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            fresh = self._found(request, object_id)
            form.incident = fresh
            status = 403 if isinstance(refusal, NotPermitted) else 409
            return self._page(request, fresh, bound=form, refusal=refusal, status=status)
        messages.success(request, form.done(result))
        return redirect(_PAGE, incident.pk)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Incident.objects.select_related("category", "department", "decided_by", "fixed_by")
        incident = found.prefetch_related("responders__person").filter(pk=object_id).first()
        if incident is None:
            raise Http404
        return incident

    def _page(self, request, incident, *, bound=None, refusal=None, status=200):
        user = request.user
        visible = Complaint.objects.visible_to(user).filter(pk__in=incident.members.present().values("complaint"))
        members = incident.members.present().select_related("complaint__handler").filter(visible.named_by("complaint"))
        told = StatementTold.objects.filter(member__in=members.order_by()).select_related("delivery", "statement")
        latest = {one.member_id: one for one in told.order_by("pk")}
        rows = [
            {
                "member": member,
                "why": member_words(member),
                "outcome": outcome_words(member),
                "told": latest.get(member.pk),
            }
            for member in members[:_MOST]
        ]
        count = incident.members.present().count()
        numbers = set(visible.values_list("number", flat=True))
        affected = dict(incident.affected.order_by().values_list("state").annotate(Count("pk")))
        context = {
            "incident": incident,
            "reasons": reason_words(incident.reasons),
            "rows": rows,
            "count": count,
            "unseen": count - visible.count(),
            "statements": incident.statements.select_related("written_by", "approved_by"),
            "affected": affected,
            "affected_count": sum(affected.values()),
            "events": [
                (event, event_words(event, numbers))
                for event in incident.events.select_related("by").order_by("-seq")[:_MOST_EVENTS]
            ],
            "forms": list(forms_for(incident, user, bound=bound)),
            "bound": bound,
            "refusal": refusal,
        }
        return self._drawn(request, "incident", status=status, title=str(incident), **context)

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/escalation/{template}.html", context, status=status)
