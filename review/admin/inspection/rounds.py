"""Rounds of inspection: drawn by a form, followed and read on a page (REV-5)."""

import secrets
from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.deadlines.workdays import CHINA
from complaints.errors import Refusal
from complaints.templatetags.moments import moment
from review.admin.inspection.results import told
from review.models import Inspection, InspectionRound, InspectionState, RoundState, ScoreSheet, SheetState, Stratum
from review.services.inspection.results import progress_of, results
from review.services.inspection.rounds import draw_round, finish_round

_DRAW = "review.draw_inspection"
_PAGE, _LIST = "admin:review_inspectionround_change", "admin:review_inspectionround_changelist"
_MOST = 300


class _DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class DrawForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    sheet = forms.ModelChoiceField(label=gettext_lazy("Score sheet"), queryset=None, empty_label=None)
    since = forms.DateField(label=gettext_lazy("Closed from"), widget=_DayInput)
    until = forms.DateField(label=gettext_lazy("to"), widget=_DayInput)
    stratum = forms.ChoiceField(label=gettext_lazy("Drawn"), choices=Stratum)
    per_stratum = forms.IntegerField(label=gettext_lazy("Complaints from each part"), min_value=1, max_value=100)
    second_percent = forms.IntegerField(label=gettext_lazy("Second opinion on (percent)"), min_value=0, max_value=100)
    tolerance = forms.IntegerField(
        label=gettext_lazy("Points apart that are still one opinion"), min_value=0, max_value=100
    )
    appeal_days = forms.IntegerField(label=gettext_lazy("Days to appeal"), min_value=1, max_value=60)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=2**53,
        help_text=gettext_lazy("Any number. With the same one and the same complaints the same ones are drawn."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["sheet"].queryset = ScoreSheet.objects.filter(state=SheetState.ACTIVE)


@admin.register(InspectionRound)
class InspectionRoundAdmin(ListOnlyAdmin):
    list_display = ("named", "period", "closed", "sample_count", "state", "drawn_by", "drawn")
    list_select_related = ("drawn_by",)
    list_words = gettext_lazy(
        "Closed complaints drawn by lot and scored by people who had no part in them. Seed and population are kept, "
        "so that anybody can draw again."
    )
    list_before_template = "admin/review/inspection/rounds_head.html"

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path("draw/", wrap(self.draw_view), name="review_inspectionround_draw"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="review_inspectionround_change"),
            path(f"{one}/finish/", wrap(require_POST(self.finish_view)), name="review_inspectionround_finish"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        context = {"may_draw": request.user.has_perm(_DRAW)}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def named(self, inspected):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[inspected.pk]), inspected.title)

    @admin.display(description=gettext_lazy("closed"), ordering="since")
    def period(self, inspected):
        return f"{inspected.since} – {inspected.until}"

    @admin.display(description=gettext_lazy("closed in that time"), ordering="population_count")
    def closed(self, inspected):
        return inspected.population_count

    @admin.display(description=gettext_lazy("drawn at"), ordering="drawn_at")
    def drawn(self, inspected):
        return moment(inspected.drawn_at)

    def draw_view(self, request):
        """Ask for what the drawing depends on; a POST draws."""
        if not request.user.has_perm(_DRAW):
            raise PermissionDenied
        if request.method != "POST":
            return self._drawn(request, "draw", title=_("Draw a round"), form=DrawForm(initial=_usual()))
        form, status = DrawForm(request.POST), 422
        if form.is_valid():
            try:
                inspected = draw_round(**form.cleaned_data, by=request.user, now=timezone.now())
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
                status = 409
            else:
                messages.success(request, _("Drawn: %(count)s.") % {"count": inspected.sample_count})
                return redirect(_PAGE, inspected.pk)
        return self._drawn(request, "draw", title=_("Draw a round"), form=form, status=status)

    def page_view(self, request, object_id):
        inspected = self._found(request, object_id)
        user = request.user
        rows = Inspection.objects.visible_to(user).filter(round=inspected).order_by("position")
        progress = progress_of(inspected, user)
        counts = [(InspectionState(state).label, progress[state]) for state in InspectionState if state in progress]
        sees_all = user.has_perm("review.view_every_inspection")
        return self._drawn(
            request,
            "round",
            title=inspected.title,
            inspected=inspected,
            counts=counts,
            strata=inspected.strata if sees_all else [],
            rows=rows.select_related("complaint", "agent", "team", "first_by")[:_MOST],
            may_finish=user.has_perm(_DRAW) and inspected.state == RoundState.RUNNING,
            **told(results(inspected=inspected, by=user)),
        )

    def finish_view(self, request, object_id):
        inspected = self._found(request, object_id)
        if not request.user.has_perm(_DRAW):
            raise PermissionDenied
        try:
            finish_round(inspected.pk, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("The round is finished."))
        return redirect(_PAGE, inspected.pk)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = InspectionRound.objects.select_related("sheet", "drawn_by", "finished_by").filter(pk=object_id)
        if (inspected := found.first()) is None:
            raise Http404
        return inspected

    def _drawn(self, request, template, *, status=200, **context):
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/review/inspection/{template}.html", context, status=status)


def _usual():
    """The week before this one, five of each handler."""
    today = timezone.localtime(timezone.now(), CHINA).date()
    monday = today - timedelta(days=today.weekday() + 7)
    sunday = monday + timedelta(days=6)
    return {
        "title": _("Inspection of %(since)s to %(until)s")
        % {"since": f"{monday:%Y-%m-%d}", "until": f"{sunday:%m-%d}"},
        "since": monday,
        "until": sunday,
        "stratum": Stratum.AGENT,
        "per_stratum": 5,
        "second_percent": 20,
        "tolerance": 10,
        "appeal_days": 5,
        "seed": secrets.randbelow(10**9),
    }
