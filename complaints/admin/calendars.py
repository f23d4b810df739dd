from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.admin.manners import DeskModelAdmin
from complaints.admin.forms.calendar import WEEK, CalendarForm
from complaints.admin.year import year_of
from complaints.deadlines.workdays import is_covered
from complaints.models import Policy, WorkCalendar
from complaints.services.calendars import save_calendar, working_time_of

_YEARS = range(2004, 2100)
_CHANGES_SHOWN = 5
_LETTERS = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)


@admin.register(WorkCalendar)
class WorkCalendarAdmin(DeskModelAdmin):
    """Hours of the week and exceptions; the year they make stands below the form."""

    form = CalendarForm
    list_display = ("name", "zone", "week", "follows_holidays")
    list_words = gettext_lazy(
        "A desk without a calendar of its own works Monday to Friday, 09:00 to 18:00, Beijing time, with the public "
        "holidays and swapped working days of China."
    )
    change_form_outer_after_template = "admin/complaints/calendar/year.html"

    def get_fieldsets(self, request, obj=None):
        if self._may_write(request, obj):
            return (
                (None, {"fields": (("name", "zone"), "follows_holidays", "seen")}),
                (
                    _("Hours"),
                    {
                        "fields": (WEEK[:2], WEEK[2:4], WEEK[4], WEEK[5:]),
                        "description": _("Several intervals a day: 09:00-12:00 13:00-18:00. Blank is a day off."),
                    },
                ),
                (_("Exceptions"), {"fields": ("own_days",)}),
            )
        return ((None, {"fields": (("name", "zone"), "follows_holidays", "week")}),)

    def get_readonly_fields(self, request, obj=None):
        return () if self._may_write(request, obj) else ("week",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        if not self._may_write(request, obj):
            return super().get_form(request, obj, change=change, form=forms.ModelForm, fields=())
        # The hours are fields of the form alone; Django would look for them on the model.
        form = super().get_form(request, obj, change=change, **kwargs | {"fields": CalendarForm.Meta.fields})
        form.by = request.user
        return form

    def _may_write(self, request, obj):
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def save_form(self, request, form, change):
        saved = super().save_form(request, form, change)
        saved.given = form.facts(form.cleaned_data) | {"seen": form.cleaned_data["seen"]}
        return saved

    def save_model(self, request, obj, form, change):
        obj.pk = save_calendar(
            obj.pk, **obj.given, follows_holidays=obj.follows_holidays, by=request.user, now=timezone.now()
        ).pk

    def change_view(self, request, object_id, form_url="", extra_context=None):
        calendar = self.get_object(request, object_id)
        told = _year(calendar, request.GET.get("year", "")) if calendar else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | told)

    @admin.display(description=gettext_lazy("weekly pattern"))
    def week(self, calendar):
        return " · ".join(line or "—" for line in calendar.weekly)


def _year(calendar, asked):
    this = timezone.localdate().year
    year = int(asked) if asked.isdecimal() and int(asked) in _YEARS else this
    return {
        "letters": _LETTERS,
        "months": year_of(working_time_of(calendar), year),
        "year": year,
        "years": [one for one in (year - 1, year, year + 1) if one in _YEARS],
        "is_guessed": calendar.follows_holidays and not is_covered(timezone.localdate().replace(year=year, day=1)),
        "policies": Policy.objects.filter(calendar=calendar),
        "changes": calendar.changes.all()[:_CHANGES_SHOWN],
    }
