"""Stretches of time as people write them: "30 min", "4 h", "4 小时", "2 天"; a bare number means minutes."""

import re

_SPAN = re.compile(r"(\d{1,7})\s*(|m|min|分|分钟|h|小时|时|d|天)", re.IGNORECASE)
_MINUTES_IN = {"h": 60, "小时": 60, "时": 60, "d": 24 * 60, "天": 24 * 60}


class WrongSpan(ValueError):
    """A text that is no stretch of time."""


def read_span(text):
    """Minutes; raises WrongSpan."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise WrongSpan(text)
    return int(found[1]) * _MINUTES_IN.get(found[2].lower(), 1)
