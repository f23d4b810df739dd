"""Mailboxes customers write to: set up by an administrator, tried at a click."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from accounts.admin.manners import DeskModelAdmin, ServiceForm
from complaints.errors import Refusal
from complaints.models import Mailbox
from complaints.services import mail_posting, mailboxes
from complaints.templatetags.moments import moment


class MailboxForm(ServiceForm, forms.ModelForm):
    new_address = forms.CharField(
        label=gettext_lazy("Mail server"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget
    )
    new_secret = forms.CharField(
        label=gettext_lazy("Password or authorisation code"),
        max_length=500,
        required=False,
        strip=False,
        widget=UnfoldAdminPasswordWidget({"autocomplete": "new-password"}),
    )

    class Meta:
        model = Mailbox
        fields = (
            *("name", "mail_address", "login", "folder", "preset", "checked_by", "tags_replies", "is_active"),
            *("allow_plain", "allow_private"),
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Whoever may only look is given no form fields.
        if "checked_by" in self.fields:
            self._explain()

    def _explain(self):
        self.fields["new_address"].help_text = _(
            "imaps://server:993. Many providers want IMAP switched on first, and an authorisation code as password. "
            "Leave server, user name and password empty where a provider posts the mail to us."
        )
        self.fields["checked_by"].help_text = _(
            "Stands at the beginning of the Authentication-Results of a mail you received. Without it nothing is known "
            "of forged senders of new mails."
        )
        self.fields["tags_replies"].help_text = _(
            "Switch off if mail to name+anything@domain does not arrive. Answers are then told by the mail they answer."
        )
        if self.instance.pk and self.instance.is_fetched:
            kept = _("Kept: %(address)s. Leave empty to keep it.")
            self.fields["new_address"].help_text = kept % {"address": self.instance.shown_address}
            self.fields["new_secret"].help_text = _("Never shown again. Leave empty to keep it.")

    def clean(self):
        for name in ("address", "secret"):
            if self.cleaned_data.get(f"new_{name}"):
                setattr(self.instance, name, self.cleaned_data[f"new_{name}"])
        return super().clean()

    def check_rules(self, cleaned):
        names = ("mail_address", "login", "tags_replies", "allow_plain", "allow_private")
        given = {name: cleaned[name] for name in names}
        kept = {name: getattr(self.instance, name) for name in ("pk", "uuid", "address", "secret")}
        mailboxes.check_mailbox(Mailbox(**given, **kept))


@admin.register(Mailbox)
class MailboxAdmin(DeskModelAdmin):
    form = MailboxForm
    list_display = ("name", "mail_address", "shown_address", "preset", "looked", "heard", "standing", "is_active")
    list_words = gettext_lazy(
        "Mail to these addresses becomes complaints, and answers come back to theirs. What needs somebody stands under "
        "Letters. Nothing is deleted from a mailbox."
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "mail_address"),
                    "new_address",
                    ("login", "new_secret"),
                    ("folder", "preset"),
                    "checked_by",
                    ("tags_replies", "is_active"),
                )
            },
        ),
        (gettext_lazy("Exceptions"), {"fields": (("allow_plain", "allow_private"),)}),
    )
    change_form_outer_after_template = "admin/complaints/inbound/mailbox.html"

    class Media:
        css = {"all": ["messages/template.css"]}

    @admin.display(description=gettext_lazy("mail server"))
    def shown_address(self, mailbox):
        return mailbox.shown_address or "—"

    @admin.display(description=gettext_lazy("last looked into"), ordering="read_at")
    def looked(self, mailbox):
        return moment(mailbox.read_at) or "—"

    @admin.display(description=gettext_lazy("last posted"), ordering="heard_at")
    def heard(self, mailbox):
        return moment(mailbox.heard_at) or "—"

    @display(description=gettext_lazy("state"), label={"well": "", "ill": "danger"})
    def standing(self, mailbox):
        if not mailbox.is_fetched:
            if not mailbox.posting_secret:
                return "ill", _("Neither fetched nor posted")
            return "well", _("Mail is posted") if mailbox.heard_at else _("Nothing posted yet")
        if not mailbox.failed_since:
            return "well", _("In order") if mailbox.read_at else _("Not looked into yet")
        facts = {"since": moment(mailbox.failed_since), "reason": mailbox.get_reason_display(), "code": mailbox.failure}
        return "ill", _("Out of reach since %(since)s: %(reason)s %(code)s") % facts

    def get_urls(self):
        steps = (("try", self.try_view), ("posting", self.posting_view), ("no_posting", self.no_posting_view))
        return [
            *(
                path(
                    f"<int:object_id>/{name.replace('_', '-')}/",
                    self.admin_site.admin_view(require_POST(view)),
                    name=f"complaints_mailbox_{name}",
                )
                for name, view in steps
            ),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request, obj=None):
        if self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        shown = ("name", "mail_address", "shown_address", "login", "folder", "preset", "checked_by", "tags_replies")
        return ((None, {"fields": (*shown, "is_active", "allow_plain", "allow_private")}),)

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else ("shown_address",)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        door = {"public_url": settings.PUBLIC_URL}
        return super().changeform_view(request, object_id, form_url, door | (extra_context or {}))

    def try_view(self, request, object_id):
        mailbox = self._changeable(request, object_id)
        try:
            waiting = mailboxes.try_mailbox(mailbox.pk, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal.sentence))
        else:
            messages.success(request, _("The mailbox opens. Mails not read yet: %(count)s.") % {"count": waiting})
        return redirect("admin:complaints_mailbox_change", mailbox.pk)

    def posting_view(self, request, object_id):
        mailbox = self._changeable(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": mailbox,
            "opts": self.opts,
            "secret": mail_posting.renew_posting_secret(mailbox.pk, by=request.user, now=timezone.now()),
            "door": settings.PUBLIC_URL + reverse("api:mail", args=[mailbox.uuid]),
        }
        response = TemplateResponse(request, "admin/complaints/connectors/secret.html", context)
        response["Cache-Control"] = "no-store"
        return response

    def no_posting_view(self, request, object_id):
        mailbox = self._changeable(request, object_id)
        mail_posting.end_posting(mailbox.pk, by=request.user)
        messages.success(request, _("No mail can be posted to this mailbox any more."))
        return redirect("admin:complaints_mailbox_change", mailbox.pk)

    def _changeable(self, request, object_id):
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(Mailbox, pk=object_id)
