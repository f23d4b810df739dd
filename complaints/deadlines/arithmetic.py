"""Deadline arithmetic over plain values: no database, no clock, no settings."""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Calendar(NamedTuple):
    """Working time of a desk: intervals of a working day, and which dates work.

    `works` answers for a local date; `hours` are non-overlapping (from, until) pairs in order.
    """

    zone: ZoneInfo
    hours: tuple[tuple[time, time], ...]
    works: object


def due_at(start, minutes, calendar=None):
    """`start` plus `minutes`: of clock time without a calendar, of working time with one.

    Working time given outside office hours begins when the office next opens. Returned in the zone of `start`.
    """
    if calendar is None:
        return start + timedelta(minutes=minutes)
    left = timedelta(minutes=minutes)
    moment = start.astimezone(calendar.zone)
    day = moment.date()
    while True:
        if calendar.works(day):
            for since, until in calendar.hours:
                opens = max(datetime.combine(day, since, calendar.zone), moment)
                closes = datetime.combine(day, until, calendar.zone)
                if opens >= closes:
                    continue
                if left <= closes - opens:
                    return (opens + left).astimezone(start.tzinfo)
                left -= closes - opens
        day += timedelta(days=1)
