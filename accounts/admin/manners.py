"""Manners of every list and form of the back office; apps above take these instead of unfold's own."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from accounts.errors import Refusal


class DeskModelAdmin(ModelAdmin):
    """Nothing is deleted, forms keep to their own model, and a refusal of a service is a sentence on the page."""

    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_fullwidth = True
    list_filter_sheet = False
    actions = None
    save_as_continue = False
    warn_unsaved_form = True
    #: A sentence above the list: what holds where nothing stands in it.
    list_words = ""
    list_before_template = "admin/list_words.html"

    def has_delete_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        """Only what the list offers: left alone, Django answers how the password of a row begins (A24)."""
        is_offered = lookup.split("__")[0] in self.get_list_filter(request)
        return is_offered and super().lookup_allowed(lookup, value, request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for button in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
            if field is not None and hasattr(field.widget, button):
                setattr(field.widget, button, False)
        return field

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        calm = {"show_save_and_add_another": False, "show_save_and_continue": False}
        try:
            return super().changeform_view(request, object_id, form_url, calm | (extra_context or {}))
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
            return HttpResponseRedirect(request.get_full_path())


class ReadOnlyAdmin(DeskModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ListOnlyAdmin(ReadOnlyAdmin):
    """No page but the list: one reads and decides where the row belongs to, by the rules of that place."""

    list_display_links = None

    def get_urls(self):
        return [url for url in super().get_urls() if url.name and url.name.endswith("_changelist")]


def yes_or_nothing(model, name):
    """A column for the yes-or-no field `name` of `model` where “no” is the ordinary case and not a fault to mark."""

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name)
    def column(row):
        return _("Yes") if getattr(row, name) else ""

    column.__name__ = name
    return column


class ServiceForm:
    """Mixed into a model form whose rules live in services: a refusal there stands at the form, nothing is lost.

    `by` is set by the admin that makes the form.
    """

    by = None

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            try:
                self.check_rules(cleaned)
            except Refusal as refusal:
                self.add_error(None, str(refusal.sentence))
        return cleaned
