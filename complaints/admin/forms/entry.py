"""The agent's entry: the five elements of INT-4 in the order a caller tells them."""

import secrets

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.admin.forms.fields import CategoryField, MomentField, text
from complaints.crypto.contact import ContactKind, normal_form
from complaints.models import Policy
from complaints.services.intake import Receipt
from complaints.states import CHOSEN_CHANNELS, Channel, Demand, Emotion, PreferredChannel, Preset, Urgency

_SALT = "complaints.admin.entry"
#: As long as a working day, so that a form left open over lunch still works.
_FORM_AGE_SECONDS = 12 * 3600
_BY_AGENT = (
    Channel.PHONE,
    Channel.CHAT,
    Channel.COUNTER,
    Channel.EMAIL,
    Channel.GROUP_CHAT,
    Channel.SOCIAL,
    Channel.APP_REVIEW,
    Channel.PLATFORM,
    Channel.MONITORING,
    Channel.REGULATOR,
)


class EntryForm(forms.Form):
    """One form is one complaint: `form` names it, so a second click finds what the first one stored."""

    form = forms.CharField(widget=forms.HiddenInput, max_length=200)

    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "autofocus": True}),
    )
    order_number = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=60, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    wechat = forms.CharField(
        label=gettext_lazy("WeChat id"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    preferred_channel = forms.ChoiceField(label=gettext_lazy("Prefers"), choices=CHOSEN_CHANNELS)

    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"), choices=[(channel.value, channel.label) for channel in _BY_AGENT]
    )
    external_id = forms.CharField(
        label=gettext_lazy("Id on the platform, or of the call"), max_length=120, required=False
    )

    subject = forms.CharField(label=gettext_lazy("In a few words"), max_length=120)
    description = text(gettext_lazy("What happened"), rows=6, limit=10_000)
    occurred_at = MomentField(label=gettext_lazy("When"), required=False)
    place = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)
    product = forms.CharField(label=gettext_lazy("Product or service"), max_length=200, required=False)

    preset = forms.ChoiceField(label=gettext_lazy("Line of business"), choices=Preset)
    demand = forms.ChoiceField(label=gettext_lazy("Demand"), choices=Demand)
    demand_cny = forms.DecimalField(
        label=gettext_lazy("Amount asked (¥)"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    demand_note = forms.CharField(label=gettext_lazy("Demand in words"), max_length=500, required=False)

    emotion = forms.ChoiceField(label=gettext_lazy("Emotion"), choices=Emotion, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Fast lane"), choices=[("", gettext_lazy("No")), *Urgency.choices], required=False
    )
    call_back_at = MomentField(label=gettext_lazy("Promised to call back by"), required=False)

    def __init__(self, *args, user, call=None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.fields["category"] = CategoryField(required=False)
        self.initial |= {
            "form": signing.dumps([user.pk, secrets.token_urlsafe(16)], salt=_SALT),
            "preset": _preset_of(user),
            "channel": Channel.PHONE,
            "emotion": Emotion.CALM,
            "preferred_channel": PreferredChannel.PHONE,
        }
        if call is not None:
            self.initial |= _told_by(call)

    def clean_form(self):
        try:
            owner, self.seed = signing.loads(self.cleaned_data["form"], salt=_SALT, max_age=_FORM_AGE_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError(self._started_anew()) from None
        if owner != self.user.pk:
            raise forms.ValidationError(self._started_anew())
        return self.cleaned_data["form"]

    def _started_anew(self):
        """A form too old to be told from others gets a new name; the next click stores it."""
        self.data = self.data.copy()
        self.data["form"] = self.initial["form"]
        return _("This form was open too long. Everything is still here: check it and save again.")

    def clean_phone(self):
        return self._contact(ContactKind.PHONE, _("This is not a phone number. Landlines need the area code."))

    def clean_email(self):
        return self._contact(ContactKind.EMAIL, _("This is not an e-mail address."))

    def _contact(self, kind, sentence):
        value = self.cleaned_data[kind].strip()
        if value and not normal_form(kind, value):
            raise forms.ValidationError(sentence)
        return value

    def clean(self):
        facts = super().clean()
        category = facts.get("category")
        if category and category.preset != facts.get("preset"):
            self.add_error("category", _("This category belongs to another line of business."))
        return facts

    def receipt(self):
        """What the form says, as intake takes it."""
        facts = dict(self.cleaned_data)
        contacts = {kind: facts.pop(kind) for kind in (ContactKind.PHONE, ContactKind.EMAIL, ContactKind.WECHAT)}
        for name in ("form", "call_back_at"):
            del facts[name]
        return Receipt(
            contacts={kind: value for kind, value in contacts.items() if value}, code_seed=self.seed, **facts
        )


def _told_by(call):
    """What the call centre knows before the customer has said a word."""
    told = {"phone": call.phone, "external_id": call.id}
    if call.key is not None:
        told |= {"preset": call.key.preset, "category": call.key.category_id, "urgency": call.key.urgency}
    return told


def _preset_of(user):
    """What the agent's desk receives; the general desk for people without one."""
    policy = Policy.objects.activated().filter(team=user.team_id).order_by("-version").first() if user.team_id else None
    return policy.preset if policy else Preset.GENERAL
