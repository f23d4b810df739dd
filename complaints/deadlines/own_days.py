"""A desk's exceptions as a list people write and paste, one date or stretch of dates a line.

2027-01-01 休 元旦
2027-02-06~2027-02-12 off Spring Festival
2027-02-14 班 09:00-12:00 调休
"""

import re
from datetime import date, timedelta

from complaints.deadlines.hours import read_hours, write_hours
from complaints.deadlines.workdays import OwnDay

_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_LINE = re.compile(rf"{_DATE}(?:\s*[~～至到]\s*{_DATE})?\s+(\S+)\s*(.*)")
_OFF = frozenset({"off", "休", "休息", "放假", "holiday"})
_WORKS = frozenset({"works", "work", "班", "上班", "调休", "workday"})
_HOURS = re.compile(r"^(?:\d{1,2}[::]\d{2}|[\s,，、;；~～至到–—-])*")
_LONGEST_STRETCH = timedelta(days=62)


class WrongLine(ValueError):
    """A line that is no exception; holds the line."""


def read_days(text):
    """Date → OwnDay of every line; of two lines about one date the later wins. Raises WrongLine."""
    days: dict[date, OwnDay] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        try:
            days |= _read_line(line)
        except ValueError:
            raise WrongLine(line) from None
    return days


def write_days(days, *, off="休", works="班"):
    """The opposite of `read_days`, in the order of dates, a date a line; the words are those of the reader."""
    return "\n".join(_written(on, day, works if day.works else off) for on, day in sorted(days.items()))


def _read_line(line):
    found = _LINE.fullmatch(line)
    if found is None:
        raise WrongLine(line)
    *dates, word, rest = found.groups()
    first = date(*map(int, dates[:3]))
    last = date(*map(int, dates[3:])) if dates[3] else first
    if last < first or last - first > _LONGEST_STRETCH:
        raise WrongLine(line)
    if word.lower() not in _OFF | _WORKS:
        raise WrongLine(line)
    works = word.lower() in _WORKS
    hours, note = _split(rest) if works else ("", rest)
    day = OwnDay(works, read_hours(hours), note.strip())
    return {first + timedelta(days=index): day for index in range((last - first).days + 1)}


def _split(rest):
    """Hours stand first; what follows them is the note."""
    note = _HOURS.sub("", rest, count=1)
    return rest.removesuffix(note), note


def _written(on, day, word):
    parts = (f"{on:%Y-%m-%d}", word, write_hours(day.intervals), day.note)
    return " ".join(filter(None, parts))
