"""The working time a policy counts in, and what a calendar must have before it may be kept."""

from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from complaints.deadlines.hours import read_hours
from complaints.deadlines.workdays import OFFICE, OwnDay, working_time


def calendar_of(policy):
    """The working time `policy` counts in; rows are read once per instance of the policy."""
    if policy.calendar_id is None:
        return OFFICE
    prefetch_related_objects([policy], "calendar__days")
    return working_time_of(policy.calendar)


def working_time_of(calendar):
    """A calendar row and its exceptions as plain values."""
    own_days = {day.on: OwnDay(day.works, read_hours(day.hours), day.note) for day in calendar.days.all()}
    weekly = tuple(map(read_hours, calendar.weekly))
    return working_time(ZoneInfo(calendar.zone), weekly, follows_holidays=calendar.follows_holidays, own_days=own_days)
