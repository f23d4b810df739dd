"""Keeping figures up to date: what a complaint added goes out, what it adds now goes in, in one transaction.

The record says which complaints changed; their tallies are due at once. A deadline that passes changes figures without
any entry: then the tally is due at that moment. All figures are written under the lock of one row, so that two sweeps,
or a sweep and a rebuild, cannot block each other half way.
"""

from collections import Counter
from datetime import date

from django.db import transaction

from complaints.models import EventKind
from review.models import DayFigures, FiguresState, Tally
from review.services.figures.dimensions import DIMENSIONS, cells_of
from review.services.figures.measures import shares_of

_LOOKS = {
    *(EventKind.EVIDENCE_OPENED, EventKind.CONTACT_UNMASKED, EventKind.RECORD_EXPORTED),
    *(EventKind.TRACKING_CODE_RENEWED, EventKind.PACKAGE_MADE, EventKind.PACKAGE_OPENED),
    *(EventKind.MESSAGE_WRITTEN, EventKind.MESSAGE_SENT, EventKind.MESSAGE_ARRIVED, EventKind.MESSAGE_REROUTED),
    *(EventKind.MESSAGE_PARKED, EventKind.MESSAGE_RESENT, EventKind.LETTER_HELD, EventKind.LETTER_SET_ASIDE),
    *(EventKind.FILE_NOT_KEPT, EventKind.EVIDENCE_ADDED, EventKind.CUSTOMER_REMINDED, EventKind.DEADLINE_NEAR),
    *(EventKind.DEADLINE_MISSED, EventKind.DEADLINE_STILL_MISSED, EventKind.CHASED, EventKind.PROFILE_KEPT),
    *(EventKind.CARE_PLANNED, EventKind.RISK_MARKED, EventKind.RISK_CLEARED, EventKind.APPROVAL_REQUESTED),
    *(EventKind.APPROVAL_GIVEN, EventKind.APPROVAL_REMINDED, EventKind.APPROVAL_RAISED, EventKind.INCIDENT_JOINED),
    *(EventKind.INCIDENT_TOLD, EventKind.INCIDENT_LEFT, EventKind.NOMINATED, EventKind.NOMINATION_DECIDED),
    *(EventKind.CASE_PUBLISHED, EventKind.PLAYBOOK_FOLLOWED, EventKind.WORDS_INSERTED),
}
#: Whatever may move a figure: everything but looks at data and messages on their way.
KINDS = frozenset(EventKind) - _LOOKS
_WRITTEN = ("cut", "first", "second", "day", "received", "still_open", "counts")
_TALLIED = (*DIMENSIONS, "first_on", "last_on", "days", "is_open", "count_at", "leased_until", "attempts", "failure")


def read(complaint, events, *, by, now):
    """Have `complaint` counted anew; a reader of news."""
    Tally.objects.update_or_create(
        complaint=complaint, defaults={"count_at": now, "leased_until": None, "attempts": 0, "failure": ""}
    )


@transaction.atomic
def count_together(tally_ids, *, now):
    """Count the complaints of these tallies anew where they are due; tally → whether that was done."""
    lock_figures()
    due = Tally.objects.select_for_update().filter(pk__in=tally_ids, count_at__lte=now).order_by("pk")
    count(list(due), now=now)
    return dict.fromkeys(tally_ids, True)


def count(tallies, *, now):
    """Put the present shares of `tallies` in the place of the former, under the lock of the figures."""
    shares = shares_of([tally.complaint_id for tally in tallies], now=now)
    change = Counter()
    for tally in tallies:
        _add(change, {name: getattr(tally, name) for name in DIMENSIONS}, tally.days, -1)
        share = shares.get(tally.complaint_id)
        if share is None:
            # A file is still bringing it; its own news has it counted once all of it is there.
            tally.days, tally.count_at = {}, None
        else:
            _add(change, share.values, share.days, 1)
            for name, value in share.values.items():
                setattr(tally, name, value)
            tally.days, tally.is_open, tally.count_at = share.days, share.is_open, share.next_at
        days = [date.fromisoformat(day) for day in tally.days]
        tally.first_on, tally.last_on = min(days, default=None), max(days, default=None)
        tally.leased_until, tally.attempts, tally.failure = None, 0, ""
    _write(change)
    Tally.objects.bulk_create(
        tallies, update_conflicts=True, unique_fields=["complaint"], update_fields=_TALLIED, batch_size=500
    )


def lock_figures():
    """Whoever writes figures waits here for whoever writes them now."""
    state, _created = FiguresState.objects.get_or_create(pk=1)
    return FiguresState.objects.select_for_update().get(pk=state.pk)


def _add(change, values, days, sign):
    """Add or take out what one complaint counts for in every cell; a cell and measure → by how much."""
    cells = tuple(cells_of(values)) if days else ()
    for day, counts in days.items():
        for measure, number in counts.items():
            for cell in cells:
                change[*cell, day, measure] += sign * number


def _write(change):
    by_key = {}
    for (cut, first, second, day, measure), number in change.items():
        if number:
            place = (cut, first, second, day)
            by_key.setdefault("|".join(place), (place, {}))[1][measure] = number
    written, emptied = [], []
    keys = sorted(by_key)
    for start in range(0, len(keys), 500):
        known = DayFigures.objects.in_bulk(keys[start : start + 500])
        for key in keys[start : start + 500]:
            place, moved = by_key[key]
            counts = Counter(known[key].counts if key in known else {})
            counts.update(moved)
            counts = {measure: number for measure, number in counts.items() if number}
            if counts:
                written.append(_cell(key, place, counts))
            elif key in known:
                emptied.append(key)
    DayFigures.objects.filter(pk__in=emptied).delete()
    DayFigures.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["key"], update_fields=_WRITTEN, batch_size=500
    )


def _cell(key, place, counts):
    cut, first, second, day = place
    still_open = sum(number for measure, number in counts.items() if measure.startswith("open:"))
    return DayFigures(
        key=key,
        cut=cut,
        first=first,
        second=second,
        day=date.fromisoformat(day),
        received=counts.get("received", 0),
        still_open=still_open,
        counts=counts,
    )
