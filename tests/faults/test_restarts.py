"""A PostgreSQL that is restarted in the middle of the sweeps, with its whole desk at work (F05, I14, I15)."""

import os
import shutil

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from complaints.models import Deadline, Delivery, Runner
from complaints.services.sweeps import MOST_ATTEMPTS
from tests.conftest import IN_CI
from tests.faults.machinery import (
    SERVER_PROGRAMS,
    Broker,
    Cluster,
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
    pytest.mark.skipif(
        not (SERVER_PROGRAMS or IN_CI), reason="NO POSTGRESQL SERVER TO RESTART: apt install postgresql"
    ),
]
RESTARTS = int(os.environ.get("REDRESS_RESTARTS", "3"))


@pytest.fixture
def cluster(transactional_db):
    cluster = Cluster()
    with cluster.used():
        yield cluster
    cluster.stop()


@pytest.fixture
def crew(tmp_path, cluster):
    broker = Broker(tmp_path)
    crew = Crew(tmp_path, broker)
    yield crew
    crew.end()
    broker.stop()


def anew(question):
    """`question` asked over a connection that outlived nothing."""
    try:
        return question()
    except DatabaseError:
        connection.close()
        return False


def test_a_server_restarted_again_and_again_loses_and_repeats_nothing(crew, cluster):
    overdue_desk()
    crew.begin("worker", "beat", "sweeper")
    for restart in range(RESTARTS):
        share = 20 + 60 * restart
        assert eventually(lambda share=share: anew(lambda: told_count() >= share or is_all_told())), crew.logs()
        assert not anew(is_all_told), "the desk was too small to be hit"
        connection.close()
        cluster.restart()
    assert eventually(lambda: anew(is_all_told)), crew.logs()
    assert_each_step_was_told_once()
    assert not Deadline.objects.filter(attempts__gte=MOST_ATTEMPTS).exists()
    assert "OperationalError" in crew.logs(most=None), "nobody was in the middle of anything"
    back_at = timezone.now()
    for runner in Runner:
        assert eventually(lambda runner=runner: heartbeat_of(runner) > back_at), crew.logs()
    assert eventually(lambda: not Delivery.objects.sendable(timezone.now()).exists()), crew.logs()
