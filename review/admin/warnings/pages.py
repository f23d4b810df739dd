"""Early warnings: what rises now, and one page for each with its figures, its complaints and what to do (MON-2)."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
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
from review.admin.warnings.chart import chart_of
from review.admin.warnings.forms import FORMS, forms_for
from review.models import EarlyWarning, SurgeCause, WarningLook, WarningRules
from review.services.warnings.cells import Tree, cell_of, words_for
from review.services.warnings.counting import complaints_of
from review.telling.warnings import event_words, part_words, sentence, share_words

_MOST = 100
_MOST_NUMBERS = 48
_PAGE = "admin:review_earlywarning_change"


@admin.register(EarlyWarning)
class EarlyWarningAdmin(ListOnlyAdmin):
    """Nothing is edited here by form: each act is a service with its own refusals."""

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path(f"{one}/", wrap(require_safe(self.page_view)), name="review_earlywarning_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="review_earlywarning_act"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        warnings = EarlyWarning.objects.select_related("category", "owner", "incident")
        lists = [
            (_("Rising now"), warnings.followed().order_by("-found_at")[:_MOST]),
            (_("Over lately"), warnings.filter(closed_at__isnull=False).order_by("-closed_at")[:20]),
        ]
        shown = [(title, [(one, words_for(one), sentence(one)) for one in found]) for title, found in lists]
        context = {
            "lists": shown,
            "rules": WarningRules.current(),
            "look": WarningLook.objects.exclude(done_at=None).order_by("-due_at").first(),
            "found": _by_cause(since=timezone.now() - timedelta(days=365)),
        }
        return self._drawn(request, "warnings", title=_("Early warnings"), **context)

    def page_view(self, request, object_id):
        return self._page(request, self._found(request, object_id))

    def act_view(self, request, object_id, name):
        warning = self._found(request, object_id)
        form_class = FORMS.get(name)
        if form_class is None:
            raise Http404
        if not request.user.has_perm(form_class.right) or not request.user.has_perm("review.handle_warning"):
            raise PermissionDenied
        form = form_class(request.POST, warning=warning, auto_id=f"{name}_%s")
        if not form.is_valid():
            return self._page(request, warning, bound=form, status=422)
        try:
            result = form.run(by=request.user, now=timezone.now())
        except Refusal as refusal:
            fresh = self._found(request, object_id)
            form.warning = fresh
            status = 403 if isinstance(refusal, NotPermitted) else 409
            return self._page(request, fresh, bound=form, refusal=refusal, status=status)
        messages.success(request, form.done(result))
        return redirect(_PAGE, warning.pk)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        warning = EarlyWarning.objects.select_related("category", "owner", "incident").filter(pk=object_id).first()
        if warning is None:
            raise Http404
        return warning

    def _page(self, request, warning, *, bound=None, refusal=None, status=200):
        inside = complaints_of(cell_of(warning), warning.since, until=warning.closed_at or timezone.now(), tree=Tree())
        visible = Complaint.objects.visible_to(request.user)
        seen = inside.filter(visible.named_by("complaint")).select_related("complaint__handler", "complaint__category")
        count = inside.order_by().count()
        context = {
            "warning": warning,
            "name": words_for(warning),
            "sentence": sentence(warning),
            "parts": [(part_words(one), share_words(one), one["share"], one["before"]) for one in warning.made_of],
            "chart": chart_of(warning),
            "complaints": [trace.complaint for trace in seen[:_MOST]],
            "count": count,
            "unseen": max(count - seen.order_by().count(), 0),
            "numbers": warning.numbers.order_by("-at")[:_MOST_NUMBERS],
            "events": [(event, event_words(event)) for event in warning.events.select_related("by").order_by("-seq")],
            "forms": list(forms_for(warning, request.user, bound=bound)),
            "bound": bound,
            "refusal": refusal,
        }
        return self._drawn(request, "warning", status=status, title=words_for(warning), **context)

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/review/{template}.html", context, status=status)


def _by_cause(since):
    """What warnings closed `since` turned out to be, the most frequent first: how much they can be trusted."""
    explained = EarlyWarning.objects.filter(closed_at__gt=since).exclude(cause="").order_by()
    counted = explained.values_list("cause").annotate(Count("pk"))
    return [(SurgeCause(cause).label, count) for cause, count in sorted(counted, key=lambda one: -one[1])]
