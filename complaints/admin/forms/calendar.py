"""The form of a calendar: hours of each weekday, exceptions as a list to write or paste."""

from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.admin.manners import ServiceForm
from complaints.deadlines.own_days import WrongLine, read_days, write_days
from complaints.models import WorkCalendar
from complaints.services.calendars import check_calendar, own_days_of

WEEK = tuple(f"day_{number}" for number in range(7))
#: Offered first; every other zone of the world stands below.
_USUAL = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "UTC")


class OwnDaysField(forms.CharField):
    widget = UnfoldAdminTextareaWidget({"rows": 8, "spellcheck": "false"})

    def prepare_value(self, value):
        if not isinstance(value, dict):
            return value
        return write_days(value, off=pgettext("exception", "off"), works=pgettext("exception", "works"))

    def to_python(self, value):
        try:
            return read_days(super().to_python(value))
        except WrongLine as wrong:
            raise forms.ValidationError(
                _("“%(line)s” is no exception. Write a date, off or works, then hours and a note if there are any.")
                % {"line": wrong.args[0]}
            ) from None


class CalendarForm(ServiceForm, forms.ModelForm):
    zone = forms.ChoiceField(label=gettext_lazy("time zone"), widget=UnfoldAdminSelectWidget)
    own_days = OwnDaysField(
        label=gettext_lazy("exceptions"),
        required=False,
        help_text=gettext_lazy(
            "One a line: “2027-01-01 off New Year”, a stretch “2027-02-06~2027-02-12 off Spring Festival”, "
            "a worked day “2027-02-14 works 09:00-12:00”. A whole list may be pasted."
        ),
    )
    seen = forms.IntegerField(label="", widget=forms.HiddenInput, required=False)

    class Meta:
        model = WorkCalendar
        fields = ("name", "zone", "follows_holidays")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = sorted(available_timezones() - set(_USUAL))
        self.fields["zone"].choices = [(zone, zone) for zone in (*_USUAL, *others)]
        self.fields["seen"].initial = self.instance.edits
        for number, name in enumerate(WEEK):
            self.fields[name] = forms.CharField(
                label=WEEKDAYS[number],
                required=False,
                max_length=60,
                initial=self.instance.weekly[number],
                widget=UnfoldAdminTextInputWidget({"placeholder": gettext_lazy("day off")}),
            )
        for field in self.fields.values():
            field.label = capfirst(field.label)
        if self.instance.pk:
            self.fields["own_days"].initial = own_days_of(self.instance)

    def facts(self, cleaned):
        return {
            "name": cleaned["name"],
            "zone": cleaned["zone"],
            "weekly": [cleaned[name] for name in WEEK],
            "own_days": cleaned["own_days"],
        }

    def check_rules(self, cleaned):
        check_calendar(**self.facts(cleaned))
        if self.instance.pk and cleaned["seen"] != self.instance.edits:
            self.add_error(None, _("Somebody changed this calendar while you had it open. Look at it again."))
