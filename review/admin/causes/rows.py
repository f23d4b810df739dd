"""The coded causes, and which severities owe an analysis: rows the desk keeps."""

from django.contrib import admin

from accounts.admin.manners import DeskModelAdmin
from complaints.models import Category
from review.models import CauseCode, CauseRule


@admin.register(CauseCode)
class CauseCodeAdmin(DeskModelAdmin):
    list_display = ("__str__", "branch", "category", "code", "is_active")
    list_filter = ("branch", "is_active")
    list_select_related = ("category",)
    search_fields = ("name", "name_en", "code")
    fields = (("name", "name_en"), ("branch", "category"), ("code", "position"), "is_active")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "category":
            kwargs["queryset"] = Category.objects.filter(is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(CauseRule)
class CauseRuleAdmin(DeskModelAdmin):
    """Of two rows for one severity the later one counts; a change concerns what is graded from then on."""

    list_display = ("severity", "days", "valid_from", "valid_until")
    list_display_links = ("severity",)
    fields = (("severity", "days"), ("valid_from", "valid_until"))
