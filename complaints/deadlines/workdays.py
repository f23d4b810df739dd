"""Working time of a desk: its weekly pattern, Chinese holidays and swapped days 调休, its own exceptions."""

import hashlib
from datetime import time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import chinese_calendar

from complaints.deadlines.arithmetic import Calendar, DayKind, Reason
from complaints.deadlines.hours import Intervals

CHINA = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS: Intervals = ((time(9), time(18)),)
MONDAY_TO_FRIDAY = 5


class OwnDay(NamedTuple):
    """What a desk says of one date; without intervals a working day is worked like the first of the week."""

    works: bool
    intervals: Intervals = ()
    note: str = ""


def is_covered(day):
    """Whether the State Council's notice for the year of `day` is known."""
    return min(chinese_calendar.holidays).year <= day.year <= max(chinese_calendar.holidays).year


def notice_mark():
    """Tells the notices now known from those known before or after: another year, or a day that changed."""
    known = sorted(f"{day}" for days in (chinese_calendar.holidays, chinese_calendar.workdays) for day in (*days, "|"))
    return hashlib.sha256(" ".join(known).encode()).hexdigest()


def working_time(zone, weekly, *, follows_holidays, own_days=None):
    """A calendar of seven `weekly` intervals, Monday first; `own_days` maps dates to `OwnDay` and wins over all.

    A swapped day 调休 is worked like the first working weekday. A year without a notice keeps to the weekly
    pattern, and each of its days says that it is guessed.
    """
    own_days = own_days or {}
    workday = next(filter(None, weekly[:MONDAY_TO_FRIDAY]), None)

    def reason_of(day):
        if day in own_days:
            return Reason(DayKind.EXCEPTION, own_days[day].note)
        return notice_about(day) if follows_holidays else Reason(DayKind.WEEKLY)

    def intervals_of(day):
        if day in own_days:
            own = own_days[day]
            return (own.intervals or workday or weekly[day.weekday()]) if own.works else ()
        kind = reason_of(day).kind
        if kind == DayKind.HOLIDAY:
            return ()
        if kind == DayKind.SWAPPED and workday:
            return workday
        return weekly[day.weekday()]

    return Calendar(zone, intervals_of, reason_of)


def notice_about(day):
    """What the State Council's notice says of `day`; `name` is the English name of the holiday."""
    if not is_covered(day):
        return Reason(DayKind.GUESSED)
    if day in chinese_calendar.holidays:
        return Reason(DayKind.HOLIDAY, chinese_calendar.holidays[day])
    if day in chinese_calendar.workdays:
        return Reason(DayKind.SWAPPED, chinese_calendar.workdays[day])
    return Reason(DayKind.WEEKLY)


OFFICE = working_time(CHINA, (OFFICE_HOURS,) * MONDAY_TO_FRIDAY + ((), ()), follows_holidays=True)
