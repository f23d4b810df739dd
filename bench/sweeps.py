"""Telling what 10 000 of very many deadlines owe, against a bare loop that claims and marks the same rows."""

from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import NamedTuple

from django.db import connection, transaction

from accounts.models import User
from bench.crowding import crowd, kind_of
from complaints.models import Complaint, Deadline, DeadlineNotice, DeadlineStep
from complaints.services.staff import Readers
from complaints.services.sweeps import sweep
from complaints.services.sweeps.deadlines import tell_steps, tell_together

DUE = 10_000
_BATCH = 1_000
_CLAIMED_AT_ONCE = 100
_LONG = 3_600
_IDLE_TICKS = 20


class Pace(NamedTuple):
    """`p99_s` is how many seconds after all fell due at once the last but one in a hundred were told."""

    per_second: float
    p99_s: float
    idle_ms: float


class Swept(NamedTuple):
    ours: Pace
    bare: Pace


def measure(deadlines, *, agents, now):
    """Bring the desk to so many running deadlines, let 10 000 fall due, and do the same by bare SQL."""
    DeadlineNotice.objects.all().delete()
    crowd(deadlines, complaints=min(deadlines, DUE), agents=agents, now=now)
    due = Deadline.objects.with_a_step_due(now)
    our_idle = _idle(lambda: sweep(due, _never, now=now))
    bare_idle = _idle(lambda: _claim(now))
    chosen = _choose(now)
    _let_fall_due(chosen, now=now)
    bare = _bare(now=now)
    _let_fall_due(chosen, now=now)
    ours = _ours(due, now=now)
    if not len(ours) == len(bare) == len(chosen):
        raise RuntimeError(f"{len(ours)} and {len(bare)} of {len(chosen)} were told")
    return Swept(_pace(ours, our_idle), _pace(bare, bare_idle))


def _pace(told_after, idle_ms):
    return Pace(len(told_after) / told_after[-1], told_after[int(len(told_after) * 0.99) - 1], idle_ms)


def _idle(tick):
    took = []
    for _turn in range(_IDLE_TICKS):
        started = perf_counter()
        tick()
        took.append(1000 * (perf_counter() - started))
    return median(took)


def _choose(now):
    """One deadline each of some 10 000 complaints, spread over the whole desk and over all kinds."""
    every = list(Complaint.objects.open().order_by("pk").values_list("pk", flat=True))
    complaints, chosen = every[:: max(1, len(every) // DUE)], []
    for start in range(0, len(complaints), _BATCH):
        running = Deadline.objects.running().filter(complaint__in=complaints[start : start + _BATCH])
        rows = running.filter(next_step_at__gt=now).values_list("pk", "complaint", "kind")
        chosen += [pk for pk, complaint, kind in rows if kind == kind_of(complaint)]
    return chosen[:DUE]


def _let_fall_due(chosen, *, now):
    for start in range(0, len(chosen), _BATCH):
        Deadline.objects.filter(pk__in=chosen[start : start + _BATCH]).update(
            due_at=now, next_step_at=now, next_step=DeadlineStep.ALERT, leased_until=None
        )


def _ours(due, *, now):
    """When each was told, in seconds."""
    told_after, how = [], {"by": User.objects.system(), "now": now, "readers": Readers(now)}
    started = perf_counter()

    def together(pks):
        told = tell_together(pks, **how)
        told_after.extend([perf_counter() - started] * sum(map(bool, told.values())))
        return told

    def alone(pk):
        told = tell_steps(pk, **how)
        told_after.append(perf_counter() - started)
        return told

    sweep(due, alone, together=together, now=now, seconds=_LONG)
    return told_after


def _bare(*, now):
    """A claim of a hundred, then for each row one transaction: the notice, and what comes next."""
    table, notices = Deadline._meta.db_table, DeadlineNotice._meta.db_table
    later, started, told_after = now + timedelta(days=30), perf_counter(), []
    while claimed := _claim(now):
        for pk in claimed:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {notices} (deadline_id, step, due_at, at) VALUES (%s, 'second_alert', %s, %s)",  # noqa: S608
                    [pk, now, now],
                )
                cursor.execute(
                    f"UPDATE {table} SET next_step_at = %s, due_at = %s, leased_until = NULL WHERE id = %s",  # noqa: S608
                    [later, later, pk],
                )
            told_after.append(perf_counter() - started)
    return told_after


@transaction.atomic
def _claim(now):
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {Deadline._meta.db_table} WHERE met_at IS NULL AND cancelled_at IS NULL "  # noqa: S608
            "AND paused_at IS NULL AND next_step_at <= %s AND (leased_until IS NULL OR leased_until <= %s) "
            f"ORDER BY next_step_at, id LIMIT {_CLAIMED_AT_ONCE} {lock}",
            [now, now],
        )
        claimed = [row[0] for row in cursor.fetchall()]
    if claimed:
        Deadline.objects.filter(pk__in=claimed).update(leased_until=now + timedelta(minutes=1))
    return claimed


def _never(pk):
    raise RuntimeError(f"{pk} was not due")
