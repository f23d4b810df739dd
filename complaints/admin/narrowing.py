"""Lists made elsewhere: an address may narrow the queue to the complaints another page speaks of.

Apps above register a parameter of the address, as they do steps: this app does not know what a figure is.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Q


class Narrowing(NamedTuple):
    """Which complaints are listed, and the words that say so above the list."""

    words: str
    complaints: Q


_readers: dict[str, Callable] = {}


def register(parameter, read):
    """Let `read(value, user=, now=)` say what `parameter` of the address narrows to; None where it says nothing."""
    _readers[parameter] = read


def narrowings(query, *, user, now):
    """Parameter → (value, narrowing) of those in the address that say something."""
    found = {}
    for parameter, read in _readers.items():
        value = query.get(parameter)
        narrowing = read(value, user=user, now=now) if value else None
        if narrowing is not None:
            found[parameter] = (value, narrowing)
    return found
