"""The inspector's work: what waits, and each complaint's record beside the sheet it is scored by (REV-5)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.panels import panels_for
from complaints.admin.situation import row_id, visible_complaint
from complaints.errors import NotPermitted, Refusal
from review.admin.inspection.acts import ACTS, ON_THE_SHEET
from review.admin.inspection.fairness import fairness_view
from review.admin.inspection.results import results_view
from review.models import RESULTS, Inspection, InspectionState
from review.services.inspection.impartial import open_to

_LIST, _PAGE = "admin:review_inspection_changelist", "admin:review_inspection_change"
_MOST = 100
#: What of the complaint's page an inspector reads; steps and drafts stay there.
_READ = ("summary", "contacts", "evidence", "investigation", "solution", "execution", "levels", "revisit")
_READ_BESIDE = ("deadlines", "record")


def work_of(user):
    """What waits for `user` as an inspector: to be scored, then to be settled, then to be decided."""
    rows = Inspection.objects.visible_to(user)
    parts = []
    if user.has_perm("review.score_inspection"):
        parts.append(("todo", _("To be scored"), open_to(rows.to_do(), user)))
    if user.has_perm("review.settle_inspection"):
        apart = rows.filter(state=InspectionState.APART).order_by("round", "position")
        parts.append(("apart", _("To be settled"), open_to(apart, user)))
    if user.has_perm("review.decide_inspection_appeal"):
        appealed = rows.filter(state=InspectionState.APPEALED).order_by("objection__at")
        parts.append(("appeals", _("Appeals to decide"), open_to(appealed, user)))
    return parts


@admin.register(Inspection)
class InspectionAdmin(ListOnlyAdmin):
    """Nothing is edited here by form: each act is a service with its own refusals."""

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path("results/", wrap(results_view), name="review_inspection_results"),
            path("fairness/", wrap(fairness_view), name="review_inspection_fairness"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="review_inspection_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="review_inspection_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        user = request.user
        parts = [*work_of(user), ("scored", _("Scored"), self._scored(user))]
        names = [name for name, _label, _rows in parts]
        tab = request.GET.get("tab")
        tab = tab if tab in names else next((one for one, _l, rows in parts if rows.exists()), names[-1])
        rows = next(rows for name, _label, rows in parts if name == tab)
        context = {
            "title": _("Inspection"),
            "tabs": [
                (name, label, name == tab, rows.count() if name != "scored" else "") for name, label, rows in parts
            ],
            "tab": tab,
            "rows": rows.select_related("complaint__category", "agent", "team", "round", "objection")[:_MOST],
        }
        return self._drawn(request, "list", **context)

    def page_view(self, request, object_id):
        return self._page(request, self._found(request, object_id))

    def act_view(self, request, object_id, name):
        inspection = self._found(request, object_id)
        kind = ACTS.get(name)
        if kind is None:
            raise Http404
        if not request.user.has_perm(kind.right):
            raise PermissionDenied
        if inspection.state not in kind.states:
            messages.warning(request, _("Somebody was faster; this is how it stands now."))
            return redirect(_PAGE, inspection.pk)
        act = kind(inspection, request.POST)
        if not act.form.is_valid():
            return self._page(request, inspection, bound=act, status=422)
        try:
            act.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            fresh = self._found(request, object_id)
            status = 403 if isinstance(refusal, NotPermitted) else 409
            return self._page(request, fresh, bound=act, refusal=refusal, status=status)
        messages.success(request, act.done())
        return self._next(request.user, name, inspection)

    def _next(self, user, name, inspection):
        """The next of the same kind of work; whoever appealed looks at what was appealed."""
        kinds = {"score": "todo", "set-aside": "todo", "settle": "apart", "grant": "appeals", "reject": "appeals"}
        if name not in kinds:
            return redirect(_PAGE, inspection.pk)
        rows = next((rows for part, _label, rows in work_of(user) if part == kinds[name]), None)
        following = rows.first() if rows is not None else None
        return redirect(_PAGE, following.pk) if following else redirect(_LIST)

    def _scored(self, user):
        rows = Inspection.objects.visible_to(user).filter(state__in=RESULTS)
        return rows.order_by("-scored_at", "-pk")

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = Inspection.objects.visible_to(request.user).select_related("round__sheet", "agent", "team", "first_by")
        found = found.prefetch_related("assessments__by", "assessments__marks")
        inspection = found.filter(pk=row_id(object_id)).first()
        if inspection is None:
            raise Http404
        return inspection

    def _page(self, request, inspection, *, bound=None, refusal=None, status=200):
        user = request.user
        complaint = visible_complaint(user, inspection.complaint_id)
        inspection.complaint = complaint
        acts = {
            name: bound if bound and type(bound) is kind else kind(inspection)
            for name, kind in ACTS.items()
            if kind.is_open_to(inspection, user)
        }
        panels = {panel.name: panel for panel in panels_for(user)}
        shown = [(panels[name], panels[name].context(complaint, user)) for name in _READ if name in panels]
        beside = [(panels[name], panels[name].context(complaint, user)) for name in _READ_BESIDE if name in panels]
        context = {
            "title": _("Inspection of %(number)s") % {"number": complaint.number},
            "inspection": inspection,
            "complaint": complaint,
            "now": timezone.now(),
            "panel_steps": set(),
            "sections": [(panel, facts) for panel, facts in [*shown, *beside] if facts is not None],
            "sheet_act": next(((name, acts[name]) for name in ON_THE_SHEET if name in acts), None),
            "acts": [(name, act) for name, act in acts.items() if name not in ON_THE_SHEET],
            "opinions": self._opinions(inspection, user, acts),
            "objection": getattr(inspection, "objection", None),
            "left": next((rows.count() for name, _label, rows in work_of(user) if name == "todo"), 0),
            "refusal": refusal,
        }
        return self._drawn(request, "page", status=status, **context)

    def _opinions(self, inspection, user, acts):
        """Lines against opinions; a second inspector sees none before the own one is given."""
        said = list(inspection.assessments.all())
        if not inspection.has_result and "settle" not in acts:
            said = [one for one in said if one.by_id == user.pk]
        if not said:
            return None
        marks = {(mark.criterion_id, one.pk): mark for one in said for mark in one.marks.all()}
        criteria = inspection.round.sheet.criteria.all()
        return {"said": said, "lines": [(one, [marks.get((one.pk, by.pk)) for by in said]) for one in criteria]}

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/review/inspection/{template}.html", context, status=status)
