"""A file from upload to complaints: checked first, confirmed, whole or not at all, never twice (INT-8)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.imports import batches, running
from complaints.models import Complaint, ImportBatch, ImportRow, ImportState
from complaints.services import bulk
from complaints.services.intake import receive
from complaints.states import Channel
from tests.builders import NOON, a_receipt, a_user
from tests.complaints.files import HEADINGS, a_csv, a_line, a_workbook, lines
from tests.complaints.importing import check, checked, imported, kept

pytestmark = pytest.mark.django_db
BAD = a_line(99, 联系电话="12", 投诉时间="昨天")


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def agent():
    return a_user(Role.AGENT, language="en")


def test_a_file_is_kept_privately_with_its_columns_guessed(agent):
    batch = kept(a_csv(lines(2), encoding="gb18030", name="../../六月<台账>.csv"), agent).batch
    assert (batch.state, batch.encoding, batch.headings) == (ImportState.UPLOADED, "gb18030", HEADINGS)
    assert batch.mapping["phone"] == "联系电话"
    assert batch.file.name == f"imports/{batch.uuid.hex}"
    assert "/" not in batch.file_name
    assert batch.samples[4] == ["138****0001", "138****0002"]
    assert not Complaint.objects.exists()


def test_the_check_counts_and_shows_and_writes_no_complaint(agent):
    receive(a_receipt(channel=Channel.PHONE, external_id="T0001"), by=agent, now=NOON)
    batch = checked(a_csv([*lines(3), a_line(2), BAD]), agent)
    assert batch.state == ImportState.CHECKED
    assert (batch.rows_count, batch.new_count, batch.known_count, batch.errors_count) == (5, 2, 2, 1)
    assert {(row, heading) for row, heading, _sentence in batch.faults} == {(6, "联系电话"), (6, "投诉时间")}
    assert [row["row"] for row in batch.preview] == [3, 4]
    assert batch.preview[0]["facts"]["phone"] == "138****0002"
    assert Complaint.objects.count() == 1


def test_what_is_confirmed_becomes_complaints_and_the_file_is_deleted(agent):
    batch = checked(a_workbook(lines(3)), agent)
    name = batch.file.path
    with translation.override("en"):
        batch = imported(batch, agent)
    assert (batch.state, batch.imported_count) == (ImportState.IMPORTED, 3)
    assert (batch.first_number, batch.last_number) == ("202611-001", "202611-003")
    complaint = Complaint.objects.get(external_id="T0001")
    assert (complaint.received_by, complaint.received_at, complaint.team) == (agent, NOON, agent.team)
    assert complaint.events.get().facts["batch"] == str(batch.uuid)
    assert (batch.file.name, batch.preview, batch.samples) == ("", [], [])
    assert name


@pytest.mark.django_db(transaction=True)
def test_the_content_is_gone_from_the_disk_once_it_is_imported():
    agent = a_user(Role.AGENT)
    batch = checked(a_csv(lines(2)), agent)
    path = Path(batch.file.path)
    assert path.exists()
    imported(batch, agent)
    assert not path.exists()


def test_the_same_file_is_not_taken_twice(agent):
    first = imported(checked(a_csv(lines(2)), agent), agent)
    again = kept(a_csv(lines(2), name="anders.csv"), a_user(Role.SUPERVISOR))
    assert (again.batch, again.is_new) == (first, False)


def test_the_same_rows_in_another_file_are_known(agent):
    imported(checked(a_csv(lines(3)), agent), agent)
    batch = checked(a_csv(lines(4), encoding="gb18030", end="\r\n"), agent)
    assert (batch.new_count, batch.known_count) == (1, 3)
    batch = imported(batch, agent)
    assert (batch.imported_count, batch.known_count, Complaint.objects.count()) == (1, 3, 4)


def test_rows_without_an_id_are_known_by_their_content(agent):
    rows = [row[1:] for row in lines(3)]
    imported(checked(a_csv(rows, headings=HEADINGS[1:]), agent), agent)
    other_order = [list(reversed(row)) for row in [*rows[::-1], rows[0]]]
    batch = checked(a_csv(other_order, headings=HEADINGS[:0:-1]), agent)
    assert (batch.new_count, batch.known_count) == (0, 4)
    with pytest.raises(RuleBroken, match="nothing new"):
        batches.confirm(batch.pk, by=agent, now=NOON)


def test_a_file_with_errors_is_not_imported_unless_somebody_says_so(agent):
    batch = checked(a_csv([*lines(2), BAD]), agent)
    with pytest.raises(RuleBroken, match="1 rows have errors"):
        batches.confirm(batch.pk, by=agent, now=NOON)
    batch = imported(batch, agent, good_rows_only=True)
    assert (batch.imported_count, batch.errors_count, batch.good_rows_only) == (2, 1, True)
    corrected = kept(a_csv([*lines(2), a_line(99)]), agent)
    assert corrected.is_new


def test_the_columns_of_the_last_import_are_remembered(agent):
    headings = ["甲", "乙", "丙", "丁", "戊"]
    batch = kept(a_csv(lines(1), headings=headings), agent).batch
    assert batch.mapping == {}
    chosen = dict(zip(("external_id", "subject", "description", "occurred_at", "phone"), headings, strict=True))
    imported(check(batch, agent, mapping=chosen), agent)
    assert kept(a_csv(lines(1, start=7), headings=headings), agent).batch.mapping == chosen


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"phone": "联系电话"}, "subject or description"),
        ({"subject": "标题", "description": "标题"}, "same column"),
        ({"subject": "没有这一列"}, "columns of this file"),
    ],
)
def test_columns_that_make_no_sense_are_refused(agent, mapping, words):
    batch = kept(a_csv(lines(1)), agent).batch
    with pytest.raises(RuleBroken, match=words):
        check(batch, agent, mapping=mapping)


def test_columns_can_be_chosen_again_until_the_file_is_confirmed(agent):
    batch = checked(a_csv([a_line(1, 联系电话="")]), agent)
    assert batch.errors_count == 1
    batch = check(batch, agent, channel=Channel.PLATFORM)
    assert (batch.errors_count, batch.new_count, batch.errors) == (0, 1, [])
    imported(batch, agent)
    with pytest.raises(RuleBroken, match="no longer"):
        check(batch, agent)


def test_a_second_confirmation_changes_nothing(agent):
    batch = checked(a_csv(lines(2)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    with pytest.raises(RuleBroken):
        batches.confirm(batch.pk, by=agent, now=NOON)
    assert running.run_waiting(now=NOON) == 1
    assert running.run_waiting(now=NOON) == 0
    assert Complaint.objects.count() == 2


def test_a_file_set_aside_is_deleted_and_may_come_again(agent):
    batch = checked(a_csv(lines(1)), agent)
    batch = batches.set_aside(batch.pk, by=agent, now=NOON)
    assert (batch.state, batch.file.name, batch.samples) == (ImportState.SET_ASIDE, "", [])
    with pytest.raises(RuleBroken):
        batches.set_aside(batch.pk, by=agent, now=NOON)
    assert kept(a_csv(lines(1)), agent).is_new


def test_a_confirmed_file_may_be_called_off_until_numbers_are_given_out(agent):
    batch = checked(a_csv(lines(2)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    bulk.set_down(batch.pk, [a_receipt(external_id="T1")], gone_through=1, by=agent, now=NOON)
    batches.set_aside(batch.pk, by=agent, now=NOON)
    assert not ImportRow.objects.exists()
    assert running.run_waiting(now=NOON) == 0
    batch = checked(a_csv(lines(2)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    bulk.set_down(batch.pk, [a_receipt(external_id="T1")], gone_through=1, by=agent, now=NOON)
    bulk.number(batch.pk, by=agent, now=NOON)
    with pytest.raises(RuleBroken, match="only be finished"):
        batches.set_aside(batch.pk, by=agent, now=NOON)


def test_a_file_called_off_under_the_worker_leaves_nothing(agent, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    batch = checked(a_csv(lines(6)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    go_on = running._go_on

    def calling_off(known):
        go_on(known)
        batches.set_aside(batch.pk, by=agent, now=NOON)

    monkeypatch.setattr(running, "_go_on", calling_off)
    running.run_waiting(now=NOON)
    batch.refresh_from_db()
    assert batch.state == ImportState.SET_ASIDE
    assert not ImportRow.objects.exists()
    assert not Complaint.everything.exists()


def test_a_file_nobody_came_back_to_is_forgotten_after_a_week(agent):
    batch = checked(a_csv(lines(1)), agent)
    running.run_waiting(now=NOON + timedelta(days=6))
    assert ImportBatch.objects.get(pk=batch.pk).state == ImportState.CHECKED
    running.run_waiting(now=NOON + timedelta(days=8))
    batch.refresh_from_db()
    assert (batch.state, batch.file.name, batch.preview) == (ImportState.SET_ASIDE, "", [])


def test_another_agents_file_is_not_there(agent):
    batch = checked(a_csv(lines(1)), agent)
    for stranger in (a_user(Role.AGENT), a_user(Role.AUDITOR), a_user(Role.ADMINISTRATOR)):
        assert not ImportBatch.objects.visible_to(stranger).exists()
        with pytest.raises(NotPermitted):
            batches.confirm(batch.pk, by=stranger, now=NOON)
    assert ImportBatch.objects.visible_to(a_user(Role.SUPERVISOR)).exists()


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not_import_brings_no_file(role):
    with pytest.raises(NotPermitted):
        kept(a_csv(lines(1)), a_user(role))
    assert not ImportBatch.objects.exists()


def test_a_right_lost_before_the_worker_came_stops_the_import(agent):
    batch = checked(a_csv(lines(1)), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    agent.role = Role.HANDLER
    agent.save()
    running.run_waiting(now=NOON)
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "role" in batch.failure
    assert not Complaint.objects.exists()


def test_a_row_that_turned_bad_since_the_check_stops_the_whole_import(agent, monkeypatch):
    batch = checked(a_csv(lines(2), headings=HEADINGS), agent)
    batches.confirm(batch.pk, by=agent, now=NOON)
    running.run_waiting(now=NOON - timedelta(days=365))
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "Row 2" in batch.failure
    assert not Complaint.objects.exists()
    assert check(batch, agent).state == ImportState.CHECKED
