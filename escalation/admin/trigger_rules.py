"""Trigger rules as the desk edits them: tried when saved, each version kept with who and why (ESC-2, A22)."""

from datetime import timedelta

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm, yes_or_nothing
from complaints.telling.facts import told
from escalation.admin.figures import figures_view
from escalation.admin.replay.rule_page import rule_page
from escalation.models import TriggerRule
from escalation.services import rules

_COUNTED = timedelta(days=30)


class TriggerRuleForm(ServiceForm, forms.ModelForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        max_length=300,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TriggerRule
        fields = rules.EDITABLE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever may only look is given no form fields.
        if "unless" in self.fields:
            for name in ("unless", "must_match", "must_not_match"):
                self.fields[name].widget.attrs["rows"] = 4
            self.fields["expression"].widget.attrs["spellcheck"] = "false"
        if "reason" in self.fields:
            self.fields["reason"].required = self.instance.pk is not None
            self.fields["seen"].initial = self.instance.version
            self.fields["seen"].label = ""

    def check_rules(self, cleaned):
        rule = TriggerRule(pk=self.instance.pk, **{name: cleaned[name] for name in rules.EDITABLE})
        rules.check(rule)


@admin.register(TriggerRule)
class TriggerRuleAdmin(DeskModelAdmin):
    """Put out of use, never deleted: what a rule found names it."""

    form = TriggerRuleForm
    list_display = (
        *("shown", "trigger", "form", "language"),
        yes_or_nothing(TriggerRule, "escalates"),
        yes_or_nothing(TriggerRule, "is_active"),
        *("found", "version"),
    )
    list_filter = ("trigger", "language", "is_active")
    list_filter_sheet = True
    search_fields = ("expression", "code")
    change_form_outer_after_template = "admin/escalation/rule_versions.html"

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("figures/", wrap(figures_view), name="escalation_triggerrule_figures"),
            path("replay/", wrap(require_POST(self.replay_view)), name="escalation_triggerrule_replay"),
            *super().get_urls(),
        ]

    def replay_view(self, request):
        """The rule as its form holds it, read over the past; the button names the stored rule, where there is one."""
        key = request.POST.get("rule", "")
        if not (self.has_change_permission(request) if key else self.has_add_permission(request)):
            raise PermissionDenied
        stored = get_object_or_404(TriggerRule, pk=key if key.isascii() and key.isdecimal() else 0) if key else None
        form = self.get_form(request, stored, change=stored is not None)(request.POST, instance=stored)
        # Why it changes is asked for when it is saved.
        form.fields["reason"].required = False
        return rule_page(self.admin_site, request, form)

    def get_fieldsets(self, request, obj=None):
        switches = ("escalates", "is_active")
        words = (("trigger", "language"), ("form", *switches), "expression", "unless")
        reason = ("reason", "seen") if obj is not None and self.has_change_permission(request, obj) else ()
        return (
            (None, {"fields": words}),
            (_("Tried each time it is saved"), {"fields": ("must_match", "must_not_match", *reason)}),
        )

    def get_queryset(self, request):
        since = timezone.now() - _COUNTED
        counted = Count("findings", filter=Q(findings__at__gte=since))
        return super().get_queryset(request).annotate(found_count=counted)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        rule = object_id and self.get_object(request, object_id)
        may_replay = self.has_change_permission(request, rule) if rule else self.has_add_permission(request)
        context = {"versions": _versions(rule) if rule else [], "may_replay": may_replay}
        return super().changeform_view(request, object_id, form_url, context | (extra_context or {}))

    def save_model(self, request, obj, form, change):
        facts = {name: form.cleaned_data[name] for name in rules.EDITABLE}
        said = {"reason": form.cleaned_data.get("reason", ""), "by": request.user, "now": timezone.now()}
        if change:
            rules.change_rule(obj.pk, facts=facts, seen=form.cleaned_data["seen"], **said)
        else:
            obj.pk = rules.add_rule(facts=facts, **said).pk

    def construct_change_message(self, request, form, formsets, add=False):
        return super().construct_change_message(request, form, [], add)

    @admin.display(description=gettext_lazy("finds, for example"), ordering="expression")
    def shown(self, rule):
        return str(rule)

    @admin.display(description=gettext_lazy("found in 30 days"), ordering="found_count")
    def found(self, rule):
        return rule.found_count


def _versions(rule):
    """Every version, the latest first, with what it changed in words."""
    changes = list(rule.changes.select_related("by"))
    labels = {name: TriggerRule._meta.get_field(name).verbose_name for name in rules.EDITABLE}
    for change, before in zip(changes, [*changes[1:], None], strict=True):
        old = before.content if before else {}
        change.changed = [
            (str(labels[name]).capitalize(), told(name, old.get(name)), told(name, value))
            for name, value in change.content.items()
            if before and old.get(name) != value
        ]
    return changes
