from django.db import models
from django.utils.translation import gettext_lazy as _


def office_week():
    """Nine to six, Monday to Friday."""
    return ["09:00-18:00"] * 5 + ["", ""]


class WorkCalendar(models.Model):
    """When a desk works: a weekly pattern, Chinese holidays and 调休 if it follows them, and its own exceptions."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    #: Seven lines of intervals, Monday first, such as "09:00-12:00 13:00-18:00"; blank is a day off.
    weekly = models.JSONField(_("weekly pattern"), default=office_week)
    follows_holidays = models.BooleanField(_("follows Chinese public holidays and swapped days"), default=True)
    #: Counts the edits, so that the second of two editors sees that there was a first.
    edits = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["name"]
        verbose_name = _("work calendar")
        verbose_name_plural = _("work calendars")

    def __str__(self):
        return self.name


class CalendarDay(models.Model):
    """The desk's own word about one date: it wins over the weekly pattern and over public holidays."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="days")
    on = models.DateField(_("date"))
    works = models.BooleanField(_("works"), default=False)
    #: Blank on a working day means the hours of the first working day of the week.
    hours = models.CharField(_("hours"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=60, blank=True)

    class Meta:
        ordering = ["on"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="one_word_about_a_date"),
            models.CheckConstraint(name="a_day_off_has_no_hours", condition=models.Q(works=True) | models.Q(hours="")),
        ]

    def __str__(self):
        return f"{self.on} {self.note}"


class CalendarChangeQuerySet(models.QuerySet):
    def due(self, now):
        """Changes whose running deadlines are still to be counted anew at `now`, the oldest first."""
        return self.filter(next_step_at__lte=now).order_by("next_step_at", "pk")


class CalendarChange(models.Model):
    """A calendar says something else since `at`: what runs and counts by it is counted anew, complaint by complaint.

    Without `calendar` it is the State Council's notice that changed, and `mark` tells which one it is now.
    """

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, null=True, related_name="changes")
    mark = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("changed"))
    #: The last complaint looked at, so that a sweep goes on where another one ended.
    reached = models.PositiveBigIntegerField(default=0)
    moved = models.PositiveIntegerField(_("complaints whose deadlines moved"), default=0)
    passed_over = models.PositiveIntegerField(_("complaints that could not be counted"), default=0)
    #: None when all are done.
    next_step_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = CalendarChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("change of a calendar")
        verbose_name_plural = _("changes of calendars")

    def __str__(self):
        return f"{self.calendar or self.mark} {self.at:%m-%d %H:%M}"
