"""Telling what 10 000 of very many deadlines owe, against a bare loop that claims and marks the same rows."""

import random
from datetime import timedelta
from functools import partial
from itertools import islice
from time import perf_counter
from typing import NamedTuple

from django.db import connection, transaction

from accounts.models import User
from bench.filling import fill
from bench.timing import Timing
from complaints.models import Complaint, Deadline, DeadlineNotice, DeadlineStep
from complaints.services.staff import Readers
from complaints.services.sweeps import sweep
from complaints.services.sweeps.deadlines import tell_steps, tell_together

DUE = 10_000
_BATCH = 5_000
_CLAIMED_AT_ONCE = 100
_KINDS = ("acknowledgement", "first_contact", "direction", "investigation", "verification", "solution", "revisit")
_LONG = 3_600


class Swept(NamedTuple):
    """`p99_s` is how many seconds after 10 000 fell due at once the last but a hundred were told."""

    ours: Timing
    bare: Timing
    idle_ms: float
    p99_s: float


def measure(deadlines, *, agents, now):
    """Bring the desk to so many running deadlines, let 10 000 fall due, and do the same by bare SQL."""
    DeadlineNotice.objects.all().delete()
    _fill(deadlines, agents=agents, now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    started = perf_counter()
    sweep(Deadline.objects.with_a_step_due(now), _never, now=now)
    idle_ms = 1000 * (perf_counter() - started)
    bare = _bare(_let_fall_due(now), now=now)
    chosen = _let_fall_due(now)
    told_after, how = [], {"by": User.objects.system(), "now": now, "readers": Readers(now)}
    started = perf_counter()

    def timed(pks):
        told = tell_together(pks, **how)
        told_after.extend([perf_counter() - started] * len(told))
        return told

    due = Deadline.objects.with_a_step_due(now)
    swept = sweep(due, partial(tell_steps, **how), together=timed, now=now, seconds=_LONG)
    took = perf_counter() - started
    if swept.done != len(chosen) or swept.failed:
        raise RuntimeError(f"{swept} of {len(chosen)}")
    ours = Timing(swept.done, 1000 * took / swept.done, 1000 * took / swept.done, swept.done / took)
    return Swept(ours, bare, idle_ms, told_after[int(len(told_after) * 0.99) - 1])


def _fill(target, *, agents, now):
    fill(max(Complaint.objects.count(), target // len(_KINDS) + 1), agents=agents, now=now)
    missing = target - Deadline.objects.running().count()
    chance = random.Random(target)  # noqa: S311 — the same desk in every run, no secret
    bare = Complaint.objects.filter(deadlines=None).order_by("pk").values_list("pk", "policy_id")
    rows = (
        _deadline(pk, policy_id, kind, now + timedelta(minutes=chance.randint(60, 40_000)), now=now)
        for pk, policy_id in bare.iterator(chunk_size=_BATCH)
        for kind in _KINDS
    )
    rows = islice(rows, max(0, missing))
    while batch := list(islice(rows, _BATCH)):
        Deadline.objects.bulk_create(batch)


def _deadline(complaint_id, policy_id, kind, due_at, *, now):
    return Deadline(
        complaint_id=complaint_id,
        policy_id=policy_id,
        kind=kind,
        started_at=now - timedelta(hours=1),
        due_at=due_at,
        next_step=DeadlineStep.ALERT,
        next_step_at=due_at,
    )


def _let_fall_due(now):
    """Some 10 000 spread over the whole desk."""
    running = Deadline.objects.filter(met_at=None, cancelled_at=None, next_step_at__gt=now).order_by("pk")
    every = list(running.values_list("pk", flat=True))
    chosen = every[:: max(1, len(every) // DUE)][:DUE]
    for start in range(0, len(chosen), _BATCH):
        Deadline.objects.filter(pk__in=chosen[start : start + _BATCH]).update(
            due_at=now, next_step_at=now, next_step=DeadlineStep.ALERT
        )
    return chosen


def _bare(chosen, *, now):
    """A claim of a hundred, then for each row one transaction: the notice, and what comes next."""
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    table, notices = Deadline._meta.db_table, DeadlineNotice._meta.db_table
    later, started, done = now + timedelta(days=30), perf_counter(), 0
    while done < len(chosen):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM {table} WHERE met_at IS NULL AND cancelled_at IS NULL AND paused_at IS NULL "  # noqa: S608
                "AND next_step_at <= %s AND (leased_until IS NULL OR leased_until <= %s) "
                f"ORDER BY next_step_at, id LIMIT {_CLAIMED_AT_ONCE} {lock}",
                [now, now],
            )
            claimed = [row[0] for row in cursor.fetchall()]
            Deadline.objects.filter(pk__in=claimed).update(leased_until=now + timedelta(minutes=1))
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
        done += len(claimed)
    took = perf_counter() - started
    return Timing(done, 1000 * took / done, 1000 * took / done, done / took)


def _never(pk):
    raise RuntimeError(f"{pk} was not due")
