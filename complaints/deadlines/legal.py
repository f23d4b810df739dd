"""Terms set by law, in whole days: the day of the event does not count, a last day off moves on (民法典 200–203 条)."""

from datetime import datetime, time, timedelta

from complaints.deadlines.arithmetic import DayKind, Reason
from complaints.deadlines.explain import Leg, LegKind, course
from complaints.deadlines.workdays import CHINA, MONDAY_TO_FRIDAY, working_time

#: Whoever has hours of business has until they end on the last day.
CLOSES = time(18)
_DAY_MINUTES = 24 * 60
_WHOLE_DAY = ((time(0), time(0)),)

STATUTORY = working_time(CHINA, (_WHOLE_DAY,) * MONDAY_TO_FRIDAY + ((), ()), follows_holidays=True)


def begins(event_on):
    """The first moment that counts: the day after the event."""
    return datetime.combine(event_on + timedelta(days=1), time(), CHINA)


def event_of(started_at):
    """The day of the event whose term began at `started_at`."""
    return started_at.astimezone(CHINA).date() - timedelta(days=1)


def legal_due(event_on, days, *, working):
    """The close of business on the last of `days`, working days or calendar days, after `event_on`."""
    return datetime.combine(_last_day(event_on, days, working=working), CLOSES, CHINA)


def legal_course(event_on, days, *, working):
    """The way from the event to the due time, in legs that count and others that do not."""
    start, due = begins(event_on), legal_due(event_on, days, working=working)
    if working:
        legs = course(start, days * _DAY_MINUTES, STATUTORY)
        return [*legs[:-1], legs[-1]._replace(until=due)]
    by_count = start + timedelta(days=days)
    counted = Leg(LegKind.COUNTED, start, min(by_count, due), timedelta(days=days))
    return [counted, Leg(LegKind.CLOSED, by_count, due, timedelta(0), _REST)] if due > by_count else [counted]


_REST = Reason(DayKind.WEEKLY)


def _last_day(event_on, days, *, working):
    day, left = event_on, days
    while left > 0:
        day += timedelta(days=1)
        left -= bool(not working or STATUTORY.intervals_of(day))
    while not STATUTORY.intervals_of(day):
        day += timedelta(days=1)
    return day
