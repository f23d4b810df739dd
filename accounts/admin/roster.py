from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import DeskModelAdmin, yes_or_nothing
from accounts.models import Shift, User
from accounts.roles import SERVICE_ROLES


@admin.register(Shift)
class ShiftAdmin(DeskModelAdmin):
    """Who is on duty when. A shift may be deleted: a plan that did not happen is no record."""

    list_display = ("user", "starts_at", "ends_at", yes_or_nothing(Shift, "is_fast_lane"))
    list_select_related = ("user",)
    list_filter = ("is_fast_lane",)
    list_filter_sheet = True
    search_fields = ("user__name", "user__username")
    ordering = ("-starts_at",)
    fieldsets = ((None, {"fields": ("user", "starts_at", "ends_at", "is_fast_lane")}),)

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("accounts.delete_shift")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_active=True).exclude(role__in=SERVICE_ROLES).order_by("name")
            kwargs["empty_label"] = _("Choose a person")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
