"""Hours of a day as people write them, "09:00-12:00 13:00-18:00", and as arithmetic wants them."""

import re
from datetime import time

Intervals = tuple[tuple[time, time], ...]

_DAY = 24 * 60
_MIDNIGHT = time(0)
_TIME = r"(\d{1,2})[::](\d{2})"
_PAIR = re.compile(rf"{_TIME}\s*[-–—~～至到]\s*{_TIME}")
_BETWEEN = " \t\r\n\u3000,，、;；"


class WrongHours(ValueError):
    """A text that is no row of intervals of one day, one after the other."""


def read_hours(text):
    """The intervals in `text`; blank is a day off, until 24:00 the end of the day. Raises WrongHours."""
    intervals, last = [], 0
    for begins, ends in _pairs_in(text):
        if begins < last or begins >= ends:
            raise WrongHours(text)
        intervals.append((_clock_time(begins), _clock_time(ends)))
        last = ends
    return tuple(intervals)


def write_hours(intervals):
    """The one way hours are stored and shown: the opposite of `read_hours`."""
    return " ".join(f"{begins:%H:%M}-{_written_end(ends)}" for begins, ends in intervals)


def open_minutes(intervals):
    """How much working time `intervals` hold."""
    return sum((_minute(ends) or _DAY) - _minute(begins) for begins, ends in intervals)


def _pairs_in(text):
    """(from, until) in minutes of the day; anything but blanks and commas between the pairs is refused."""
    place = _after_blanks(text, 0)
    while place < len(text):
        found = _PAIR.match(text, place)
        if found is None:
            raise WrongHours(text)
        hour, minute, until_hour, until_minute = map(int, found.groups())
        begins, ends = hour * 60 + minute, until_hour * 60 + until_minute
        if minute > 59 or until_minute > 59 or ends > _DAY:
            raise WrongHours(text)
        yield begins, ends
        place = _after_blanks(text, found.end())


def _after_blanks(text, place):
    return len(text) - len(text[place:].lstrip(_BETWEEN))


def _written_end(ends):
    return "24:00" if ends == _MIDNIGHT else f"{ends:%H:%M}"


def _minute(clock_time):
    return clock_time.hour * 60 + clock_time.minute


def _clock_time(minute):
    return time(minute // 60 % 24, minute % 60)
