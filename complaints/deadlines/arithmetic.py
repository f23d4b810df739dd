"""Deadline arithmetic over plain values: no database, no clock, no settings."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

#: How far ahead working time is looked for; a calendar that has none for so long has none at all.
_HORIZON = timedelta(days=3660)
_DAY = timedelta(days=1)


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
        for opens, closes in _spans_of_day(calendar, day):
            opens = max(opens, last)
            if opens < closes:
                latest = day + _HORIZON
                yield opens, closes
        day += _DAY
    raise NoWorkingTime


class Span(NamedTuple):
    """A stretch in which a deadline stood still."""

    since: datetime
    until: datetime


def due_at(start, minutes, calendar=None, *, days=None, pauses=(), extra=timedelta(0)):
    """`start` plus `minutes`: of clock time without a calendar, of working time with one; then `extra` clock time.

    Working time given outside office hours begins when the office next opens. What lies in `pauses` does not count,
    however they overlap, and never brings the result forward (SLA-16). With `days` instead of minutes it is due when
    the office closes on the last of so many working days. Returned in the zone of `start`.
    """
    if days is None:
        due = _after(start, timedelta(minutes=minutes), calendar, pauses)
    else:
        due = _end_of_days(start, days, calendar, pauses)
    return (_after(due, extra, None, pauses) if extra else due).astimezone(start.tzinfo)


class DayUse(StrEnum):
    """What a local date is to a promise given in working days."""

    BEGUN = "begun"  # the day of the start, which never counts
    CLOSED = "closed"
    WAITED = "waited"  # the clock stood still for some of its working time
    COUNTED = "counted"


def day_uses(start, calendar, pauses=()):
    """Each local date from that of `start` on, and what it is to a promise in working days; as many as one asks for.

    Whole days count, as the Civil Code (articles 201 and 203) counts them: the day of the start does not, nor does
    one on which the desk waited for the customer. Raises NoWorkingTime.
    """
    waits = [pause for pause in merged(pauses) if pause.since < pause.until]
    first = day = start.astimezone(calendar.zone).date()
    latest = day + _HORIZON
    while day < latest:
        spans = list(_spans_of_day(calendar, day))
        if not spans:
            use = DayUse.CLOSED
        elif day == first:
            use = DayUse.BEGUN
        elif any(wait.since < closes and opens < wait.until for opens, closes in spans for wait in waits):
            use = DayUse.WAITED
        else:
            use, latest = DayUse.COUNTED, day + _HORIZON
        yield day, use
        day += _DAY
    raise NoWorkingTime


def counted_time(since, until, calendar=None, pauses=()):
    """How much of a deadline's own time passes from `since` to a later `until` outside `pauses`."""
    waits = ((max(pause.since, since), min(pause.until, until)) for pause in merged(pauses))
    waited = (_between(begins, ends, calendar) for begins, ends in waits if begins < ends)
    return _between(since, until, calendar) - sum(waited, timedelta(0))


def remaining(moment, due, calendar=None):
    """How much of the deadline's own time lies between `moment` and `due`; negative when it has passed."""
    if moment <= due:
        return _between(moment, due, calendar)
    return -_between(due, moment, calendar)


def merged(pauses):
    """The same stretches in order, those that touch or overlap made one."""
    apart: list[Span] = []
    for pause in sorted(pauses):
        if apart and pause.since <= apart[-1].until:
            apart[-1] = Span(apart[-1].since, max(apart[-1].until, pause.until))
        else:
            apart.append(pause)
    return apart


def _after(moment, left, calendar, pauses):
    """The moment at which `left` has passed since `moment` outside `pauses`."""
    for pause in merged(pauses):
        if pause.until <= moment:
            continue
        passed = _between(moment, pause.since, calendar) if pause.since > moment else timedelta(0)
        if left <= passed:
            break
        left -= passed
        moment = pause.until
    if calendar is None:
        # Counted in UTC, or the night of a clock change is an hour off.
        return moment.astimezone(UTC) + left
    for opens, closes in open_spans(calendar, moment):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens


def _between(since, until, calendar):
    """How much time passes from `since` to a later `until`: all of it without a calendar, the working part with one."""
    if calendar is None:
        return until.astimezone(UTC) - since.astimezone(UTC)
    passed = timedelta(0)
    for opens, closes in open_spans(calendar, since):
        if opens >= until:
            break
        passed += min(closes, until) - opens
    return passed


def _end_of_days(start, days, calendar, pauses):
    """When the office closes on the last of `days` days that count."""
    for day, use in day_uses(start, calendar, pauses):
        days -= use == DayUse.COUNTED
        if not days:
            return max(closes for _opens, closes in _spans_of_day(calendar, day))


def guessed_days(start, due, calendar=None):
    """The local dates between `start` and `due` about which nothing is known yet, so that `due` may move."""
    if calendar is None:
        return []
    first, last = (moment.astimezone(calendar.zone).date() for moment in (start, due))
    days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
    return [day for day in days if calendar.reason_of(day).kind == DayKind.GUESSED]


def _spans_of_day(calendar, day):
    """When the office opens and closes on a local date; hours that a clock change takes away are none."""
    for begins, ends in calendar.intervals_of(day):
        opens = _moment(day, begins, calendar.zone)
        closes = _moment(day if ends > begins else day + _DAY, ends, calendar.zone)
        if opens < closes:
            yield opens, closes


def _moment(day, clock_time, zone):
    return datetime.combine(day, clock_time, zone).astimezone(UTC)
