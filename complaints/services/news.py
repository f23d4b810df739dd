"""News of the record for the apps above: commands go down, news is read up.

A reader takes `(complaint, events, *, by, now)`: the complaint under its lock and those new events of the kinds it
asked for, in order. It runs in the transaction that marks them read, so what it does happens once or not at all. It
changes this complaint only; what concerns others it leaves as rows to a sweep of its own, because two complaints
locked in the order of their events block each other.
"""

from collections.abc import Callable
from typing import NamedTuple

from complaints.models import ComplaintEvent


class Reader(NamedTuple):
    """Who reads; `kinds` None means whatever happens, `among` None whatever complaint it happens to."""

    read: Callable
    kinds: frozenset | None
    among: Callable | None = None

    def wants(self, kind):
        return self.kinds is None or kind in self.kinds

    def of(self, events):
        return [event for event in events if self.wants(event.kind)]

    def concerned(self, complaint_ids):
        """Those of `complaint_ids` it may read about."""
        return set(complaint_ids) if self.among is None else self.among(complaint_ids)


_readers: list[Reader] = []


def register(read, *, kinds=None, among=None):
    """Let `read` see what is recorded from now on. Apps call it in their `news.py`, imported at the start.

    `among(complaint_ids)` names those of them it reads about, in one query for many.
    """
    if any(reader.read is read for reader in _readers):
        raise ValueError(f"{read.__name__} reads the news already")
    _readers.append(Reader(read, kinds and frozenset(kinds), among))


def readers():
    return tuple(_readers)


def unread(complaint_id, *, since):
    """The events of a complaint after number `since`, in order."""
    return list(ComplaintEvent.objects.filter(complaint=complaint_id, seq__gt=since).order_by("seq"))
