"""A sweep: claims under a lease, one row at a time, and a bad row steps aside (F02, F03, F14)."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from complaints.errors import RuleBroken
from complaints.models import Deadline
from complaints.services.sweeps import LEASE, MOST_ATTEMPTS, sweep, sweeping
from tests.builders import NOON, a_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """Some deadlines, all due."""
    a_complaint()
    Deadline.objects.update(next_step_at=NOON, attempts=0)
    return list(Deadline.objects.order_by("next_step_at", "pk").values_list("pk", flat=True))


def due(now=NOON):
    return Deadline.objects.with_a_step_due(now)


def done(pk):
    return Deadline.objects.filter(pk=pk).update(next_step_at=None)


def run(carry_out=done, now=NOON, **limits):
    return sweep(due(now), carry_out, now=now, **limits)


def test_everything_due_is_done_once_and_in_order(rows):
    seen = []
    assert run(lambda pk: seen.append(pk) or done(pk)) == (len(rows), 0)
    assert seen == rows
    assert run() == (0, 0)


def test_what_somebody_holds_is_left_until_the_lease_is_over(rows):
    Deadline.objects.filter(pk=rows[0]).update(leased_until=NOON + LEASE)
    assert run(now=NOON).done == len(rows) - 1
    assert run(now=NOON + LEASE - timedelta(seconds=1)).done == 0
    assert run(now=NOON + LEASE).done == 1


def test_a_bad_row_waits_longer_each_time_and_then_stands_aside_with_its_reason(rows):
    def breaks(pk):
        if pk == rows[0]:
            raise ValueError("13800138000 is no number")
        return done(pk)

    assert run(breaks) == (len(rows) - 1, 1)
    now, waits = NOON, []
    for _attempt in range(MOST_ATTEMPTS - 1):
        bad = Deadline.objects.get(pk=rows[0])
        waits.append(bad.leased_until - now)
        assert run(breaks, now=bad.leased_until - timedelta(seconds=1)) == (0, 0)
        now = bad.leased_until
        assert run(breaks, now=now) == (0, 1)
    assert waits == [LEASE * times for times in (1, 2, 3, 4)]
    bad.refresh_from_db()
    assert (bad.attempts, bad.failure) == (MOST_ATTEMPTS, "ValueError")
    assert run(breaks, now=NOON + timedelta(days=400)) == (0, 0)


def test_a_refusal_is_kept_in_its_own_words(rows):
    def refuses(pk):
        raise RuleBroken("先填写调查报告的责任认定。")

    run(refuses)
    assert Deadline.objects.get(pk=rows[0]).failure == "先填写调查报告的责任认定。"


def test_a_row_in_hand_when_sweeps_died_is_claimed_alone_until_it_is_named(rows):
    class Killed(BaseException):
        """Nothing of ours runs any more, as after kill -9."""

    def kills(pk):
        if pk == rows[2]:
            raise Killed
        return done(pk)

    now, lives = NOON, 0
    while due(now).exists() and lives < 20:
        try:
            run(kills, now=now)
        except Killed:
            lives += 1
        now += LEASE
        if Deadline.objects.get(pk=rows[2]).attempts >= MOST_ATTEMPTS:
            break
    assert lives == MOST_ATTEMPTS
    run(kills, now=now + LEASE)
    assert list(due(now + LEASE).values_list("pk", flat=True)) == [rows[2]], "all but the culprit were done"


@pytest.mark.parametrize("code", ["57P01", "08006", None])
def test_a_database_that_went_away_is_no_fault_of_the_rows(rows, monkeypatch, code):
    monkeypatch.setattr(connection, "close", lambda: None)

    class Shut(Exception):
        sqlstate = code

    def gone(pk):
        raise OperationalError("terminating connection due to administrator command") from Shut()

    with pytest.raises(OperationalError):
        run(gone)
    assert set(Deadline.objects.values_list("attempts", "leased_until")) == {(0, None)}
    assert run().done == len(rows)


@pytest.mark.parametrize("code", ["40P01", "55P03"])
def test_a_deadlock_or_a_long_lock_costs_one_attempt_and_not_the_sweep(rows, code):
    class Locked(Exception):
        sqlstate = code

    def waits(pk):
        if pk == rows[0]:
            raise OperationalError("deadlock detected") from Locked()
        return done(pk)

    assert run(waits) == (len(rows) - 1, 1)
    assert run(now=NOON + LEASE).done == 1


def all_of(pks):
    return {pk: done(pk) for pk in pks}


def test_what_can_be_done_together_is_done_in_one_go(rows):
    asked = []
    assert run(_not_alone, together=lambda pks: asked.append(pks) or all_of(pks)) == (len(rows), 0)
    assert asked == [rows]


def test_a_bad_row_ends_up_alone_and_takes_no_other_along(rows):
    def together(pks):
        if rows[1] in pks:
            raise ValueError("bad")
        return all_of(pks)

    alone = []

    def breaks(pk):
        alone.append(pk)
        return together([pk])[pk]

    assert run(breaks, together=together) == (len(rows) - 1, 1)
    assert alone == [rows[1]]
    bad = Deadline.objects.get(pk=rows[1])
    assert (bad.attempts, bad.leased_until, bad.failure) == (1, NOON + LEASE, "ValueError")


def test_a_row_that_was_tried_before_is_carried_out_alone(rows):
    Deadline.objects.filter(pk=rows[0]).update(attempts=1)
    alone, asked = [], []
    answers = run(lambda pk: alone.append(pk) or done(pk), together=lambda pks: asked.extend(pks) or all_of(pks))
    assert answers.done == len(rows)
    assert (alone, asked) == (rows[:1], rows[1:])


def test_what_is_left_out_of_the_many_is_carried_out_alone(rows):
    alone = []
    answers = run(lambda pk: alone.append(pk) or done(pk), together=lambda pks: all_of(pks[1:]))
    assert answers.done == len(rows)
    assert alone == rows[:1]


def test_a_database_that_goes_while_many_are_done_counts_against_none(rows, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)

    class Shut(Exception):
        sqlstate = "57P01"

    def together(pks):
        if len(pks) == len(rows):
            raise ValueError("halves are asked next")
        raise OperationalError("terminating connection due to administrator command") from Shut()

    with pytest.raises(OperationalError):
        run(_not_alone, together=together)
    assert set(Deadline.objects.values_list("attempts", "leased_until")) == {(0, None)}


def test_who_prepares_is_told_what_was_claimed_before_it_is_carried_out(rows):
    told = []
    run(lambda pk: told.append(pk) or done(pk), before=lambda pks: told.append(pks))
    assert told == [tuple(rows), *rows]


def test_a_row_nobody_could_prepare_is_carried_out_all_the_same(rows):
    def breaks(pks):
        raise ValueError("bad")

    assert run(before=breaks) == (len(rows), 0)


def test_a_database_that_goes_while_rows_are_prepared_counts_against_none(rows, monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)

    class Shut(Exception):
        sqlstate = "57P01"

    def gone(pks):
        raise OperationalError("terminating connection due to administrator command") from Shut()

    with pytest.raises(OperationalError):
        run(_not_alone, before=gone)
    assert set(Deadline.objects.values_list("attempts", "leased_until")) == {(0, None)}


def _not_alone(pk):
    raise AssertionError(f"{pk} was carried out alone")


def test_a_sweep_ends_when_its_time_is_up_and_gives_the_rest_back(rows, monkeypatch):
    moments = iter(range(100))
    monkeypatch.setattr(sweeping, "monotonic", lambda: next(moments))
    assert run(seconds=4).done < len(rows)
    assert not due().exclude(leased_until=None).exists()
    monkeypatch.undo()
    assert run().done > 0
    assert not due().exists()


def test_a_sweep_slower_than_its_lease_leaves_the_rest_to_the_next(rows, monkeypatch):
    seen, moments = [], iter(range(0, 10_000, 30))
    monkeypatch.setattr(sweeping, "monotonic", lambda: next(moments))
    run(lambda pk: seen.append(pk) or done(pk), seconds=200)
    assert len(seen) == len(set(seen))
    assert not due().exclude(leased_until=None).exists()


@pytest.mark.postgres
def test_what_is_due_is_found_by_the_index_over_what_runs(rows):
    with connection.cursor() as cursor:
        # With so few rows reading them all would be cheaper.
        cursor.execute("SET LOCAL enable_seqscan = off")
    claim = sweeping.free(due(), NOON).values_list("pk", "attempts")[:100]
    assert "deadline_with_a_step_owed" in claim.explain()
