from django.contrib import admin

from accounts.admin.manners import DeskModelAdmin
from accounts.models import Department, Team


@admin.register(Department)
class DepartmentAdmin(DeskModelAdmin):
    list_display = ("name", "code", "name_en", "is_active")
    search_fields = ("name", "name_en", "code")
    fields = ("name", "name_en", "code", "is_active")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()


@admin.register(Team)
class TeamAdmin(DeskModelAdmin):
    list_display = ("name", "code", "department", "is_active")
    list_select_related = ("department",)
    search_fields = ("name", "code")
    fields = ("name", "code", "department", "is_active")

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()
