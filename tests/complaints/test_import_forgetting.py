"""What an import leaves behind: numbers and reasons, never what stood in the cells (AUD-2)."""

from datetime import timedelta

import pytest
from django.utils import translation

from complaints.errors import RuleBroken
from complaints.imports import batches, running
from complaints.models import ImportBatch, ImportState
from tests.builders import NOON, a_user
from tests.complaints.files import a_csv, a_line, lines
from tests.complaints.importing import checked, imported

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def agent():
    return a_user(language="en")


def ended(batch, by, how):
    if how == "imported":
        return imported(batch, by, good_rows_only=True)
    if how == "set aside":
        return batches.set_aside(batch.pk, by=by, now=NOON)
    running.run_waiting(now=NOON + timedelta(days=8))
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("how", ["imported", "set aside", "forgotten"])
def test_of_an_ended_import_row_column_and_reason_stay_and_no_cell(agent, how):
    batch = checked(a_csv([*lines(1), a_line(99, 投诉时间="顾秀英 17099990001")]), agent)
    reason = "“%s” is no date. Write it as 2026-06-08 14:30."
    assert batch.faults == [(3, "投诉时间", reason % "顾秀英 17099990001")]
    batch = ended(batch, agent, how)
    assert batch.faults == [(3, "投诉时间", reason % "…")]
    (stored,) = ImportBatch.objects.values("errors", "preview", "samples", "failure")
    assert "17099990001" not in str(stored)


def test_an_import_that_breaks_off_at_a_row_quotes_no_cell(agent):
    batch = checked(a_csv([a_line(1, 投诉时间="顾秀英 17099990001")]), agent)
    ImportBatch.objects.filter(pk=batch.pk).update(new_count=1, errors_count=0)
    batch = imported(batch, agent)
    assert batch.state == ImportState.FAILED
    assert "“…” is no date" in batch.failure


def test_a_file_somebody_came_back_to_meanwhile_is_not_forgotten(agent, monkeypatch):
    first, second = (checked(a_csv(lines(1, start=serial)), agent) for serial in (1, 2))

    def confirming_the_other(batch):
        """While one is forgotten, somebody confirms the other, which was just found old as well."""
        (other,) = {first.pk, second.pk} - {batch.pk}
        batches.confirm(other, by=agent, now=NOON)

    monkeypatch.setattr(running, "forget_file", confirming_the_other)
    running.run_waiting(now=NOON + timedelta(days=8))
    states = ImportBatch.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [ImportState.CONFIRMED, ImportState.SET_ASIDE]


def test_a_check_that_breaks_off_does_not_bring_back_what_was_set_aside(agent, monkeypatch):
    def set_aside_and_broken(batch, *, now):
        batches.set_aside(batch.pk, by=agent, now=now)
        raise RuleBroken("The file ends in the middle of a row.")

    monkeypatch.setattr(running, "check", set_aside_and_broken)
    batch = checked(a_csv(lines(1)), agent)
    assert (batch.state, batch.failure) == (ImportState.SET_ASIDE, "")
