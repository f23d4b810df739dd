"""The pages of an import: who may open them, what they say, and that a post does what the services allow."""

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.roles import Role
from complaints.models import Complaint, ImportBatch, ImportState
from complaints.states import Channel, Preset
from tests.builders import a_user
from tests.complaints.files import a_csv, a_file, a_line, a_workbook, lines

pytestmark = pytest.mark.django_db
ADD = "admin:complaints_importbatch_add"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def agent(client):
    agent = a_user(Role.AGENT, language="en")
    client.force_login(agent)
    return agent


def bring(client, file, channel=Channel.PHONE):
    return client.post(reverse(ADD), {"file": file, "preset": Preset.ECOMMERCE, "channel": channel}, follow=True)


def page_of(batch, name="change"):
    return reverse(f"admin:complaints_importbatch_{name}", args=[batch.pk])


def choose(client, batch, **changes):
    chosen = {"preset": batch.preset, "channel": batch.channel} | batch.mapping | changes
    return client.post(page_of(batch, "columns"), chosen, follow=True)


def test_a_small_file_goes_from_upload_to_the_queue_in_four_clicks(client, agent):
    page = bring(client, a_csv(lines(3), name="六月.csv"))
    batch = ImportBatch.objects.get()
    assert page.redirect_chain[-1][0] == page_of(batch)
    assert "138****0001" in page.content.decode()
    page = choose(client, batch)
    assert "Import 3 complaints" in page.content.decode()
    page = client.post(page_of(batch, "confirm"), follow=True)
    assert "202611-" in page.content.decode() or "Numbers" in page.content.decode()
    assert Complaint.objects.visible_to(agent).count() == 3


def test_errors_are_listed_by_row_and_column_and_can_be_downloaded(client, agent):
    bring(client, a_csv([*lines(1), a_line(2, 投诉时间="=昨天")]))
    batch = ImportBatch.objects.get()
    page = choose(client, batch).content.decode()
    assert "投诉时间" in page
    assert "1 row" in page
    lines_of_list = client.get(page_of(batch, "errors")).content.decode("utf-8-sig").splitlines()
    assert lines_of_list[0] == "Row,Column,Problem"
    assert lines_of_list[1].startswith("3,投诉时间,")
    client.post(page_of(batch, "confirm"))
    assert not Complaint.objects.exists()
    client.post(page_of(batch, "confirm"), {"good_rows_only": "on"})
    assert Complaint.objects.count() == 1


def test_a_file_that_is_none_stays_on_the_page_with_a_sentence(client, agent):
    page = bring(client, a_file(b"<html><table></table></html>", "liste.xls"))
    assert page.status_code == 422
    assert "web page" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_same_file_leads_to_the_earlier_import(client, agent):
    bring(client, a_csv(lines(2)))
    page = bring(client, a_csv(lines(2)))
    assert page.redirect_chain[-1][0] == page_of(ImportBatch.objects.get())
    assert "not taken twice" in page.content.decode()


def test_the_same_file_of_somebody_else_is_named_but_not_shown(client, agent):
    bring(client, a_csv(lines(2)))
    client.force_login(a_user(Role.AGENT, language="en"))
    page = bring(client, a_csv(lines(2)))
    assert page.redirect_chain[-1][0] == reverse("admin:complaints_importbatch_changelist")
    assert ImportBatch.objects.count() == 1


def test_columns_refused_are_told_on_the_page(client, agent):
    bring(client, a_csv(lines(2)))
    batch = ImportBatch.objects.get()
    page = choose(client, batch, subject="", description="")
    assert page.status_code == 409
    assert "subject or description" in page.content.decode()
    assert choose(client, batch, phone="不存在").status_code == 422


def test_other_sheets_are_told_to_be_left_out(client, agent):
    page = bring(client, a_workbook(lines(1), sheets={"说明": [["说明"]]}))
    assert "2 sheets" in page.content.decode()


def test_a_large_file_waits_for_the_worker_and_the_page_looks_again(client, agent, monkeypatch):
    monkeypatch.setattr("complaints.imports.running._SMALL_BYTES", 10)
    monkeypatch.setattr("complaints.imports.running._SMALL_ROWS", 1)
    bring(client, a_csv(lines(3)))
    batch = ImportBatch.objects.get()
    page = choose(client, batch).content.decode()
    assert 'http-equiv="refresh"' in page
    assert "being checked" in page
    ImportBatch.objects.update(state=ImportState.CHECKED, new_count=3)
    page = client.post(page_of(batch, "confirm"), follow=True).content.decode()
    assert "being imported" in page
    assert not Complaint.objects.exists()


def test_a_file_is_set_aside_by_its_button(client, agent):
    bring(client, a_csv(lines(1)))
    batch = ImportBatch.objects.get()
    client.post(page_of(batch, "set_aside"))
    batch.refresh_from_db()
    assert batch.state == ImportState.SET_ASIDE
    assert client.get(page_of(batch)).status_code == 200


@pytest.mark.parametrize("name", ["change", "errors"])
def test_a_foreign_import_is_not_found(client, agent, name):
    bring(client, a_csv(lines(1)))
    batch = ImportBatch.objects.get()
    client.force_login(a_user(Role.AGENT))
    assert client.get(page_of(batch, name)).status_code == 404


@pytest.mark.parametrize("name", ["columns", "confirm", "set_aside"])
def test_a_foreign_import_is_not_touched_and_no_get_changes_anything(client, agent, name):
    bring(client, a_csv(lines(1)))
    batch = ImportBatch.objects.get()
    assert client.get(page_of(batch, name)).status_code == 405
    client.force_login(a_user(Role.AGENT))
    assert client.post(page_of(batch, name)).status_code == 404
    assert ImportBatch.objects.get().state == ImportState.UPLOADED


@pytest.mark.parametrize("role", [Role.HANDLER, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, Role.CURATOR])
def test_who_may_not_import_is_not_let_in(client, role):
    client.force_login(a_user(role))
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(ADD)).status_code == 403
    assert client.get(reverse("admin:complaints_importbatch_changelist")).status_code == 403


def test_text_from_a_file_is_shown_and_not_run(client, agent):
    script = "<script>alert(1)</script>"
    bring(client, a_csv([a_line(1, 标题=script, 投诉时间=script)], name=f"{script}.csv"))
    page = choose(client, ImportBatch.objects.get())
    assert script not in page.content.decode()


def test_the_list_asks_the_same_number_of_questions_for_many_imports(client, agent, django_assert_max_num_queries):
    for serial in range(12):
        bring(client, a_csv(lines(1, start=serial)))
    with django_assert_max_num_queries(14):
        client.get(reverse("admin:complaints_importbatch_changelist"))
