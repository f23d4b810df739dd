from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import DeskModelAdmin, ListOnlyAdmin
from knowledge.models import Nomination, NominationRules


@admin.register(Nomination)
class NominationAdmin(ListOnlyAdmin):
    list_display = ("complaint_link", "reason", "rule", "nominated_by", "nominated_at", "verdict", "decided_by")
    list_select_related = ("complaint", "nominated_by", "decided_by")
    list_filter = ("verdict", "rule")
    list_filter_sheet = True
    search_fields = ("complaint__number", "reason")

    @admin.display(description=_("complaint"))
    def complaint_link(self, nomination):
        link = reverse("admin:complaints_complaint_change", args=[nomination.complaint_id])
        return format_html('<a href="{}">{}</a>', link, nomination.complaint)


@admin.register(NominationRules)
class NominationRulesAdmin(DeskModelAdmin):
    """One row for the house, so its list is skipped."""

    fields = ("is_active", "best_rated_a_week", "costly_from_cny", "repeated_from", "with_warnings")

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rules, _made = NominationRules.objects.get_or_create(pk=1)
        return redirect("admin:knowledge_nominationrules_change", rules.pk)
