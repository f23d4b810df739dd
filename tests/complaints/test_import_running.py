"""A worker that clashes, dies or is called off leaves an import before or after, never between (INT-8, F18)."""

from datetime import timedelta
from itertools import count
from time import monotonic

import pytest
from django.db import IntegrityError
from django.utils import translation

from accounts.roles import Role
from complaints.imports import batches, running
from complaints.models import Complaint, ImportBatch, ImportState
from complaints.services import bulk
from tests.builders import NOON, a_receipt, a_user
from tests.complaints.files import a_csv, lines
from tests.complaints.importing import checked, imported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def agent():
    return a_user(Role.AGENT, language="en")


def test_a_clash_with_other_work_is_tried_again(agent, monkeypatch):
    batch = checked(a_csv(lines(2)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)

    def clash(*_args, **_kwargs):
        raise IntegrityError

    with monkeypatch.context() as patched:
        patched.setattr(bulk, "store", clash)
        running.run(running._claim(NOON), until=monotonic() + 60, now=NOON)
    batch.refresh_from_db()
    assert batch.state == ImportState.ARRIVING
    assert running.run_waiting(now=NOON) == 1
    assert Complaint.objects.count() == 2


def test_a_worker_that_died_is_followed_by_another_but_not_for_ever(agent):
    batch = checked(a_csv(lines(2)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    moment = NOON
    for _death in range(3):
        assert running._claim(moment) is not None
        assert running._claim(moment) is None
        moment += timedelta(minutes=3)
    assert running.run_waiting(now=moment) == 0
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "broke off 3 times" in batch.failure


def test_how_far_an_import_is_can_be_seen_while_it_runs(agent, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    batch = checked(a_csv(lines(5)), agent)
    seen, go_on = [], running._go_on

    def noting(known):
        go_on(known)
        seen.append(ImportBatch.objects.get(pk=known.pk).percent)

    monkeypatch.setattr(running, "_go_on", noting)
    imported(batch, agent)
    assert seen == [20, 40, 50, 70, 90, 99]


def test_an_import_with_numbers_is_taken_up_again_however_often_it_broke_off(agent):
    batch = checked(a_csv(lines(2)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    bulk.set_down(batch.pk, [a_receipt(external_id="T1")], gone_through=2, by=agent, now=NOON)
    bulk.number(batch.pk, by=agent, now=NOON)
    ImportBatch.objects.update(attempts=40)
    assert running._claim(NOON) is not None
    assert running._claim(NOON + timedelta(minutes=59)) is None
    assert running.run_waiting(now=NOON + timedelta(minutes=61)) == 1
    assert Complaint.objects.get().number == "202611-001"


def test_what_a_round_has_no_time_for_goes_on_in_the_next_where_it_was(agent, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    batch = checked(a_csv(lines(5)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    # Each look at the clock is a second later: a round has time for one chunk.
    monkeypatch.setattr(running, "monotonic", count().__next__)
    monkeypatch.setattr(running, "ROUND_SECONDS", 1.5)
    went = []
    while batch.state != ImportState.IMPORTED:
        assert running.run_waiting(now=NOON) == 1
        batch = ImportBatch.objects.get(pk=batch.pk)
        assert batch.state == ImportState.IMPORTED or not Complaint.objects.exists()
        went.append((batch.staged_count, batch.stored_count))
    assert went == [(2, 0), (4, 0), (5, 0), (5, 2), (5, 4), (5, 5), (5, 5)]
    assert (batch.first_number, batch.last_number, Complaint.objects.count()) == ("202611-001", "202611-005", 5)
