"""Score sheets as the desk keeps them: versions side by side, a draft edited as a table (REV-5)."""

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
from django.views.decorators.http import require_POST

from accounts.admin.manners import ListOnlyAdmin
from complaints.errors import Refusal
from complaints.templatetags.moments import moment
from review.models import Criterion, ScoreSheet, SheetState
from review.services.inspection import sheets

_PAGE = "admin:review_scoresheet_change"
_EXTRA = 2
_RIGHTS = {
    "draft": "review.change_scoresheet",
    "activate": "review.activate_scoresheet",
    "retire": "review.activate_scoresheet",
}


class SheetForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ScoreSheet
        fields = sheets.SHEET_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["seen"].initial = self.instance.edits


class CriterionForm(forms.ModelForm):
    class Meta:
        model = Criterion
        fields = sheets.CRITERION_FIELDS
        widgets = {
            "guidance": forms.Textarea(attrs={"rows": 2}),
            "guidance_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weight"].min_value = 0
        self.fields["weight"].required = self.fields["points"].required = False

    def _post_clean(self):
        """The service weighs the lines together; the table they come from is no stored one."""


_Criteria = forms.formset_factory(CriterionForm, extra=_EXTRA, can_delete=True, can_order=False, max_num=40)


@admin.register(ScoreSheet)
class ScoreSheetAdmin(ListOnlyAdmin):
    list_display = ("named", "state", "pass_mark", "drafted_by", "activated_by", "since")
    list_select_related = ("drafted_by", "activated_by")
    list_words = gettext_lazy(
        "What handled complaints are scored by. A version in use is never edited: begin the next one, and let somebody "
        "else put it in use."
    )

    def get_urls(self):
        wrap, one = self.admin_site.admin_view, "<int:object_id>"
        return [
            path(f"{one}/", wrap(self.page_view), name="review_scoresheet_change"),
            path(f"{one}/do/<slug:name>/", wrap(require_POST(self.act_view)), name="review_scoresheet_act"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("score sheet"), ordering="name")
    def named(self, sheet):
        return format_html('<a href="{}">{}</a>', reverse(_PAGE, args=[sheet.pk]), sheet)

    @admin.display(description=gettext_lazy("in use since"), ordering="activated_at")
    def since(self, sheet):
        return moment(sheet.activated_at) if sheet.activated_at else ""

    def page_view(self, request, object_id):
        """The sheet; a draft as a table of fields for whoever may edit it, and POST saves it."""
        sheet = self._found(request, object_id)
        may_edit = sheet.state == SheetState.DRAFT and request.user.has_perm("review.change_scoresheet")
        if request.method == "POST":
            if not may_edit:
                raise PermissionDenied
            return self._saved(request, sheet)
        rows = list(sheet.criteria.values(*sheets.CRITERION_FIELDS))
        forms_ = (SheetForm(instance=sheet), _Criteria(initial=rows)) if may_edit else (None, None)
        return self._page(request, sheet, *forms_)

    def _saved(self, request, sheet):
        form, lines = SheetForm(request.POST, instance=sheet), _Criteria(request.POST)
        if not (form.is_valid() and lines.is_valid()):
            return self._page(request, sheet, form, lines, status=422)
        rows = [
            {name: line.cleaned_data[name] for name in sheets.CRITERION_FIELDS}
            | {"points": line.cleaned_data["points"] or 1, "weight": line.cleaned_data["weight"] or 0}
            for line in lines
            if line.cleaned_data.get("code") and not line.cleaned_data.get("DELETE")
        ]
        facts = {name: form.cleaned_data[name] for name in sheets.SHEET_FIELDS}
        try:
            sheets.save_sheet(
                sheet.pk,
                facts=facts,
                criteria=rows,
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            return self._page(request, sheet, form, lines, status=409)
        messages.success(request, _("Saved. Somebody else puts it in use."))
        return redirect(_PAGE, sheet.pk)

    def act_view(self, request, object_id, name):
        sheet = self._found(request, object_id)
        if name not in _RIGHTS:
            raise Http404
        if not request.user.has_perm(_RIGHTS[name]):
            raise PermissionDenied
        told = {"by": request.user, "now": timezone.now()}
        try:
            if name == "draft":
                sheet = sheets.draft_sheet(sheet.code, **told)
            elif name == "activate":
                sheet = sheets.activate_sheet(sheet.pk, **told)
            else:
                sheet = sheets.retire_sheet(sheet.pk, **told)
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        return redirect(_PAGE, sheet.pk)

    def _found(self, request, object_id):
        if not self.has_view_permission(request):
            raise PermissionDenied
        sheet = ScoreSheet.objects.select_related("drafted_by", "activated_by").filter(pk=object_id).first()
        if sheet is None:
            raise Http404
        return sheet

    def _page(self, request, sheet, form, lines, status=200):
        user = request.user
        stored = ScoreSheet.objects.get(pk=sheet.pk)
        may = {
            "draft": sheet.state != SheetState.DRAFT,
            "activate": sheet.state == SheetState.DRAFT and stored.drafted_by_id not in user.circle(),
            "retire": sheet.state == SheetState.ACTIVE,
        }
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(stored),
            "sheet": stored,
            "criteria": list(sheet.criteria.all()),
            "form": form,
            "lines": lines,
            "versions": ScoreSheet.objects.filter(code=sheet.code).order_by("-version"),
            "acts": {name: may[name] and user.has_perm(right) for name, right in _RIGHTS.items()},
        }
        return TemplateResponse(request, "admin/review/inspection/sheet.html", context, status=status)
