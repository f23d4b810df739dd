from django.contrib import admin

from accounts.admin.manners import DeskModelAdmin
from review.models import RevisitRules


@admin.register(RevisitRules)
class RevisitRulesAdmin(DeskModelAdmin):
    """How the customers of each preset are asked; a round under way keeps the plan it began with."""

    list_display = ("preset", "first", "second", "third", "first_after_hours", "again_after_hours")
    fields = (
        ("first", "second", "third"),
        ("first_after_hours", "again_after_hours"),
        ("answer_within_hours", "call_within_hours"),
    )

    def has_add_permission(self, request):
        return False
