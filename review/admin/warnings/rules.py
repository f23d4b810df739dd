from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from accounts.admin.manners import DeskModelAdmin
from review.models import WarningRules


@admin.register(WarningRules)
class WarningRulesAdmin(DeskModelAdmin):
    """One row for the house, so its list is skipped."""

    fields = ("is_active", ("false_alarms_a_week", "least_count"), ("least_ratio", "rest_days"))

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rules, _made = WarningRules.objects.get_or_create(pk=1)
        return redirect("admin:review_warningrules_change", rules.pk)
