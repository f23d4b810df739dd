from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.admin.manners import ReadOnlyAdmin
from complaints.models import DeadlineRule, Nature, Policy


class DeadlineRuleInline(TabularInline):
    model = DeadlineRule
    fields = ("kind", "severity", "priority", "nature_name", "minutes", "clock")
    readonly_fields = ("nature_name",)
    can_delete = False
    extra = 0
    hide_title = True

    @admin.display(description=_("nature"))
    def nature_name(self, rule):
        return Nature(rule.nature).label if rule.nature else ""

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("complaints.view_policy")


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """Versions of the rules; a complaint keeps the one it was received under, so none is rewritten."""

    list_display = ("preset", "version", "active_from", "team", "reopen_days", "loop_limit")
    list_select_related = ("team",)
    fields = ("preset", "version", "active_from", "team", "reopen_days", "loop_limit")
    inlines = (DeadlineRuleInline,)
