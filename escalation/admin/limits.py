from django.contrib import admin

from accounts.admin.manners import ListOnlyAdmin
from escalation.models import AuthorityLimit


@admin.register(AuthorityLimit)
class AuthorityLimitAdmin(ListOnlyAdmin):
    list_display = ("role", "measure", "limit_cny")
    list_filter = ("role",)
    list_filter_sheet = True
