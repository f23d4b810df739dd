"""Counting everything anew, and proving that what is kept equals what a count would find (MON-1)."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, Min

from complaints.models import Complaint
from review.models import DayFigures, FiguresState, Tally
from review.services.figures.dimensions import DIMENSIONS, cells_of
from review.services.figures.measures import shares_of
from review.services.figures.upkeep import count, lock_figures

_AT_ONCE = 1_000
#: Complaints received one after the other share their days, and a cell is written once for all of them.
_ANEW_AT_ONCE = 4_000
_DAYS_AT_ONCE = 7


class Difference(NamedTuple):
    """A complaint whose tally is not what it adds (`cell` None), or a cell that is not the sum of the tallies."""

    complaint_id: int | None
    cell: str | None
    kept: dict
    counted: dict


def rebuild(*, now, resume=False):
    """Empty the figures and count every complaint again; yields how many are done after each part.

    Each part is a transaction of its own, and sweeps go on between them: a difference finds its way whether a
    complaint was counted again already or not. What broke off is taken up with `resume`.
    """
    with transaction.atomic():
        state = lock_figures()
        if resume and not state.rebuilding_since and state.is_counted:
            return
        if not (resume and state.rebuilding_since):
            _empty()
            FiguresState.objects.filter(pk=state.pk).update(rebuilding_since=now, rebuilt_to=0, is_counted=False)
    done, more = 0, True
    while more:
        with transaction.atomic():
            state = lock_figures()
            pks = list(
                Complaint.objects.filter(pk__gt=state.rebuilt_to)
                .order_by("pk")
                .values_list("pk", flat=True)[:_ANEW_AT_ONCE]
            )
            Tally.objects.bulk_create((Tally(complaint_id=pk) for pk in pks), ignore_conflicts=True)
            count(list(Tally.objects.select_for_update().filter(complaint__in=pks).order_by("pk")), now=now)
            more = len(pks) == _ANEW_AT_ONCE
            FiguresState.objects.filter(pk=state.pk).update(
                **{"rebuilt_to": pks[-1]} if more else {"rebuilding_since": None, "rebuilt_to": 0, "is_counted": True}
            )
        done += len(pks)
        yield done


def _empty():
    Tally.objects.exclude(days={}).update(days={}, first_on=None, last_on=None)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {DayFigures._meta.db_table}")
    else:
        DayFigures.objects.all().delete()


def verify(*, now):
    """Yields what differs. A complaint that waits to be counted is left out, for its figures are known to be old."""
    yield from _tallies_against_complaints(now)
    yield from _cells_against_tallies()


def _tallies_against_complaints(now):
    last = 0
    while pks := list(Complaint.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        last = pks[-1]
        shares = shares_of(pks, now=now)
        tallies = {tally.complaint_id: tally for tally in Tally.objects.filter(complaint__in=pks)}
        for pk, share in shares.items():
            tally = tallies.get(pk)
            if tally is not None and tally.count_at is not None and tally.count_at <= now:
                continue
            kept = _kept(tally) if tally else {}
            counted = share.values | {"days": share.days, "is_open": share.is_open}
            if kept != counted:
                yield Difference(pk, None, kept, counted)


def _kept(tally):
    return {name: getattr(tally, name) for name in DIMENSIONS} | {"days": tally.days, "is_open": tally.is_open}


def _cells_against_tallies():
    """A week at a time, so that memory holds a week."""
    ends = Tally.objects.aggregate(Min("first_on"), Max("last_on"))
    cells = DayFigures.objects.aggregate(Min("day"), Max("day"))
    firsts = [day for day in (ends["first_on__min"], cells["day__min"]) if day]
    lasts = [day for day in (ends["last_on__max"], cells["day__max"]) if day]
    day = min(firsts, default=date.max)
    while lasts and day <= max(lasts):
        until = day + timedelta(days=_DAYS_AT_ONCE - 1)
        yield from _week(day, until)
        day = until + timedelta(days=1)


def _week(since, until):
    summed = {}
    for tally in Tally.objects.filter(last_on__gte=since, first_on__lte=until).order_by().iterator(chunk_size=_AT_ONCE):
        values = {name: getattr(tally, name) for name in DIMENSIONS}
        for day, counts in tally.days.items():
            if since.isoformat() <= day <= until.isoformat():
                for place in cells_of(values):
                    summed.setdefault("|".join((*place, day)), Counter()).update(counts)
    for cell in DayFigures.objects.filter(day__gte=since, day__lte=until).order_by().iterator(chunk_size=_AT_ONCE):
        counted = dict(summed.pop(cell.key, {}))
        sums = (counted.get("received", 0), sum(n for name, n in counted.items() if name.startswith("open:")))
        if cell.counts != counted or (cell.received, cell.still_open) != sums:
            yield Difference(None, cell.key, cell.counts, counted)
    for key, counted in summed.items():
        yield Difference(None, key, {}, dict(counted))
