"""Deadline arithmetic over plain values: no database, no clock, no settings."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

#: How far ahead working time is looked for; a calendar that has none for so long has none at all.
_HORIZON = timedelta(days=3660)


class DayKind(StrEnum):
    """Why a day works as it does."""

    WEEKLY = "weekly"  # an ordinary day of the weekly pattern, working or not
    HOLIDAY = "holiday"  # a public holiday, or a day off in lieu
    SWAPPED = "swapped"  # a weekend worked for a holiday 调休
    EXCEPTION = "exception"  # the desk's own word about this date
    GUESSED = "guessed"  # no notice for this year yet: the weekly pattern is a guess


class Reason(NamedTuple):
    """Why a day works or does not; `name` is the holiday's name or the note of the exception."""

    kind: DayKind
    name: str = ""


class NoWorkingTime(ValueError):
    """A calendar in which nothing ever opens."""


def _ordinary(day):
    return Reason(DayKind.WEEKLY)


class Calendar(NamedTuple):
    """Working time of a desk, asked by local date.

    `intervals_of` gives non-overlapping (from, until) pairs in order, none for a day off; until 00:00 is the end
    of the day. `reason_of` says why.
    """

    zone: ZoneInfo
    intervals_of: Callable[[date], tuple[tuple[time, time], ...]]
    reason_of: Callable[[date], Reason] = _ordinary


def open_spans(calendar, since):
    """The (opens, closes) spans of working time from `since` on, in UTC, for as long as one asks.

    Raises NoWorkingTime when nothing opens for ten years.
    """
    last = since.astimezone(UTC)
    day = last.astimezone(calendar.zone).date()
    latest = day + _HORIZON
    while day < latest:
        for begins, ends in calendar.intervals_of(day):
            opens = max(_moment(day, begins, calendar.zone), last)
            closes = _moment(day if ends > begins else day + timedelta(days=1), ends, calendar.zone)
            if opens < closes:
                latest = day + _HORIZON
                yield opens, closes
        day += timedelta(days=1)
    raise NoWorkingTime


def due_at(start, minutes, calendar=None):
    """`start` plus `minutes`: of clock time without a calendar, of working time with one.

    Working time given outside office hours begins when the office next opens. Returned in the zone of `start`.
    """
    left = timedelta(minutes=minutes)
    if calendar is None:
        # Counted in UTC, or the night of a clock change is an hour off.
        return (start.astimezone(UTC) + left).astimezone(start.tzinfo)
    for opens, closes in open_spans(calendar, start):
        if left <= closes - opens:
            return (opens + left).astimezone(start.tzinfo)
        left -= closes - opens


def guessed_days(start, due, calendar=None):
    """The local dates between `start` and `due` about which nothing is known yet, so that `due` may move."""
    if calendar is None:
        return []
    first, last = (moment.astimezone(calendar.zone).date() for moment in (start, due))
    days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    return [day for day in days if calendar.reason_of(day).kind == DayKind.GUESSED]


def _moment(day, clock_time, zone):
    return datetime.combine(day, clock_time, zone).astimezone(UTC)
