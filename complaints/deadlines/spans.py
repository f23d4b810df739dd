"""Stretches of time as people write them: "30 min", "4 h", "4 小时", "2 天"; a bare number means minutes.

"3 working days", "3 个工作日" are a time of their own: how many minutes they have, only a calendar knows.
"""

import re

_SPAN = re.compile(r"(\d{1,7})\s*(|m|min|分|分钟|h|小时|时|d|天)", re.IGNORECASE)
_MINUTES_IN = {"h": 60, "小时": 60, "时": 60, "d": 24 * 60, "天": 24 * 60}


_WORKING_DAYS = re.compile(r"(\d{1,4})\s*(?:个?工作[日天]|working days?|workdays?|wd)", re.IGNORECASE)


class WrongSpan(ValueError):
    """A text that is no stretch of time."""


def read_span(text):
    """Minutes; raises WrongSpan."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise WrongSpan(text)
    return int(found[1]) * _MINUTES_IN.get(found[2].lower(), 1)


def read_working_days(text):
    """How many working days `text` names; None where it names another time or none."""
    found = _WORKING_DAYS.fullmatch(text.strip())
    return int(found[1]) if found else None
