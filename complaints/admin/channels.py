"""Channels to customers and staff: accounts at providers, when to keep quiet, what was not delivered."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from accounts.admin.manners import DeskModelAdmin, ListOnlyAdmin, ServiceForm
from complaints.channels.kinds import ORDERS
from complaints.errors import Refusal
from complaints.models import ChannelAccount, Complaint, Delivery, DeliveryState, SendingRules
from complaints.services import channel_accounts
from complaints.services.message_words import STEPS
from complaints.templatetags.moments import moment

_CHECKED = ("kind", "login", "sender", "is_active")


class ChannelAccountForm(ServiceForm, forms.ModelForm):
    new_address = forms.CharField(label=gettext_lazy("Address"), max_length=500, widget=UnfoldAdminTextInputWidget)
    new_secret = forms.CharField(
        label=gettext_lazy("Password or secret"),
        max_length=500,
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget({"autocomplete": "new-password"}),
    )

    class Meta:
        model = ChannelAccount
        fields = ("name", "kind", "login", "sender", "team", "confirms", "is_active", "allow_plain", "allow_private")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever may only look is given no form fields.
        if "new_address" in self.fields:
            self._explain()

    def _explain(self):
        self.fields["new_address"].help_text = _(
            "E-mail: smtp://server:587 or smtps://server:465. Everything else: the https:// address of the gateway, "
            "or the robot's webhook as its group gives it."
        )
        if self.instance.pk:
            kept = _("Kept: %(address)s. Leave empty to keep it; what follows may be a key and is not shown.")
            self.fields["new_address"].required = False
            self.fields["new_address"].help_text = kept % {"address": self.instance.shown_address}
            self.fields["new_secret"].help_text = _("Never shown again. Leave empty to keep it.")

    def clean(self):
        for name in ("address", "secret"):
            if self.cleaned_data.get(f"new_{name}"):
                setattr(self.instance, name, self.cleaned_data[f"new_{name}"])
        return super().clean()

    def check_rules(self, cleaned):
        given = {name: cleaned[name] for name in (*_CHECKED, "allow_plain", "allow_private")}
        kept = {name: getattr(self.instance, name) for name in ("pk", "uuid", "address", "secret")}
        channel_accounts.check_account(ChannelAccount(**given, **kept))


@admin.register(ChannelAccount)
class ChannelAccountAdmin(DeskModelAdmin):
    form = ChannelAccountForm
    list_display = ("name", "kind", "shown_address", "team", "is_active")
    list_words = gettext_lazy(
        "Without an account nothing leaves by a channel: add one for SMS, e-mail, app push or WeChat, and one for each "
        "robot of a team. A shop’s order service is asked what it knows of the orders customers name."
    )
    list_select_related = ("team",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "kind"),
                    "new_address",
                    ("login", "new_secret"),
                    ("sender", "team"),
                    ("is_active", "confirms"),
                )
            },
        ),
        (gettext_lazy("Exceptions"), {"fields": (("allow_plain", "allow_private"),)}),
    )
    change_form_outer_after_template = "admin/complaints/channels/test.html"

    class Media:
        css = {"all": ["messages/template.css"]}

    @admin.display(description=gettext_lazy("address"))
    def shown_address(self, account):
        return account.shown_address

    def get_urls(self):
        test = self.admin_site.admin_view(require_POST(self.test_view))
        return [path("<int:object_id>/test/", test, name="complaints_channelaccount_test"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        shown = (
            "name",
            "kind",
            "shown_address",
            "login",
            "sender",
            "team",
            "confirms",
            "is_active",
            "allow_plain",
            "allow_private",
        )
        return ((None, {"fields": shown}),)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        account = object_id and self.has_change_permission(request) and self.get_object(request, object_id)
        told = {
            "public_url": settings.PUBLIC_URL,
            "report_proof": channel_accounts.report_proof(account) if account else "",
        }
        return super().changeform_view(request, object_id, form_url, told | (extra_context or {}))

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else ("shown_address",)

    def test_view(self, request, object_id):
        if not self.has_change_permission(request):
            raise PermissionDenied
        account = get_object_or_404(ChannelAccount, pk=object_id)
        try:
            channel_accounts.send_test(account.pk, to=request.POST.get("to", ""), by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            is_shop = account.serves == ORDERS
            left = (
                _("The order service answers.") if is_shop else _("The test message has left; look whether it arrives.")
            )
            messages.success(request, left)
        return redirect("admin:complaints_channelaccount_change", account.pk)


@admin.register(SendingRules)
class SendingRulesAdmin(DeskModelAdmin):
    """One row for the house, so its list is skipped."""

    fields = (("quiet_from", "quiet_until"), "most_a_day")

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        rules, _made = SendingRules.objects.get_or_create(pk=1)
        return redirect("admin:complaints_sendingrules_change", rules.pk)


@admin.register(Delivery)
class DeliveryAdmin(ListOnlyAdmin):
    """Every message of the complaints one may see; its text stands nowhere here."""

    list_display = ("written", "of_complaint", "told", "channel", "shown_state", "attempts", "left")
    list_filter = ("state", "channel", "reason")
    list_filter_sheet = True
    ordering = ("-created_at", "-pk")
    show_full_result_count = False

    def get_queryset(self, request):
        visible = Complaint.everything.visible_to(request.user)
        rows = super().get_queryset(request).filter(visible.named_by("complaint")).select_related("complaint")
        return rows.defer("body", "facts")

    @admin.display(description=gettext_lazy("created"), ordering="created_at")
    def written(self, delivery):
        return moment(delivery.created_at)

    @admin.display(description=gettext_lazy("sent"), ordering="sent_at")
    def left(self, delivery):
        if delivery.state == DeliveryState.WAITING:
            return _("leaves %(at)s") % {"at": moment(delivery.due_at)}
        return moment(delivery.sent_at) or "—"

    @admin.display(description=gettext_lazy("complaint"))
    def of_complaint(self, delivery):
        page = reverse("admin:complaints_complaint_change", args=[delivery.complaint_id])
        return format_html('<a href="{}#contacts">{}</a>', page, delivery.complaint.number)

    @admin.display(description=gettext_lazy("step"))
    def told(self, delivery):
        return STEPS[delivery.step].label if delivery.step in STEPS else delivery.step

    @display(
        description=gettext_lazy("state"),
        # Colour only for what somebody must look at.
        label=dict.fromkeys(DeliveryState.values, "") | {DeliveryState.PARKED.value: "danger"},
    )
    def shown_state(self, delivery):
        told = delivery.get_state_display()
        return delivery.state, f"{told} · {delivery.get_reason_display()}" if delivery.reason else told
