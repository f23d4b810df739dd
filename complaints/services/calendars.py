"""The working time a policy counts in; calendars are refused when nobody could ever work by them."""

from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.deadlines.hours import WrongHours, read_hours, write_hours
from complaints.deadlines.workdays import OFFICE, OwnDay, working_time
from complaints.errors import Outdated, RuleBroken
from complaints.models import CalendarDay, WorkCalendar
from complaints.permissions import check_right
from complaints.services.calendar_changes import note_change

_MOST_DAYS = 2_000
_WEEK = 7


def calendar_of(policy):
    """The working time `policy` counts in; its rows are read once per instance of the policy."""
    if policy.calendar_id is None:
        return OFFICE
    prefetch_related_objects([policy], "calendar__days")
    return working_time_of(policy.calendar)


def working_time_of(calendar):
    """A calendar row and its exceptions as plain values."""
    own_days = own_days_of(calendar)
    weekly = tuple(map(read_hours, calendar.weekly))
    return working_time(ZoneInfo(calendar.zone), weekly, follows_holidays=calendar.follows_holidays, own_days=own_days)


def own_days_of(calendar):
    """Date → what the desk says of it."""
    return {day.on: OwnDay(day.works, read_hours(day.hours), day.note) for day in calendar.days.all()}


@transaction.atomic
def save_calendar(calendar_id, *, name, zone, weekly, follows_holidays, own_days, by, now, seen=None):
    """Make a calendar, or change the one of `calendar_id`; `own_days` take the place of its exceptions.

    What runs and counts by it is counted anew by the next sweeps. Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, "complaints.change_workcalendar")
    calendar = WorkCalendar() if calendar_id is None else WorkCalendar.objects.select_for_update().get(pk=calendar_id)
    if calendar_id is not None and seen != calendar.edits:
        raise Outdated(_("Somebody changed this calendar while you had it open. Look at it again."))
    calendar.name, calendar.zone, calendar.follows_holidays = name, zone, follows_holidays
    calendar.weekly = check_calendar(name=name, zone=zone, weekly=weekly, own_days=own_days)
    calendar.edits += 1
    calendar.save()
    if calendar_id is not None:
        note_change(calendar, now=now)
    calendar.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar=calendar, on=on, works=day.works, hours=write_hours(day.intervals), note=day.note)
        for on, day in sorted(own_days.items())
    )
    return calendar


def check_calendar(*, name, zone, weekly, own_days):
    """The weekly lines as they are stored. Raises RuleBroken when the calendar cannot be worked by."""
    check_row(WorkCalendar(name=name, zone=zone))
    if zone not in available_timezones():
        raise RuleBroken(_("There is no time zone “%(zone)s”.") % {"zone": zone})
    stored = [_stored(line) for line in weekly]
    if len(stored) != _WEEK or not any(stored):
        raise RuleBroken(_("A calendar in which nobody ever works lets no deadline end. Give at least one day hours."))
    if len(own_days) > _MOST_DAYS:
        raise RuleBroken(_("At most %(most)s exceptions fit one calendar.") % {"most": _MOST_DAYS})
    for on, day in own_days.items():
        check_row(CalendarDay(on=on, works=day.works, hours=write_hours(day.intervals), note=day.note))
        if day.works and not (day.intervals or any(stored[:5]) or stored[on.weekday()]):
            raise RuleBroken(_("Give %(date)s hours of its own: no weekday has any to take over.") % {"date": on})
    return stored


def _stored(line):
    try:
        return write_hours(read_hours(line))
    except WrongHours:
        raise RuleBroken(
            _("“%(hours)s” are no hours of a day. Write them in order, such as 09:00-12:00 13:00-18:00.")
            % {"hours": line}
        ) from None
