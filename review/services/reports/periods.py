"""Weeks from Monday and calendar months, as days in China. Pure arithmetic."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from complaints.deadlines.workdays import CHINA
from review.models import ReportKind

_DAY = timedelta(days=1)


class Period(NamedTuple):
    """First and last day."""

    since: datetime
    until: datetime

    @property
    def moments(self):
        """From the first midnight to the one after the last day."""
        return tuple(datetime.combine(day, time.min, CHINA) for day in (self.since, self.until + _DAY))


def containing(kind, day):
    """The week or month `day` lies in."""
    if kind == ReportKind.WEEK:
        monday = day - day.weekday() * _DAY
        return Period(monday, monday + 6 * _DAY)
    first = day.replace(day=1)
    return Period(first, (first + 31 * _DAY).replace(day=1) - _DAY)


def before(kind, period):
    """The one that ended when `period` began."""
    return containing(kind, period.since - _DAY)


def last_ended(kind, now):
    """The latest one that is over at `now`."""
    return before(kind, containing(kind, now.astimezone(CHINA).date()))
