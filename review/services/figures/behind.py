"""The complaints behind a figure, asked of the raw rows: what a click on a number lists (MON-1).

The definitions of `measures` a second time, as questions to the database; tests hold the two together.
"""

from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery

from complaints.deadlines.workdays import CHINA
from complaints.models import (
    Complaint,
    ComplaintEvent,
    Contact,
    Deadline,
    DeadlineKind,
    Direction,
    EventKind,
    LedgerEntry,
)
from complaints.services.promise_figures import KEPT, broken
from complaints.states import Measure, Resolution, Satisfaction, State
from escalation.models import Escalation
from review.models import CauseMember, Revisit, Tally

_LONGEST_KEY = 10
#: Measure → what may stand after its colon; without any it means all of them.
PARTS = {
    "received": (),
    "open": tuple(State.values),
    "closed": tuple(Resolution.values),
    "solve": (),
    "contact": (),
    "kept": tuple(DeadlineKind.values),
    "broken": tuple(DeadlineKind.values),
    "rated": tuple(map(str, Satisfaction.values)),
    "reopened": (),
    "escalated": (),
    "given": tuple(Measure.values),
}
#: After its colon the key of a coded cause, or nothing where none is found.
CAUSED = "caused"


def is_measure(name):
    """Whether `name` is a measure whose complaints can be listed."""
    kind, _colon, part = name.partition(":")
    if kind == CAUSED:
        return not part or (part.isascii() and part.isdecimal() and len(part) < _LONGEST_KEY)
    return kind in PARTS and (not part or part in PARTS[kind])


def with_cause(entries):
    """Entries of the ledger with the key of the coded cause of their complaint as `cause`."""
    found = CauseMember.objects.present().filter(complaint=OuterRef("complaint")).order_by()
    return entries.annotate(cause=Subquery(found.values("analysis__code")[:1]))


def with_values(filters):
    """Complaints that have these values by dimension, as a condition on `Complaint`."""
    wanted = Q()
    for dimension, values in filters.items():
        wanted &= _with(dimension, list(values))
    return wanted


def _with(dimension, values):
    if dimension in ("product", "place"):
        # As many people typed them: the tally holds what counts as the same.
        tallies = Tally.objects.filter(**{f"{dimension}__in": values}).order_by()
        # The index leaves out what has no name, and SQLite has to be told that none such is asked for.
        tallies = tallies if "" in values else tallies.exclude(**{dimension: ""})
        return Q(pk__in=tallies.values("complaint"))
    if dimension in ("channel", "severity"):
        return Q(**{f"{dimension}__in": values})
    wanted = Q(**{f"{dimension}__in": [int(value) for value in values if value]})
    return wanted | Q(**{dimension: None}) if "" in values else wanted


def complaints_behind(name, *, since, until, now):
    """A condition on `Complaint`: those with a row counted as `name` on a day from `since` to `until`."""
    kind, _colon, part = name.partition(":")
    start = datetime.combine(since, time.min, CHINA)
    end = datetime.combine(until + timedelta(days=1), time.min, CHINA)
    return _ASKED[kind](part, start, end, now)


def rows_behind(name, *, since, until, now):
    """The counted rows themselves, where a complaint may have several; None where the complaint is the row."""
    kind, _colon, part = name.partition(":")
    start = datetime.combine(since, time.min, CHINA)
    end = datetime.combine(until + timedelta(days=1), time.min, CHINA)
    return _ROWS[kind](part, start, end, now) if kind in _ROWS else None


def _between(field, start, end):
    return {f"{field}__gte": start, f"{field}__lt": end}


def _received(part, start, end, now):
    return Q(**_between("received_at", start, end))


def _open(part, start, end, now):
    return Q(**_between("received_at", start, end), closed_at=None, **{"state": part} if part else {})


def _closed(part, start, end, now):
    return Q(**_between("closed_at", start, end), **{"resolution": part} if part else {})


def _solved(part, start, end, now):
    return Q(**_between("closed_at", start, end)) & ~Q(resolution=Resolution.DUPLICATE)


def _contacts(part, start, end, now):
    reached = Contact.objects.filter(direction=Direction.OUT, reached=True)
    earlier = reached.filter(complaint=OuterRef("complaint"), at__lt=OuterRef("at"))
    twice = reached.filter(complaint=OuterRef("complaint"), at=OuterRef("at"), pk__lt=OuterRef("pk"))
    return reached.filter(~Exists(earlier), ~Exists(twice), **_between("at", start, end))


def _deadlines(part, start, end, now):
    kinds = [part] if part else DeadlineKind.values
    return Deadline.objects.filter(kind__in=kinds, **_between("due_at", start, min(end, now)))


def _kept(part, start, end, now):
    return _deadlines(part, start, end, now).filter(KEPT)


def _broken(part, start, end, now):
    return _deadlines(part, start, end, now).filter(broken(now))


def _rated(part, start, end, now):
    return Revisit.objects.filter(rating__in=[int(part)] if part else Satisfaction.values, **_between("at", start, end))


def _reopened(part, start, end, now):
    return ComplaintEvent.objects.filter(kind=EventKind.REOPENED, **_between("at", start, end))


def _escalated(part, start, end, now):
    return Escalation.objects.filter(**_between("at", start, end))


def _given(part, start, end, now):
    return LedgerEntry.objects.filter(**{"measure": part} if part else {}, **_between("booked_at", start, end))


def _caused(part, start, end, now):
    return with_cause(_given("", start, end, now)).filter(cause=int(part) if part else None)


_ROWS = {
    "contact": _contacts,
    "kept": _kept,
    "broken": _broken,
    "rated": _rated,
    "reopened": _reopened,
    "escalated": _escalated,
    "given": _given,
    CAUSED: _caused,
}


def _owners_of(rows):
    def asked(part, start, end, now):
        return Q(pk__in=rows(part, start, end, now).order_by().values("complaint"))

    return asked


_ASKED = {"received": _received, "open": _open, "closed": _closed, "solve": _solved} | {
    kind: _owners_of(rows) for kind, rows in _ROWS.items()
}


def listed(user, name, *, since, until, filters, now):
    """Complaints `user` may see behind a figure."""
    behind = complaints_behind(name, since=since, until=until, now=now)
    return Complaint.objects.visible_to(user).filter(behind, with_values(filters))
