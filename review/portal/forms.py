"""What the survey asks: outcome and handling apart, reasons only for low scores (REV-1)."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.portal.forms.answers import ConfirmForm
from complaints.states import DISSATISFIED, Satisfaction


class SurveyForm(ConfirmForm):
    rating = forms.TypedChoiceField(
        label=gettext_lazy("How satisfied are you with what came out of it?"),
        choices=Satisfaction,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how satisfied you are with the outcome.")},
    )
    #: Asked after the rating it belongs to, and only for a low one where the browser can tell.
    reason = forms.CharField(
        label=gettext_lazy("If you are dissatisfied: what did our solution miss?"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("We need it to do better: we then look into your complaint again."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    process_rating = forms.TypedChoiceField(
        label=gettext_lazy("And with the way we treated you?"),
        choices=Satisfaction,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how satisfied you are with the way we treated you.")},
    )
    process_reason = forms.CharField(
        label=gettext_lazy("What was wrong with the way we treated you?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    would_complain_again = forms.TypedChoiceField(
        label=gettext_lazy("Would you turn to us again if something went wrong?"),
        choices=[
            ("", gettext_lazy("No answer")),
            ("yes", gettext_lazy("Yes, I would")),
            ("no", gettext_lazy("No, I would not")),
        ],
        coerce=lambda answered: answered == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    advice = forms.CharField(
        label=gettext_lazy("What should we do better?"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        facts = super().clean()
        if facts.get("rating") in DISSATISFIED and not facts.get("reason"):
            self.add_error("reason", _("Tell us what our solution missed, so that we can look into it again."))
        return facts


class LinkedSurveyForm(SurveyForm):
    """The same behind a link, where nobody has seen the complaint's page before."""

    seen = None
