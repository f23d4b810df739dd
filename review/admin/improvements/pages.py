"""Improvements: the list, one page for each with its goal and its effect, and the form that plans one (REV-4)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.errors import NotPermitted, Refusal
from review.admin.improvements.forms import FORMS, PlanForm, forms_for
from review.admin.improvements.words import event_words
from review.figures.weeks import chart_of, lines_of
from review.models import RUNNING, ActionKind, ActionState, ImprovementAction, RootCause, RootCauseState
from review.services.improvements.planning import day_of

_MOST_EVENTS, _PAGE_SIZE = 60, 30
_PAGE = "admin:review_improvementaction_change"


@admin.register(ImprovementAction)
class ImprovementAdmin(ListOnlyAdmin):
    """Nothing is edited here by form: each act is a service with its own refusals."""

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path(f"plan/{one}/", wrap(self.plan_view), name="review_improvementaction_plan"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="review_improvementaction_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="review_improvementaction_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = ImprovementAction.objects.select_related("owner", "category", "analysis__code")
        state, kind = request.GET.get("state", "running"), request.GET.get("kind", "")
        if state == "running":
            rows = rows.filter(state__in=RUNNING)
        elif state in ActionState.values:
            rows = rows.filter(state=state)
        if kind in ActionKind.values:
            rows = rows.filter(kind=kind)
        if request.GET.get("mine"):
            rows = rows.filter(owner=request.user)
        page = Paginator(rows.order_by("-planned_at", "-pk"), _PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "today": day_of(timezone.now()),
            "states": [("running", _("Running")), *ActionState.choices, ("all", _("All"))],
            "kinds": ActionKind.choices,
            "late": (ActionState.PLANNED, ActionState.IN_PROGRESS, ActionState.REOPENED),
            "chosen": {"state": state, "kind": kind, "mine": request.GET.get("mine", "")},
        }
        return self._drawn(request, "list", title=_("Improvements"), **context)

    def plan_view(self, request, object_id):
        if not request.user.has_perm("review.plan_improvement"):
            raise PermissionDenied
        rows = RootCause.objects.select_related("category__parent", "code", "lead")
        analysis = get_object_or_404(rows, pk=object_id, state=RootCauseState.CONCLUDED)
        form, refusal, status = PlanForm(request.POST or None, analysis=analysis), None, 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    planned = form.run(by=request.user, now=timezone.now())
                except Refusal as caught:
                    refusal, status = caught, 409
                else:
                    messages.success(request, _("Planned."))
                    return redirect(_PAGE, planned.pk)
        context = {"analysis": analysis, "form": form, "refusal": refusal}
        return self._drawn(request, "plan", status=status, title=_("Plan an improvement"), **context)

    def page_view(self, request, object_id):
        return self._page(request, self._found(request, object_id))

    def act_view(self, request, object_id, name):
        found = self._found(request, object_id)
        form_class = FORMS.get(name)
        if form_class is None:
            raise Http404
        if not request.user.has_perm(form_class.right):
            raise PermissionDenied
        form = form_class(request.POST, action=found, auto_id=f"{name}_%s")
        if not form.is_valid():
            return self._page(request, found, bound=form, status=422)
        try:
            result = form.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            fresh = self._found(request, object_id)
            form.action = fresh
            status = 403 if isinstance(refusal, NotPermitted) else 409
            return self._page(request, fresh, bound=form, refusal=refusal, status=status)
        messages.success(request, form.done(result))
        return redirect(_PAGE, found.pk)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = ImprovementAction.objects.select_related(
            "owner", "planned_by", "category", "analysis__code", "analysis__department", "tracker"
        )
        return get_object_or_404(rows, pk=object_id)

    def _page(self, request, found, *, bound=None, refusal=None, status=200):
        measurements = list(found.measurements.select_related("by")[:10])
        latest = measurements[0] if measurements else None
        data, options = chart_of(latest) if latest else ("", "")
        context = {
            "action": found,
            "today": day_of(timezone.now()),
            "is_late": found.state in ("planned", "in_progress", "reopened") and found.due_on < day_of(timezone.now()),
            "latest": latest,
            "measurements": measurements,
            "chart": {"data": data, "options": options},
            "lines": lines_of(latest) if latest else [],
            "change": _change(latest),
            "events": [
                (event, event_words(event))
                for event in found.events.select_related("by").order_by("-seq")[:_MOST_EVENTS]
            ],
            "forms": list(forms_for(found, request.user, bound=bound)),
            "bound": bound,
            "refusal": refusal,
        }
        return self._drawn(request, "page", status=status, title=found.number, **context)

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/review/improvements/{template}.html", context, status=status)


def _change(measurement):
    """By how many percent it changed beside the comparison, with its limits; None where that cannot be said."""
    if measurement is None or measurement.ratio is None:
        return None
    upper = "∞" if measurement.upper is None else _percent(measurement.upper)
    return {"is": _percent(measurement.ratio), "from": _percent(measurement.lower), "to": upper}


def _percent(ratio):
    return f"{100 * (ratio - 1):+.0f}%".replace("-", "−")
