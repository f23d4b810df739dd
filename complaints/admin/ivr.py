from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from complaints.models import Category, IvrKey
from complaints.services import ivr


class IvrKeyForm(ServiceForm, forms.ModelForm):
    class Meta:
        model = IvrKey
        fields = ("key", "label", "preset", "category", "urgency", "is_active")

    def check_rules(self, cleaned):
        ivr.check_key(IvrKey(category=cleaned["category"], preset=cleaned["preset"]))


@admin.register(IvrKey)
class IvrKeyAdmin(DeskModelAdmin):
    form = IvrKeyForm
    list_display = ("key", "label", "preset", "category", "urgency", "is_active")
    list_select_related = ("category",)
    list_words = _(
        "The keys of the phone menu, as the call centre passes them on: a call opens the entry with line of business, "
        "category and fast lane filled in."
    )
    fields = (("key", "label"), ("preset", "category"), ("urgency", "is_active"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        leaves = Category.objects.filter(is_active=True).exclude(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": leaves})
