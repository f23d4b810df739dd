"""What the columns of earlier files were: seen, named and forgotten by whoever oversees the desk (INT-8)."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.admin.manners import DeskModelAdmin
from complaints.imports import mappings
from complaints.imports.fields import LABELS
from complaints.models import ImportMapping
from complaints.templatetags.moments import moment


@admin.register(ImportMapping)
class ImportMappingAdmin(DeskModelAdmin):
    list_display = ("__str__", "columns", "used", "used_by")
    list_select_related = ("used_by",)
    list_words = _(
        "What the columns of a file were is remembered when it is imported and proposed for the next file with these "
        "columns, more of them or fewer. What is deleted here is proposed no longer; complaints stay as they are."
    )
    fields = ("name", "columns", "left_over", "used", "used_by")
    readonly_fields = ("columns", "left_over", "used", "used_by")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return ModelAdmin.has_delete_permission(self, request, obj)

    @admin.display(description=_("columns"))
    def columns(self, mapping):
        read = [(label, mapping.mapping[field]) for field, label in LABELS.items() if field in mapping.mapping]
        return " · ".join(f"{label} ← {heading}" for label, heading in read)

    @admin.display(description=_("left over"))
    def left_over(self, mapping):
        used = set(mapping.mapping.values())
        return " · ".join(heading for heading in mapping.headings if heading not in used) or "—"

    @admin.display(description=_("last used"), ordering="used_at")
    def used(self, mapping):
        return moment(mapping.used_at)

    def save_model(self, request, obj, form, change):
        mappings.rename(obj.pk, name=form.cleaned_data["name"], by=request.user)

    def delete_model(self, request, obj):
        mappings.forget(obj.pk, by=request.user)
