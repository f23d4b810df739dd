"""The public form: three things are asked, and how to reach the customer; the rest may stay empty (INT-3)."""

import json
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.crypto.contact import ContactKind, normal_form
from complaints.crypto.keys import lookup_hash
from complaints.models import Category
from complaints.portal.forms.fields import EvidenceField
from complaints.services.form_links import context_of
from complaints.services.intake import Receipt
from complaints.states import Channel, Demand, PreferredChannel, Urgency

#: Texts of templates/portal/privacy, each by its edition; one that somebody agreed to is never changed or taken away.
EDITIONS = ("2026-11",)
#: The edition the customer agrees to.
CONSENT = EDITIONS[-1]
#: How a complaint sent by the form may have come: a signed link with a place on it is a QR code at that place.
FORM_CHANNELS = (Channel.WEB_FORM, Channel.QR_CODE)
_TITLE_LENGTH = 40
_REACHED_BY = {
    ContactKind.PHONE: (PreferredChannel.PHONE, PreferredChannel.SMS),
    ContactKind.EMAIL: (PreferredChannel.EMAIL,),
}


class ComplaintForm(forms.Form):
    order_number = forms.CharField(
        label=_("Order number"),
        max_length=60,
        required=False,
        help_text=_("If it is about an order. We look up the rest, you need not type it."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    category = forms.ChoiceField(
        label=_("What is it about?"), error_messages={"required": _("Choose what it is about.")}
    )
    demand = forms.ChoiceField(
        label=_("What do you want from us?"),
        choices=Demand,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want from us.")},
    )
    contact = forms.CharField(
        label=_("Your phone number or e-mail address"),
        max_length=120,
        help_text=_("We use it for this complaint only."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Enter a phone number or an e-mail address, so that we can reach you.")},
    )
    description = forms.CharField(
        label=_("What happened?"),
        max_length=10_000,
        required=False,
        help_text=_("It helps to know when and where it happened, what you expected, and what you got."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    files = EvidenceField(
        label=_("Photos or videos"),
        required=False,
        help_text=_("Up to 3, 50 MB each: pictures of the goods, screenshots, a recording of the screen."),
    )
    urgency = forms.ChoiceField(
        label=_("Is it one of these? Then we put it first."),
        choices=[("", _("None of these")), *Urgency.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("How may we call you?"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    preferred_channel = forms.ChoiceField(
        label=_("How shall we reach you?"),
        choices=[("", _("As suits you best")), *((c.value, c.label) for reach in _REACHED_BY.values() for c in reach)],
        required=False,
    )
    consent = forms.BooleanField(
        label=_("I have read how my data is used and agree that it is used to handle this complaint."),
        error_messages={"required": _("We may only handle your complaint if you agree to the use of your data.")},
    )
    place = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    product = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    #: What a poster's link says, signed; of all else on the page anybody may say anything.
    told = forms.CharField(max_length=2_000, required=False, widget=forms.HiddenInput)
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    token = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args, preset, **kwargs):
        super().__init__(*args, **kwargs)
        self.preset = preset
        leaves = Category.objects.filter(preset=preset, is_active=True, children=None).select_related("parent")
        self._leaves = {category.code: category for category in leaves}
        self.fields["category"].choices = [("", _("Please choose")), *_grouped(self._leaves.values())]

    def clean_category(self):
        return self._leaves[self.cleaned_data["category"]]

    def clean_order_number(self):
        return unicodedata.normalize("NFKC", self.cleaned_data["order_number"]).strip()

    def clean_contact(self):
        value = self.cleaned_data["contact"]
        kind = ContactKind.EMAIL if "@" in unicodedata.normalize("NFKC", value) else ContactKind.PHONE
        if not normal_form(kind, value):
            raise ValidationError(
                _("This is neither a phone number nor an e-mail address we can use. Check it, please.")
            )
        return kind, value

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty; it only catches machines. Then send the form again."))
        return ""

    def clean(self):
        facts = super().clean()
        self._link = context_of(facts.get("told", ""))
        if self._link is not None:
            facts |= {name: said for name in ("place", "product") if (said := getattr(self._link, name))}
        wish, contact = facts.get("preferred_channel"), facts.get("contact")
        if wish and contact and wish not in _REACHED_BY[contact[0]]:
            self.add_error(
                "preferred_channel", _("We cannot reach you this way with the contact you gave. Choose another one.")
            )
        return facts

    def fingerprint(self):
        """Tells whether the same is sent again from a page with another token; gives nothing away."""
        said = [self.data.get(name, "") for name in self.fields if name not in ("token", "files")]
        return lookup_hash("form content", json.dumps(said))

    def receipt(self, *, external_id, seed, language):
        """What the valid form says, as the desk takes it in."""
        facts = self.cleaned_data
        kind, contact = facts["contact"]
        return Receipt(
            preset=self.preset,
            channel=Channel.QR_CODE if self._link and self._link.place else Channel.WEB_FORM,
            subject=self._subject(),
            description=facts["description"],
            demand=facts["demand"],
            name=facts["name"],
            contacts={kind: contact},
            preferred_channel=facts["preferred_channel"] or _REACHED_BY[kind][0],
            language=language,
            order_number=facts["order_number"],
            category=facts["category"],
            place=facts["place"],
            product=facts["product"],
            urgency=facts["urgency"],
            external_id=external_id,
            consent=CONSENT,
            code_seed=seed,
        )

    def _subject(self):
        """The first line of the customer's own words; without any, what it is about and what is wanted."""
        lines = self.cleaned_data["description"].strip().splitlines()
        if lines:
            return lines[0][:_TITLE_LENGTH].strip()
        return f"{self.cleaned_data['category']} · {Demand(self.cleaned_data['demand']).label}"


def _grouped(leaves):
    """Choices by nature; a flat tree stays flat."""
    groups, flat = {}, []
    for category in leaves:
        choice = (category.code, str(category))
        if category.parent is None:
            flat.append(choice)
        else:
            groups.setdefault(str(category.parent), []).append(choice)
    return [*groups.items(), *flat]
