from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import DeskModelAdmin, yes_or_nothing
from complaints.models import Category


@admin.register(Category)
class CategoryAdmin(DeskModelAdmin):
    """Names, departments and whether it is offered; code, preset and nature are what statistics rest on."""

    list_display = (
        *("name", "name_en", "preset", "nature", "parent", "department"),
        yes_or_nothing(Category, "needs_legal_review"),
        "is_active",
    )
    list_select_related = ("parent", "department")
    list_filter = ("preset", "nature", "is_active")
    list_filter_sheet = True
    search_fields = ("name", "name_en", "code")
    fieldsets = (
        (None, {"fields": (("name", "name_en"), ("code", "preset"), ("nature", "parent"))}),
        (_("Handling"), {"fields": ("department", ("needs_legal_review", "is_active"), "position")}),
    )

    def get_readonly_fields(self, request, obj=None):
        return ("code", "preset", "nature", "parent") if obj else ()
