"""Where a complaint lay and for how long: the stretches it spent with each department, over plain values (INV-2)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple


class Stay(NamedTuple):
    """A stretch with one department; blank is nobody's, as before grading or while closed."""

    department: str
    since: datetime
    until: datetime


def stays(moves: Iterable[tuple[datetime, str]], until: datetime) -> list[Stay]:
    """The stretches between `moves`, (moment, department) pairs in order, up to `until`.

    A move to where it is already is none. A clock that stepped back makes no stretch shorter than nothing.
    """
    found: list[Stay] = []
    for moment, department in moves:
        if found and found[-1].department == department:
            continue
        if found:
            found[-1] = found[-1]._replace(until=max(moment, found[-1].since))
        found.append(Stay(department, moment, moment))
    if found:
        found[-1] = found[-1]._replace(until=max(until, found[-1].since))
    return found


def time_by_department(found: Iterable[Stay]) -> dict[str, timedelta]:
    """How long it lay with each department in all, in the order they had it; nobody's time is left out."""
    totals: dict[str, timedelta] = {}
    for stay in found:
        if stay.department:
            totals[stay.department] = totals.get(stay.department, timedelta()) + (stay.until - stay.since)
    return totals
