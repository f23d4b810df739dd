from django.contrib import admin
from django.utils import timezone

from accounts.admin.manners import DeskModelAdmin
from complaints.admin.forms.fields import CategoryField
from escalation.models import IncidentRule
from escalation.services.incidents.finding import look_again


@admin.register(IncidentRule)
class IncidentRuleAdmin(DeskModelAdmin):
    """How many like complaints within how long; the closest rule valid today counts."""

    list_display = ("__str__", "category", "threshold", "window_hours", "likeness", "valid_from", "valid_until")
    list_select_related = ("category",)
    fields = (("threshold", "window_hours"), ("likeness", "category"), ("valid_from", "valid_until"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "category":
            return CategoryField(required=False, label=db_field.verbose_name)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        look_again(now=timezone.now())
