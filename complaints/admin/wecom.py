"""企业微信 customer service: what its console shows is entered here, and what goes into the console is shown."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from complaints.models import Connector, WecomAccount
from complaints.services import wecom
from complaints.states import Channel

_SECRETS = ("app_secret", "token", "callback_key")


def _secret(name):
    label = capfirst(WecomAccount._meta.get_field(name).verbose_name)
    widget = UnfoldAdminPasswordWidget({"autocomplete": "new-password"})
    return forms.CharField(label=label, max_length=200, widget=widget)


class WecomForm(ServiceForm, forms.ModelForm):
    new_app_secret, new_token, new_callback_key = (_secret(name) for name in _SECRETS)

    class Meta:
        model = WecomAccount
        fields = ("connector", "corp_id")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in _SECRETS:
                self.fields[f"new_{name}"].required = False
                self.fields[f"new_{name}"].help_text = _("Never shown again. Leave empty to keep it.")

    def clean(self):
        for name in _SECRETS:
            if given := (self.cleaned_data.get(f"new_{name}") or "").strip():
                setattr(self.instance, name, given)
        return super().clean()

    def check_rules(self, cleaned):
        kept = {name: getattr(self.instance, name) for name in ("uuid", *_SECRETS)}
        given = {"connector": cleaned.get("connector") or self.instance.connector, "corp_id": cleaned["corp_id"]}
        wecom.check_account(WecomAccount(**kept, **given))


@admin.register(WecomAccount)
class WecomAccountAdmin(DeskModelAdmin):
    form = WecomForm
    list_display = ("connector", "corp_id")
    list_select_related = ("connector",)
    list_words = gettext_lazy(
        "Speaks with WeCom customer service directly: messages come in by its callback, replies go into the same "
        "conversation. First add a connector of the channel “Online chat”."
    )
    fieldsets = ((None, {"fields": (("connector", "corp_id"), "new_app_secret", ("new_token", "new_callback_key"))}),)
    change_form_outer_after_template = "admin/complaints/connectors/wecom.html"

    class Media:
        css = {"all": ["messages/template.css"]}

    def get_readonly_fields(self, request, obj=None):
        return ("connector",) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        free = Connector.objects.filter(channel=Channel.CHAT, wecom=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs | {"queryset": free})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {"public_url": settings.PUBLIC_URL} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        wecom.keep_account(obj, by=request.user, now=timezone.now())
