from uuid import uuid4

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import DeskModelAdmin
from complaints.models import UrgentWords, WordRule
from complaints.models.urgent_words import lines_of


@admin.register(WordRule)
class WordRuleAdmin(DeskModelAdmin):
    """Phrases to look over before a customer reads them. Put out of use, never deleted: the record names them."""

    list_display = ("phrase", "kind", "suggestion", "language", "is_active")
    list_filter = ("kind", "language", "is_active")
    list_filter_sheet = True
    search_fields = ("phrase", "suggestion", "code")
    fields = (("phrase", "language"), ("kind", "is_active"), "suggestion")

    def save_model(self, request, obj, form, change):
        if not obj.code:
            obj.code = f"desk-{uuid4().hex[:8]}"
        super().save_model(request, obj, form, change)


@admin.register(UrgentWords)
class UrgentWordsAdmin(DeskModelAdmin):
    """The words that put a demand on the fast lane: a list for each lane and language, none added, none deleted."""

    list_display = ("__str__", "phrases_count", "is_active")
    fields = ("is_active", "phrases", "unless")

    @admin.display(description=_("words"))
    def phrases_count(self, obj):
        return len(lines_of(obj.phrases))
