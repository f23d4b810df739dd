"""Reports of weeks and months: listed, read, taken away as PDF or workbook, made for a past period (MON-3)."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.admin.manners import ListOnlyAdmin
from complaints.admin.evidence_views import harmless
from complaints.admin.situation import row_id
from complaints.deadlines.workdays import CHINA
from complaints.errors import Refusal
from complaints.templatetags.moments import moment
from complaints.typesetting.press import NotSet
from review.exports import report as exports
from review.models import PeriodReport, ReportKind
from review.services.reports.making import is_intact, make_report, read_report
from review.services.reports.wording import findings_of, sections_of

_PAGE, _LIST = "admin:review_periodreport_change", "admin:review_periodreport_changelist"
_MAKE = "review.make_periodreport"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MakeForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ReportKind)
    day = forms.DateField(
        label=gettext_lazy("A day in it"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


@admin.register(PeriodReport)
class PeriodReportAdmin(ListOnlyAdmin):
    list_display = ("named", "kind", "until", "made", "made_by")
    list_select_related = ("made_by",)
    list_words = gettext_lazy(
        "Made when a week or month is over, sent to whoever oversees the desk, and never changed afterwards."
    )
    list_before_template = "admin/review/report/list_head.html"

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path("make/", wrap(require_POST(self.make_view)), name="review_periodreport_make"),
            path(f"{one}/", wrap(require_safe(self.page_view)), name="review_periodreport_change"),
            path(f"{one}/report.pdf", wrap(require_safe(self.pdf_view)), name="review_periodreport_pdf"),
            path(f"{one}/report.xlsx", wrap(require_safe(self.xlsx_view)), name="review_periodreport_xlsx"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    def changelist_view(self, request, extra_context=None):
        may_make = request.user.has_perm(_MAKE)
        last_week = timezone.localtime(timezone.now(), CHINA).date() - timedelta(days=7)
        context = {"make_form": MakeForm(initial={"day": last_week}) if may_make else None}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=gettext_lazy("period"), ordering="since")
    def named(self, report):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[report.pk]), report)

    @admin.display(description=gettext_lazy("made"), ordering="made_at")
    def made(self, report):
        return moment(report.made_at)

    def make_view(self, request):
        if not request.user.has_perm(_MAKE):
            raise PermissionDenied
        form = MakeForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose week or month, and a day in it."))
            return redirect(_LIST)
        told = form.cleaned_data
        try:
            report, is_new = make_report(told["kind"], told["day"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return redirect(_LIST)
        if not is_new:
            messages.info(request, _("This report was made before; here it is as it was."))
        return redirect(_PAGE, report.pk)

    def page_view(self, request, object_id):
        report = self._found(request, object_id)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(report),
            "report": report,
            "is_intact": is_intact(report),
            "cover": exports.cover(report),
            "findings": findings_of(report.content),
            "sections": sections_of(report.content),
        }
        return TemplateResponse(request, "admin/review/report/page.html", context)

    def pdf_view(self, request, object_id):
        report = self._found(request, object_id)
        try:
            pages = exports.printed(report)
        except NotSet:
            messages.error(request, _("The PDF could not be set just now. Try again, or take the workbook."))
            return redirect(_PAGE, report.pk)
        return self._file(report, pages, "application/pdf", "pdf")

    def xlsx_view(self, request, object_id):
        report = self._found(request, object_id)
        return self._file(report, exports.workbook(report), _XLSX, "xlsx")

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = read_report(row_id(object_id), by=request.user)
        if report is None:
            raise Http404
        return report

    def _file(self, report, content, kind, ending):
        answer = HttpResponse(content, content_type=kind)
        name = f"complaints-{report.kind}-{report.since:%Y%m%d}-{get_language()[:2]}.{ending}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return harmless(answer)
