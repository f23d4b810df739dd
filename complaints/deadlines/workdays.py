"""Which days work in China, holidays and swapped working days 调休 included."""

from datetime import time
from zoneinfo import ZoneInfo

import chinese_calendar

from complaints.deadlines.arithmetic import Calendar

OFFICE_HOURS = ((time(9), time(18)),)
CHINA = ZoneInfo("Asia/Shanghai")


def is_covered(day):
    """Whether the State Council's notice for the year of `day` is known."""
    return min(chinese_calendar.holidays).year <= day.year <= max(chinese_calendar.holidays).year


def works(day):
    """Whether `day` is a working day; a year without a notice falls back to Monday–Friday and `doctor` says so."""
    return chinese_calendar.is_workday(day) if is_covered(day) else day.weekday() < 5


OFFICE = Calendar(zone=CHINA, hours=OFFICE_HOURS, works=works)
