"""Forms of the rules: a draft with its rules, when it takes effect, and whom else it is put upon."""

from typing import NamedTuple

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from complaints.admin.forms.fields import MomentField, text
from complaints.deadlines.spans import WrongSpan, read_span, read_working_days
from complaints.errors import Refusal
from complaints.models import DeadlineKind, DeadlineRule, Nature, Policy
from complaints.services.policies import RULE_FIELDS
from complaints.services.policy_check import WITH_OWN_DATE, check_draft, natures_of
from complaints.states import Preset, Tier
from complaints.templatetags.spans import rule_time, span

_COUPON = "coupon_"


class SpanField(forms.CharField):
    """A stretch of time, kept in minutes and written with its unit."""

    widget = UnfoldAdminTextInputWidget
    default_error_messages = {"invalid": _("Write a time such as 30 min or 4 h.")}

    def prepare_value(self, value):
        return span(value) if isinstance(value, int) else value

    def to_python(self, value):
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        try:
            return read_span(value)
        except WrongSpan:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class RuleTime(NamedTuple):
    """What a rule gives: minutes, or whole working days."""

    minutes: int | None
    days: int | None = None


class RuleTimeField(SpanField):
    default_error_messages = {"invalid": _("Write a time such as 30 min, 4 h or 3 working days.")}

    def prepare_value(self, value):
        return rule_time(value) if isinstance(value, RuleTime) else value

    def to_python(self, value):
        # A blank row of the table asks for nothing, and must not read as a rule without its time.
        if value in self.empty_values:
            return None
        days = read_working_days(value)
        return RuleTime(super().to_python(value)) if days is None else RuleTime(None, days)


class PercentsField(forms.CharField):
    """Percents of a time, written with commas."""

    widget = UnfoldAdminTextInputWidget
    default_error_messages = {"invalid": _("Write percents with commas, such as 50, 80.")}

    def prepare_value(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value):
        words = super().to_python(value).replace("，", ",").replace("、", ",").replace("%", "").split(",")
        try:
            return [int(word) for word in words if word.strip()]
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class PolicyForm(forms.ModelForm):
    """What a draft says besides its rules; `seen` is the count of edits it was drawn from."""

    reminders = PercentsField(
        label=_("reminders (percent of the time)"), required=False, help_text=_("At most two, such as 50, 80.")
    )
    repeat_alert_minutes = SpanField(label=_("second overdue alert after"))
    escalate_after_minutes = SpanField(
        label=_("escalated after being overdue"), help_text=_("Where the rule says that it escalates.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Policy
        fields = (
            "team",
            "calendar",
            "reopen_days",
            "loop_limit",
            "wait_hours",
            "most_extensions",
            "frequent_complaints",
            "frequent_days",
            "reminders",
            "repeat_alert_minutes",
            "escalate_after_minutes",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.edits
        self.fields["calendar"].empty_label = _("Office: Monday to Friday, 09:00-18:00, with public holidays")
        for tier in Tier:
            self.fields[f"{_COUPON}{tier}"] = forms.IntegerField(
                label=tier.label,
                initial=self.instance.apology_coupons.get(tier.value),
                widget=UnfoldAdminIntegerFieldWidget,
            )
        for field in self.fields.values():
            field.label = capfirst(field.label)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("seen") != self.instance.edits:
            self.add_error(None, _("Somebody edited this draft while you had it open. Look at it again."))
        self.instance.apology_coupons = {tier.value: cleaned.get(f"{_COUPON}{tier}") for tier in Tier}
        return cleaned


COUPON_FIELDS = tuple(f"{_COUPON}{tier}" for tier in Tier)


class RuleForm(forms.ModelForm):
    nature = forms.ChoiceField(label=_("nature"), required=False, widget=UnfoldAdminSelectWidget)
    time = RuleTimeField(label=_("time"))
    pauses = forms.BooleanField(
        label=_("waits"),
        required=False,
        help_text=_("Stands still while the complaint waits for the customer."),
        widget=UnfoldBooleanSwitchWidget,
    )
    escalates = forms.BooleanField(
        label=_("escalates"),
        required=False,
        help_text=_("Goes one level up by itself when it stays overdue."),
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = DeadlineRule
        fields = ("kind", "urgency", "severity", "priority", "nature", "clock", "pauses", "escalates")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("urgency", "severity", "priority"):
            self.fields[name].choices = [("", "—"), *self.fields[name].choices[1:]]
        kinds = [(kind, label) for kind, label in DeadlineKind.choices if kind not in WITH_OWN_DATE]
        self.fields["kind"].choices = [("", "—"), *kinds]
        if self.instance.pk:
            self.fields["time"].initial = RuleTime(self.instance.minutes, self.instance.days)

    def clean(self):
        if time := self.cleaned_data.get("time"):
            self.cleaned_data |= time._asdict()
        # Not Django's own: rows may change places, and what stands twice is said once, by the whole formset.
        return self.cleaned_data


class RuleFormSet(forms.BaseInlineFormSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._natures = [("", "—"), *((one.value, one.label) for one in natures_of(self.instance.preset))]

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # A nature the preset has lost since stays to be seen, and is refused in words.
        kept = form.instance.nature
        lost = [] if kept in dict(self._natures) else [(kept, Nature(kept).label)]
        form.fields["nature"].choices = self._natures + lost

    def rules(self):
        """The rules as they are to stand from now on."""
        given = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [{name: facts[name] for name in RULE_FIELDS} for facts in given]

    def clean(self):
        if any(self.errors):
            return
        try:
            check_draft(self.instance, [DeadlineRule(policy=self.instance, **rule) for rule in self.rules()])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from None


class NewDraftForm(forms.Form):
    preset = forms.ChoiceField(label=_("Preset"), choices=Preset.choices, widget=forms.RadioSelect)


class ActivationForm(forms.Form):
    active_from = MomentField(label=_("Takes effect"), required=False, help_text=_("Leave it blank for at once."))
    reason = text(_("Why this version"), limit=500)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class RepinForm(forms.Form):
    reason = text(_("Reason"), limit=500, help_text=_("It stands on the record of every complaint."))
