"""A calendar as a person reads it: twelve months, which days work, and why a day is not like its weekday."""

from calendar import Calendar as Weeks
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.utils.dates import MONTHS

from complaints.deadlines.arithmetic import DayKind
from complaints.deadlines.hours import write_hours
from complaints.telling.day_words import why


class DayShown(NamedTuple):
    """One cell: `tone` is how it looks, `why` a sentence when the day is not an ordinary one."""

    on: date
    tone: str
    hours: str
    why: str


class MonthShown(NamedTuple):
    name: str
    weeks: list
    special: list


def year_of(calendar, year):
    """The months of `year` by the plain `calendar`."""
    return [_month(calendar, year, month) for month in range(1, 13)]


def _month(calendar, year, month):
    weeks = [
        [_day(calendar, on) if on.month == month else None for on in week]
        for week in Weeks().monthdatescalendar(year, month)
    ]
    days = [day for week in weeks for day in week if day and day.why and DayKind.GUESSED not in day.tone]
    return MonthShown(MONTHS[month], weeks, list(_stretches(days)))


def _day(calendar, on):
    intervals, reason = calendar.intervals_of(on), calendar.reason_of(on)
    is_ordinary = reason.kind == DayKind.WEEKLY
    tone = f"{'' if is_ordinary else reason.kind} {'works' if intervals else 'off'}".strip()
    told = "" if is_ordinary else why(reason, works=bool(intervals))
    return DayShown(on, tone, write_hours(intervals), told)


def _stretches(days):
    """Days in a row and alike are told once: ("1-7", the first of them)."""
    placed = [(day.on.toordinal() - place, day.tone, day.hours, day.why) for place, day in enumerate(days)]
    for _alike, one in groupby(zip(placed, days, strict=True), key=lambda pair: pair[0]):
        alike = [day for _place, day in one]
        first, last = alike[0], alike[-1]
        yield (str(first.on.day) if first.on == last.on else f"{first.on.day}-{last.on.day}"), first
