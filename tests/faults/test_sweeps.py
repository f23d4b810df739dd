"""Whatever dies, each step of every deadline is told once: real processes, killed for real (F02–F08, I14, I15)."""

import shutil

import pytest
from django.db import connection
from django.utils import timezone

from complaints.models import Deadline, Delivery, DeliveryState, Heartbeat, Runner
from complaints.services.sweeps import MOST_ATTEMPTS
from tests.faults.machinery import (
    Broker,
    Crew,
    assert_each_step_was_told_once,
    eventually,
    heartbeat_of,
    is_all_told,
    overdue_desk,
    told_count,
)

pytestmark = [
    pytest.mark.faults,
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not shutil.which("redis-server"), reason="NO REDIS SERVER TO BREAK: apt install redis-server"),
]


@pytest.fixture
def broker(tmp_path):
    broker = Broker(tmp_path)
    yield broker
    broker.stop()


@pytest.fixture
def crew(tmp_path, broker):
    crew = Crew(tmp_path, broker)
    yield crew
    crew.end()


def test_a_worker_killed_in_the_middle_and_its_child_lose_and_repeat_nothing(crew):
    overdue_desk()
    crew.begin("worker", "beat")
    kills = 0
    for share in (10, 40, 70):
        assert eventually(lambda share=share: told_count() >= share or is_all_told()), crew.logs()
        if kills == 1:
            kills += crew.kill_a_child_of("worker")
        elif not is_all_told():
            crew.kill("worker")
            crew.begin("worker")
            kills += 1
    assert kills == 3, "the desk was too small to be hit"
    assert eventually(is_all_told), crew.logs()
    assert_each_step_was_told_once()
    sent = Delivery.objects.filter(state=DeliveryState.SENT)
    assert eventually(lambda: not Delivery.objects.sendable(timezone.now()).exists()), crew.logs()
    assert max(sent.values_list("attempts", flat=True)) <= 1 + kills
    assert not Deadline.objects.filter(attempts__gte=MOST_ATTEMPTS).exists()


@pytest.mark.parametrize("beats", [2, 5])
def test_more_beats_than_one_repeat_nothing(crew, beats):
    overdue_desk(8)
    crew.begin("worker", *["beat"] * beats)
    assert eventually(is_all_told), crew.logs()
    assert_each_step_was_told_once()
    assert not Deadline.objects.filter(attempts__gte=MOST_ATTEMPTS).exists()


def test_without_beat_and_with_a_dead_or_emptied_redis_the_loop_goes_on_and_the_worker_comes_back(crew, broker):
    crew.begin("worker", "beat", "sweeper")
    assert eventually(lambda: heartbeat_of(Runner.WORKER) and heartbeat_of(Runner.LOOP)), crew.logs()
    broker.client().flushall()
    emptied_at = timezone.now()
    assert eventually(lambda: heartbeat_of(Runner.WORKER) > emptied_at), crew.logs()
    crew.kill("beat")
    broker.stop()
    overdue_desk(4)
    assert eventually(is_all_told), crew.logs()
    assert_each_step_was_told_once()
    broker.start()
    crew.begin("beat")
    back_at = timezone.now()
    assert eventually(lambda: crew.revive("worker") or heartbeat_of(Runner.WORKER) > back_at), crew.logs()


def test_a_database_that_cuts_every_connection_five_times_is_survived(crew):
    overdue_desk(8)
    crew.begin("sweeper")
    for cut in range(1, 6):
        assert eventually(lambda cut=cut: told_count() >= cut * 15 or is_all_told()), crew.logs()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    assert eventually(is_all_told), crew.logs()
    assert_each_step_was_told_once()
    assert not Deadline.objects.filter(attempts__gte=MOST_ATTEMPTS).exists()
    assert Heartbeat.objects.filter(runner=Runner.LOOP, failed_at__isnull=False).exists(), "nothing was cut"


@pytest.mark.parametrize("runners", [2, 5])
def test_several_runners_at_once_tell_each_step_once_and_step_around_the_poison(crew, runners):
    overdue_desk(8)
    poisoned = Deadline.objects.filter(kind="direction").first()
    Deadline.objects.filter(pk=poisoned.pk).update(next_step="nonsense")
    for _runner in range(runners):
        crew.begin("sweeper", arguments=("--once",))
    assert set(crew.wait("sweeper")) == {0}, crew.logs()
    left = Deadline.objects.with_a_step_due(timezone.now())
    assert [(one.pk, one.failure) for one in left] == [(poisoned.pk, "ValueError")]
    assert left[0].attempts >= 1
    Deadline.objects.filter(pk=poisoned.pk).update(next_step="first_reminder", leased_until=None)
    crew.begin("sweeper", arguments=("--once",))
    crew.wait("sweeper")
    assert_each_step_was_told_once()
