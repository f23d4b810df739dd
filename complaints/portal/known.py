"""Outages we know of, told before the form is filled in. Higher apps register who knows of them."""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from complaints.models import Category

_MOST_SHOWN = 3
_SOURCES: list[Callable[[str], list["KnownOutage"]]] = []


class KnownOutage(NamedTuple):
    """What is wrong for many, in words approved for customers."""

    category: Category
    product: str
    since: datetime
    words: str


def register(source):
    """`source` is asked for what is known among the categories of a preset."""
    _SOURCES.append(source)


def known_outages(preset):
    """The newest first."""
    known = [outage for source in _SOURCES for outage in source(preset)]
    return sorted(known, key=attrgetter("since"), reverse=True)[:_MOST_SHOWN]
