"""Connectors to chats, social media, review pages, platforms and authorities; each secret is shown once."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextInputWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from complaints.models import Category, Connector
from complaints.services import connectors
from complaints.templatetags.moments import moment

_SAVED = ("name", "channel", "preset", "category", "is_inside", "most_a_minute", "is_active")


class ConnectorForm(ServiceForm, forms.ModelForm):
    new_address = forms.CharField(
        label=gettext_lazy("Address for replies"),
        max_length=500,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("https://… of the program that passes replies on. Without it nobody is answered there."),
    )

    class Meta:
        model = Connector
        fields = _SAVED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.address and "new_address" in self.fields:
            kept = _("Kept: %(address)s. Leave empty to keep it; what follows may be a key and is not shown.")
            self.fields["new_address"].help_text = kept % {"address": self.instance.shown_address}

    def facts(self):
        """What is saved, by the names of the model."""
        facts = {name: self.cleaned_data[name] for name in _SAVED if name in self.cleaned_data}
        return facts | {"address": self.cleaned_data["new_address"].strip()}

    def check_rules(self, cleaned):
        facts = self.facts()
        facts["address"] = facts["address"] or self.instance.address
        connectors.check_connector(Connector(uuid=self.instance.uuid, **facts))


@admin.register(Connector)
class ConnectorAdmin(DeskModelAdmin):
    """A connector is put out of use, never deleted: what arrived names it."""

    form = ConnectorForm
    list_display = ("name", "channel", "preset", "shown_address", "heard", "is_active")
    list_words = gettext_lazy(
        "A connector passes on what customers write elsewhere: in chats, on social media, on review pages, or to an "
        "authority. The guide “Bring in what is written elsewhere” shows its format by examples."
    )
    fieldsets = (
        (None, {"fields": (("name", "channel"), ("preset", "category"), "new_address")}),
        (gettext_lazy("Limits"), {"fields": (("most_a_minute", "is_active"), "is_inside")}),
    )
    change_form_outer_after_template = "admin/complaints/connectors/door.html"

    class Media:
        css = {"all": ["messages/template.css"]}

    @admin.display(description=gettext_lazy("address for replies"))
    def shown_address(self, connector):
        return connector.shown_address or "—"

    @admin.display(description=gettext_lazy("last heard"), ordering="heard_at")
    def heard(self, connector):
        return moment(connector.heard_at) or _("never")

    def get_urls(self):
        renew = self.admin_site.admin_view(require_POST(self.renew_view))
        return [path("<int:object_id>/renew/", renew, name="complaints_connector_renew"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("name", "channel", "preset", "category", "shown_address", "heard", "is_active")}),)

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else ("shown_address", "heard")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        leaves = Category.objects.filter(is_active=True).exclude(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": leaves})

    def save_model(self, request, obj, form, change):
        if change:
            connectors.change_connector(obj.pk, facts=form.facts(), by=request.user, now=timezone.now())
            return
        made, request.secret = connectors.open_connector(facts=form.facts(), by=request.user, now=timezone.now())
        obj.pk, obj.uuid = made.pk, made.uuid

    def response_add(self, request, obj, post_url_continue=None):
        return self._shown(request, obj, request.secret)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        door = {"public_url": settings.PUBLIC_URL}
        return super().changeform_view(request, object_id, form_url, door | (extra_context or {}))

    def renew_view(self, request, object_id):
        if not self.has_change_permission(request):
            raise PermissionDenied
        connector = get_object_or_404(Connector, pk=object_id)
        secret = connectors.renew_connector_secret(connector.pk, by=request.user, now=timezone.now())
        return self._shown(request, connector, secret)

    def _shown(self, request, connector, secret):
        context = {
            **self.admin_site.each_context(request),
            "title": connector,
            "opts": self.opts,
            "secret": secret,
            "door": settings.PUBLIC_URL + reverse("api:connect", args=[connector.uuid]),
        }
        response = TemplateResponse(request, "admin/complaints/connectors/secret.html", context)
        response["Cache-Control"] = "no-store"
        return response
