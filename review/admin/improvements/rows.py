from django.contrib import admin

from accounts.admin.manners import DeskModelAdmin
from review.models import RecurrenceRule


@admin.register(RecurrenceRule)
class RecurrenceRuleAdmin(DeskModelAdmin):
    """Of the rows valid today the one that began last counts."""

    list_display = ("__str__", "threshold", "days", "valid_from", "valid_until")
    fields = (("threshold", "days"), ("valid_from", "valid_until"))
