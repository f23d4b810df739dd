"""Why a deadline is due when it is: its way from start to due, in stretches that count and others that do not."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from complaints.deadlines.arithmetic import DayKind, DayUse, Reason, day_uses, due_at, merged, remaining

_REMARKABLE = frozenset({DayKind.SWAPPED, DayKind.EXCEPTION, DayKind.GUESSED})


class LegKind(StrEnum):
    BEGUN = "begun"  # the rest of the day on which working days begin to be counted
    COUNTED = "counted"  # the rule's time runs
    CLOSED = "closed"  # nobody works on these days
    WAITED = "waited"  # the customer has the next word
    EXTRA = "extra"  # what an extension gave


class Leg(NamedTuple):
    """`counted` is how much of the deadline's own time passed in it; `reason` says why a closed one is closed.

    `days` is how many working days it counts where the rule gives days.
    """

    kind: LegKind
    since: datetime
    until: datetime
    counted: timedelta
    reason: Reason | None = None
    days: int = 0


class Days(NamedTuple):
    """Local dates, the last included, that work or do not for one reason."""

    first: date
    last: date
    reason: Reason
    works: bool


def course(start, minutes, calendar=None, *, days=None, pauses=(), extra=timedelta(0)):
    """The legs from `start` to the due time, without a gap: what counted adds up to the rule's time, then `extra`."""
    by_rule = due_at(start, minutes, calendar, days=days, pauses=pauses)
    due = due_at(start, minutes, calendar, days=days, pauses=pauses, extra=extra)
    if days is None:
        legs = _legs(start, by_rule, calendar, pauses, LegKind.COUNTED)
    else:
        legs = _legs_of_days(start, by_rule, calendar, pauses)
    return legs + _legs(by_rule, due, None, pauses, LegKind.EXTRA)


def remarkable_days(start, due, calendar):
    """Days on the way that are not as the weekly pattern has them: swapped, excepted, or not yet announced."""
    if calendar is None:
        return []
    first, last = (moment.astimezone(calendar.zone).date() for moment in (start, due))
    days = (first + timedelta(days=index) for index in range((last - first).days + 1))
    return _runs((day for day in days if calendar.reason_of(day).kind in _REMARKABLE), calendar)


def _legs_of_days(start, due, calendar, pauses):
    """The same where the rule gives working days: each date is a leg, neighbours of one kind made one."""
    legs: list[Leg] = []
    begins = start
    for day, use in day_uses(start, calendar, pauses):
        if begins >= due:
            return legs
        ends = min(_midnight(day + timedelta(days=1), calendar), due)
        counts = use == DayUse.COUNTED
        leg = Leg(
            LegKind(use),
            begins,
            ends,
            remaining(begins, ends, calendar) if counts else timedelta(0),
            calendar.reason_of(day) if use == DayUse.CLOSED else None,
            int(counts),
        )
        if legs and (legs[-1].kind, legs[-1].reason) == (leg.kind, leg.reason):
            last = legs.pop()
            leg = leg._replace(since=last.since, counted=last.counted + leg.counted, days=last.days + leg.days)
        legs.append(leg)
        begins = ends
    return legs


def _legs(since, until, calendar, pauses, running):
    """Neighbouring stretches of one kind made one."""
    waits = [(pause.since, pause.until) for pause in merged(pauses)]
    closed = [(*_span(run, calendar), run.reason) for run in _closed_days(since, until, calendar)]
    cuts = {moment for gap in (*waits, *closed) for moment in gap[:2] if since < moment < until}
    moments = [since, *sorted(cuts), until]
    legs: list[Leg] = []
    for begins, ends in pairwise(moments):
        if begins == ends:
            continue
        kind, reason = running, None
        for opens, closes, why in closed:
            if opens <= begins < closes:
                kind, reason = LegKind.CLOSED, why
        if any(opens <= begins < closes for opens, closes in waits):
            kind, reason = LegKind.WAITED, None
        if legs and (legs[-1].kind, legs[-1].reason) == (kind, reason):
            begins = legs.pop().since
        counted = remaining(begins, ends, calendar) if kind == running else timedelta(0)
        legs.append(Leg(kind, begins, ends, counted, reason))
    return legs


def _closed_days(since, until, calendar):
    if calendar is None:
        return []
    first, last = (moment.astimezone(calendar.zone).date() for moment in (since, until))
    days = (first + timedelta(days=index) for index in range((last - first).days + 1))
    return _runs((day for day in days if not calendar.intervals_of(day)), calendar)


def _runs(days, calendar):
    """Dates that follow one another for the same reason, as one."""
    runs: list[Days] = []
    for day in days:
        reason, works = calendar.reason_of(day), bool(calendar.intervals_of(day))
        follows = runs and runs[-1].last == day - timedelta(days=1)
        if follows and (runs[-1].reason, runs[-1].works) == (reason, works):
            runs[-1] = runs[-1]._replace(last=day)
        else:
            runs.append(Days(day, day, reason, works))
    return runs


def _span(run, calendar):
    return tuple(_midnight(day, calendar) for day in (run.first, run.last + timedelta(days=1)))


def _midnight(day, calendar):
    return datetime.combine(day, time(), calendar.zone)
