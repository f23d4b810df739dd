from django.contrib import admin
from unfold.admin import ModelAdmin

from complaints.admin.page import ComplaintPageMixin
from complaints.admin.queue import QueueMixin
from complaints.models import Complaint


@admin.register(Complaint)
class ComplaintAdmin(ComplaintPageMixin, QueueMixin, ModelAdmin):
    """The desk's complaints: a queue to choose from and a page to work on; nothing is edited by form."""

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
