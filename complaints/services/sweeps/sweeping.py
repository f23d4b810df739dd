"""Claim what is due under a lease, carry it out one by one, and let a bad row step aside.

The row is the work: whoever dies holding it leaves it to the next sweep once the lease is over. Any number of
sweeps may run at once. What they sweep has `leased_until`, `attempts` and `failure`.
"""

import logging
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import takewhile
from math import inf
from time import monotonic
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q

from complaints.errors import Refusal

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=1)
MOST_ATTEMPTS = 5
#: A sweep ends before the tick after the next one is due: the rest is found again, and other work gets its turn.
MOST_SECONDS = 20
#: How long a row may be held by somebody else, in PostgreSQL's words.
PATIENCE = "10s"
_BATCH = 100
#: A row that was in hand when sweeps died so often is claimed alone: the next death names the culprit.
_SUSPECT = 2
#: How PostgreSQL's codes begin when it shuts down or a connection breaks.
_GONE = ("08", "57P")


class Swept(NamedTuple):
    """How many rows were done, and how many could not be."""

    done: int
    failed: int


def free(due, now):
    """Those of the queryset `due` that nobody holds and that did not step aside."""
    return due.filter(Q(leased_until=None) | Q(leased_until__lte=now), attempts__lt=MOST_ATTEMPTS)


def sweep(due, carry_out, *, now, together=None, before=None, lease=LEASE, seconds=MOST_SECONDS):
    """Carry out the rows of `due`, an ordered queryset of what is due at `now`, until none is free or time is up.

    `carry_out(pk)` is a service: it locks, asks again whether there is anything to do, and answers whether it did
    it. A row claimed counts one attempt; one that raises waits longer each time, and after five attempts it stands
    aside with the reason on it. Raises only when the database is gone.

    `together(pks)` does the same of many rows in one transaction and answers by row. When it raises it is asked of
    either half, so that a bad row ends up alone; what it leaves out is carried out one by one.

    `before(pks)` is told what was claimed, for whoever reads for many at once what each of them needs.
    """
    ends_at = monotonic() + seconds
    with _impatient():
        return _until(ends_at, due, carry_out, together or _none_of, before or _none_of, now=now, lease=lease)


def _until(ends_at, due, carry_out, together, before, *, now, lease):
    done = failed = 0
    while monotonic() < ends_at and (rows := _claim(due, now=now, lease=lease)):
        until = min(ends_at, monotonic() + lease.total_seconds())
        claimed = [pk for pk, _attempts in rows]
        with _giving_back(due.model, claimed):
            _prepare(before, claimed, due.model)
            for answers in at_once(together, [pk for pk, attempts in rows if not attempts], due.model, until):
                done += sum(map(bool, answers.values()))
                claimed[:] = (pk for pk in claimed if pk not in answers)
            while claimed and monotonic() < until:
                try:
                    done += bool(carry_out(claimed[0]))
                except Exception as fault:
                    # Whatever a row raises must not hold up the others; a database that is gone is no fault of a row.
                    if _is_gone(fault):
                        raise
                    failed += 1
                    _note(due.model, claimed[0], fault, now=now)
                del claimed[0]
    return Swept(done, failed)


def _none_of(pks):
    return {}


def _prepare(before, pks, model):
    """Whoever cannot read for many reads for each."""
    try:
        before(tuple(pks))
    except Exception as fault:
        if _is_gone(fault):
            raise
        log.warning("sweep_unprepared", extra={"model": model.__name__, "count": len(pks)}, exc_info=fault)


def at_once(together, pks, model, until=inf):
    """What `together` answers, part by part, until the monotonic clock says `until`; a row it raised for is left out.

    Raises only when the database is gone.
    """
    if not pks or monotonic() >= until:
        return
    try:
        answers = together(pks)
    except Exception as fault:
        if _is_gone(fault):
            raise
        log.info("sweep_halves", extra={"model": model.__name__, "count": len(pks), "fault": type(fault).__name__})
    else:
        yield answers
        return
    if len(pks) > 1:
        middle = len(pks) // 2
        yield from at_once(together, pks[:middle], model, until)
        yield from at_once(together, pks[middle:], model, until)


@contextmanager
def _giving_back(model, claimed):
    """What is left of `claimed` is free again afterwards; the only fault that comes through is a database gone."""
    try:
        yield
    except Exception:
        connection.close()
        _put_back(model, claimed)
        raise
    _put_back(model, claimed)


@transaction.atomic
def _claim(due, *, now, lease):
    """Keys of the rows claimed now, each with how often it was tried before."""
    rows = list(free(due, now).select_for_update(skip_locked=True).values_list("pk", "attempts")[:_BATCH])
    rows = list(takewhile(lambda row: row[1] < _SUSPECT, rows)) or rows[:1]
    _of(due.model, [pk for pk, _attempts in rows]).update(leased_until=now + lease, attempts=F("attempts") + 1)
    return rows


@contextmanager
def _impatient():
    """Whoever holds a row for long, a hung connection perhaps, costs the sweep that row and not the others."""
    if connection.vendor != "postgresql":
        yield
        return
    _set_patience(PATIENCE)
    try:
        yield
    finally:
        with suppress(DatabaseError):
            _set_patience("0")


def _set_patience(patience):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [patience])


def _is_gone(fault):
    """Whether the database went away under it. Asking the connection is too late: leaving a block renews it."""
    if not isinstance(fault, OperationalError | InterfaceError):
        return False
    code = getattr(fault.__cause__, "sqlstate", "")
    return code is None or code.startswith(_GONE)


def _put_back(model, pks):
    """What was claimed and not begun is free again, as if nobody had claimed it."""
    if pks:
        # Without a database the lease ends by itself.
        with suppress(DatabaseError):
            _of(model, pks).filter(attempts__gt=0).update(leased_until=None, attempts=F("attempts") - 1)


def _note(model, pk, fault, *, now):
    """Keep why it failed: a refusal in its own words, anything else by name, because its words may hold a secret."""
    reason = str(fault.sentence) if isinstance(fault, Refusal) else type(fault).__name__
    attempts = _of(model, [pk]).values_list("attempts", flat=True).first() or 0
    _of(model, [pk]).update(failure=reason[:300], leased_until=now + LEASE * attempts)
    log.warning("sweep_failed", extra={"model": model.__name__, "pk": pk, "attempts": attempts}, exc_info=fault)


def _of(model, pks):
    return model._base_manager.filter(pk__in=pks)
