"""That a calendar has changed, kept as a row until everything that counts by it is counted anew (SLA-19)."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from complaints.deadlines.workdays import notice_mark
from complaints.models import CalendarChange

#: Whoever was counting by the old calendar at that moment has ended by then.
_GRACE = timedelta(seconds=30)


class Counter(NamedTuple):
    """What a higher app counts by public holidays on rows of its own.

    `complaints_after(id)` gives the ids of complaints that have something of it, in order; `recount(complaint)`
    counts it anew under the complaint's lock and gives (kind, due before, due) of what moved.
    """

    complaints_after: Callable
    recount: Callable


_counters: list[Counter] = []


def register(counter):
    """Let a higher app count anew as well when public holidays change. It calls this in its `news.py`."""
    if counter in _counters:
        raise ValueError(f"{counter} counts already")
    _counters.append(counter)


def counters():
    return tuple(_counters)


def note_change(calendar, *, now):
    """The hours or exceptions of `calendar` are others from now on."""
    CalendarChange.objects.create(calendar=calendar, at=now, next_step_at=now + _GRACE)


def note_notice(*, now):
    """Look whether this installation knows other public holidays than when it last looked.

    Two that look at once note it twice, which costs a second count and changes nothing.
    """
    mark = notice_mark()
    last = CalendarChange.objects.filter(calendar=None).order_by("-pk").values_list("mark", flat=True).first()
    if last != mark:
        CalendarChange.objects.create(mark=mark, at=now, next_step_at=now)
