from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import ListOnlyAdmin
from complaints.models import Complaint, LedgerEntry
from complaints.templatetags.moments import moment, yuan


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ListOnlyAdmin):
    list_display = ("booked", "complaint_number", "measure", "value", "reference", "booked_by")
    list_select_related = ("complaint", "booked_by")
    list_filter = ("measure",)
    list_filter_sheet = True
    search_fields = ("complaint__number", "reference")

    def get_queryset(self, request):
        visible = Complaint.everything.visible_to(request.user)
        return super().get_queryset(request).filter(visible.named_by("complaint"))

    @admin.display(description=_("booked"), ordering="booked_at")
    def booked(self, entry):
        return moment(entry.booked_at)

    @admin.display(description=_("complaint"))
    def complaint_number(self, entry):
        return entry.complaint.number

    @admin.display(description=_("value (¥)"), ordering="value_cny")
    def value(self, entry):
        return yuan(entry.value_cny)
