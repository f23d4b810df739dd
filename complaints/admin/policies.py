"""Versions of the rules: the one in force is read, a draft is edited, its effect is seen before it is activated."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import TabularInline

from accounts.admin.manners import DeskModelAdmin
from complaints.admin.forms.policy import COUPON_FIELDS, PolicyForm, RuleForm, RuleFormSet
from complaints.admin.policy_pages import EDIT, PolicyPages, standing_of
from complaints.admin.rule_lines import rule_lines
from complaints.models import DeadlineRule, Policy
from complaints.services import policies
from complaints.services.policies import EDITABLE
from complaints.states import Tier
from complaints.templatetags.moments import moment, yuan
from complaints.templatetags.spans import span


class DeadlineRuleInline(TabularInline):
    model = DeadlineRule
    form, formset = RuleForm, RuleFormSet
    extra = 1
    hide_title = True
    fields = ("kind", "urgency", "severity", "priority", "nature", "time", "clock", "pauses", "escalates")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("complaints.view_policy")

    def has_add_permission(self, request, obj):
        return may_edit(request, obj)

    def has_change_permission(self, request, obj=None):
        return may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return may_edit(request, obj)


def may_edit(request, policy):
    return policy is not None and policy.is_draft and request.user.has_perm(EDIT)


@admin.register(Policy)
class PolicyAdmin(PolicyPages, DeskModelAdmin):
    """A complaint keeps the version it was received under, so none that was ever in force is rewritten."""

    form = PolicyForm
    list_display = ("name", "standing", "working_time", "team", "reopen_days", "loop_limit", "reason")
    list_select_related = ("team", "calendar")
    inlines = (DeadlineRuleInline,)
    change_form_outer_before_template = "admin/complaints/policy/head.html"
    change_form_outer_after_template = "admin/complaints/policy/rules.html"

    def get_inlines(self, request, obj):
        """Whoever only reads is given lines instead of a field for each thing."""
        return self.inlines if may_edit(request, obj) else ()

    def get_fieldsets(self, request, obj=None):
        time = (
            ("reopen_days", "loop_limit"),
            ("wait_hours", "most_extensions"),
            ("frequent_complaints", "frequent_days"),
        )
        if may_edit(request, obj):
            alerts = ("reminders", ("repeat_alert_minutes", "escalate_after_minutes"))
            coupons = (COUPON_FIELDS[:2], COUPON_FIELDS[2:])
            return (
                (None, {"fields": (("team", "calendar"), *time, "seen")}),
                (_("Reminders and alerts"), {"fields": alerts}),
                (_("Coupon for a broken promise (¥)"), {"fields": coupons}),
            )
        alerts = ("reminders_told", ("repeat_alert_told", "escalation_told"), "coupons_told")
        return (
            (None, {"fields": (("standing", "decided"), ("team", "working_time"), *time)}),
            (_("Reminders and alerts"), {"fields": alerts}),
        )

    def get_readonly_fields(self, request, obj=None):
        if may_edit(request, obj):
            return ()
        return (
            "standing",
            "decided",
            "working_time",
            "reminders_told",
            "repeat_alert_told",
            "escalation_told",
            "coupons_told",
        )

    def get_queryset(self, request):
        return super().get_queryset(request).with_standing(timezone.now())

    def has_add_permission(self, request):
        return request.user.has_perm(EDIT)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(EDIT) if obj is None else may_edit(request, obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        policy = self.get_object(request, object_id)
        told = {}
        if policy:
            is_mine = may_edit(request, policy)
            told = {"policy": policy, "standing": self.standing(policy), "may_edit": is_mine}
            told["rule_lines"] = [] if is_mine else rule_lines(policy)
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not may_edit(request, obj):
            return super().get_form(request, obj, change=change, form=forms.ModelForm, fields=())
        # The coupons are fields of the form alone; Django would look for them on the model.
        return super().get_form(request, obj, change=change, **kwargs | {"fields": PolicyForm.Meta.fields})

    def save_model(self, request, obj, form, change):
        """The service stores the draft together with its rules."""

    def save_related(self, request, form, formsets, change):
        facts = {name: getattr(form.instance, name) for name in EDITABLE}
        rules, seen = formsets[0].rules(), form.cleaned_data["seen"]
        policies.save_draft(form.instance.pk, facts=facts, rules=rules, seen=seen, by=request.user, now=timezone.now())

    def construct_change_message(self, request, form, formsets, add=False):
        return super().construct_change_message(request, form, [], add)

    def response_change(self, request, obj):
        messages.success(request, _("The draft is saved. This is what it would do."))
        return redirect(reverse("admin:complaints_policy_effect", args=[obj.pk]))

    @admin.display(description=gettext_lazy("policy"), ordering="preset")
    def name(self, policy):
        return str(policy)

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, policy):
        return standing_of(policy, timezone.now())

    @admin.display(description=gettext_lazy("decided"))
    def decided(self, policy):
        parts = (policy.activated_by, moment(policy.activated_at), policy.reason)
        return " · ".join(str(part) for part in parts if part) or "—"

    @admin.display(description=gettext_lazy("calendar"))
    def working_time(self, policy):
        return policy.calendar or _("Office")

    @admin.display(description=gettext_lazy("reminders (percent of the time)"))
    def reminders_told(self, policy):
        return " · ".join(f"{percent} %" for percent in policy.reminders) or "—"

    @admin.display(description=gettext_lazy("second overdue alert after"))
    def repeat_alert_told(self, policy):
        return span(policy.repeat_alert_minutes)

    @admin.display(description=gettext_lazy("escalated after being overdue"))
    def escalation_told(self, policy):
        return span(policy.escalate_after_minutes)

    @admin.display(description=gettext_lazy("coupon for a broken promise (¥, by tier)"))
    def coupons_told(self, policy):
        return " · ".join(f"{Tier(tier).label} {yuan(cny)}" for tier, cny in policy.apology_coupons.items())
