from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import ListOnlyAdmin
from knowledge.models import Nomination


@admin.register(Nomination)
class NominationAdmin(ListOnlyAdmin):
    list_display = ("complaint_link", "reason", "nominated_by", "nominated_at", "verdict", "decided_by")
    list_select_related = ("complaint", "nominated_by", "decided_by")
    list_filter = ("verdict",)
    list_filter_sheet = True
    search_fields = ("complaint__number", "reason")

    @admin.display(description=_("complaint"))
    def complaint_link(self, nomination):
        link = reverse("admin:complaints_complaint_change", args=[nomination.complaint_id])
        return format_html('<a href="{}">{}</a>', link, nomination.complaint)
