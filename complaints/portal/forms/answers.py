"""Small forms of the tracking pages. `seen` is the state of the complaint the page was drawn from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.portal.forms.fields import EvidenceField
from complaints.services import chase
from complaints.services.customer_words import LONGEST_WORDS


class TrackForm(forms.Form):
    number = forms.CharField(
        label=_("Complaint number"),
        max_length=40,
        help_text=_("For example 202611-001"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}),
        error_messages={"required": _("Enter the number of your complaint.")},
    )
    code = forms.CharField(
        label=_("Tracking code"),
        max_length=60,
        help_text=_("For example ABCD-EFGH-JKMN-P. Capitals and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Enter the tracking code.")},
    )
    use_required_attribute = False


class ConfirmForm(forms.Form):
    seen = forms.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={"required": _("Go back to your complaint and choose again.")},
    )
    use_required_attribute = False


class ReasonForm(ConfirmForm):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Tell us why, in a few words.")},
    )


class WishForm(ConfirmForm):
    wish = forms.CharField(
        label=_("What would suit you instead?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: the refund, but to another card; or the exchange, and by Friday."),
        error_messages={"required": _("Write what would suit you instead.")},
    )
    wish_cny = forms.DecimalField(
        label=_("An amount in yuan, if it is about money"),
        min_value=0,
        max_digits=12,
        decimal_places=2,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class WordsForm(ConfirmForm):
    words = forms.CharField(
        label=_("Your answer"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your answer.")},
    )


class WriteForm(forms.Form):
    words = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to tell us.")},
    )
    files = EvidenceField(label=_("Photos or videos"), required=False, help_text=_("Up to 3 at a time, 50 MB each."))
    use_required_attribute = False


class ChaseForm(ConfirmForm):
    words = forms.CharField(
        label=_("What should we know?"),
        max_length=chase.LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FilesForm(forms.Form):
    files = EvidenceField(label=_("Photos or videos"), help_text=_("Up to 3 at a time, 50 MB each."))
    note = forms.CharField(label=_("What do they show?"), max_length=200, required=False)
    use_required_attribute = False
