"""The register a regulator asks for, and lists made in the background for their owner (A15, F19, AUD-2)."""

import csv
import io
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.crypto.files import seal_file, unseal_file
from complaints.crypto.keys import WrongKey
from complaints.errors import NotPermitted, RuleBroken
from complaints.exports import making
from complaints.models import Export, ExportState
from complaints.services.intake import receive
from complaints.services.taking_out import open_export, order_export
from complaints.states import State
from tests.builders import NOON, a_complaint, a_receipt, a_user

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
PAGE = "admin:complaints_export_register"
PHONE = {ContactKind.PHONE: "13812345678"}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor(client):
    supervisor = a_user(Role.SUPERVISOR, language="en")
    client.force_login(supervisor)
    return supervisor


def made(by, *, kind="csv", now=NOON, **facts):
    export = order_export(kind=kind, language="en", by=by, now=now, **(facts or YEAR))
    making.make_waiting(now=now)
    export.refresh_from_db()
    return export


def content_of(export):
    with export.file.open("rb") as file:
        return b"".join(unseal_file(file, place=str(export.uuid)))


def rows_of(export):
    return list(csv.reader(io.StringIO(content_of(export).decode("utf-8-sig"), newline="")))


def test_the_register_has_a_line_for_each_complaint_of_the_time_and_says_how_it_ended(supervisor):
    closed = a_complaint(at=State.CLOSED, refund_cny="300.00")
    receive(a_receipt(contacts=PHONE, name="李晓燕"), by=supervisor, now=NOON - timedelta(days=400))
    heading, line = rows_of(made(supervisor))
    told = dict(zip(heading, line, strict=True))
    assert (told["No."], told["Complaint number"]) == ("1", closed.number)
    assert told["Date of receipt"] == "2026-11-18"
    assert told["Amount returned (¥)"] == "300.00"
    assert "300" in told["Measures"]
    assert told["Closed on"]
    assert told["Time used"]
    assert told["Satisfaction"]


def test_contact_data_is_masked_unless_somebody_with_the_right_says_why(supervisor):
    receive(a_receipt(contacts=PHONE, name="李晓燕", description="打 13812345678"), by=supervisor, now=NOON)
    masked = content_of(made(supervisor)).decode()
    assert "138****5678" in masked
    assert "13812345678" not in masked
    assert "晓燕" not in masked
    with pytest.raises(RuleBroken, match="why"):
        made(supervisor, **YEAR, unmasked=True)
    shown = made(supervisor, **YEAR, unmasked=True, reason="市场监管部门调取")
    assert "13812345678" in content_of(shown).decode()
    assert (shown.is_unmasked, shown.reason) == (True, "市场监管部门调取")
    with pytest.raises(NotPermitted):
        made(a_user(Role.AUDITOR), **YEAR, unmasked=True, reason="看看")
    for role in (Role.AGENT, Role.HANDLER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            made(a_user(role))


def test_a15_the_workbook_is_ready_to_print_and_holds_no_formula(supervisor):
    receive(a_receipt(subject="=1+1", product="@SUM(A1)", description="+86"), by=supervisor, now=NOON)
    export = made(supervisor, kind="xlsx")
    book = load_workbook(io.BytesIO(content_of(export)))
    sheet = book.worksheets[0]
    assert {cell.data_type for line in sheet for cell in line if cell.value is not None} == {"s"}
    assert sheet.cell(4, 8).value == "@SUM(A1)"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.print_title_rows == "$1:$3"
    assert "2026-01-01" in sheet.cell(2, 1).value


def test_a_list_keeps_its_order_and_loses_what_its_owner_may_no_longer_see():
    agent, other = a_user(Role.SUPERVISOR), a_user(team="internet-desk")
    complaints = [a_complaint(agent=other) for _one in range(3)]
    numbers, ids = [one.number for one in complaints], [one.pk for one in reversed(complaints)]
    export = made(agent, ids=ids)
    assert [row[0] for row in rows_of(export)[1:]] == numbers[::-1]
    assert export.ids == []
    export = order_export(kind="csv", language="en", ids=ids, by=agent, now=NOON)
    agent.role = Role.AGENT
    agent.save()
    making.make_waiting(now=NOON)
    export.refresh_from_db()
    assert export.done_count == 0


def test_the_file_is_sealed_its_owners_alone_and_gone_after_a_day(supervisor, client):
    receive(a_receipt(subject="滴水的纸箱"), by=supervisor, now=NOON)
    export = made(supervisor)
    assert "滴水".encode() not in Path(export.file.path).read_bytes()
    assert open_export(export.pk, by=supervisor, now=NOON) == export
    for stranger in (a_user(Role.DIRECTOR), a_user(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            open_export(export.pk, by=stranger, now=NOON)
    path, later = Path(export.file.path), NOON + timedelta(days=1)
    with pytest.raises(RuleBroken):
        open_export(export.pk, by=supervisor, now=later)
    making.make_waiting(now=later)
    export.refresh_from_db()
    assert (export.state, path.exists()) == (ExportState.DELETED, False)


def test_a_sealed_file_that_was_cut_or_moved_does_not_open():
    plain, sealed = io.BytesIO(os.urandom(2_500_000)), io.BytesIO()
    seal_file(plain, sealed, place="a")
    whole = sealed.getvalue()
    assert b"".join(unseal_file(io.BytesIO(whole), place="a")) == plain.getvalue()
    for wrong, place in ((whole, "b"), (whole[:1_200_000], "a"), (whole[: len(whole) - 452_000], "a")):
        with pytest.raises(WrongKey):
            list(unseal_file(io.BytesIO(wrong), place=place))


def test_f19_broken_off_there_is_no_file_and_the_next_try_makes_it(supervisor, monkeypatch, tmp_path):
    receive(a_receipt(), by=supervisor, now=NOON)
    export = order_export(kind="csv", language="en", by=supervisor, now=NOON, **YEAR)

    class Killed(BaseException):
        """What no handler catches."""

    def die(*_what, **_how):
        raise Killed

    for step in ("seal_file", "finish_export"):
        with monkeypatch.context() as patched:
            patched.setattr(making, step, die)
            with pytest.raises(Killed):
                making.make(export.pk, now=NOON)
        export.refresh_from_db()
        assert (export.state, export.file.name) == (ExportState.WAITING, "")
        with pytest.raises(RuleBroken):
            open_export(export.pk, by=supervisor, now=NOON)
    making.make(export.pk, now=NOON)
    export.refresh_from_db()
    assert export.state == ExportState.MADE
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [export.uuid.hex]


def test_the_page_shows_the_first_lines_and_orders_the_file(supervisor, client, time_machine):
    time_machine.move_to(NOON)
    receive(a_receipt(subject="滴水的纸箱", contacts=PHONE), by=supervisor, now=NOON)
    page = client.get(reverse(PAGE)).content.decode()
    assert "滴水的纸箱" in page
    assert "138****5678" in page
    answer = client.post(reverse(PAGE), {"since": "2026-11-01", "until": "2026-11-30", "kind": "xlsx"})
    assert answer.status_code == 302
    making.make_waiting(now=NOON)
    export = Export.objects.get()
    assert (export.owner, export.done_count, export.is_unmasked) == (supervisor, 1, False)
    assert "Download" in client.get(reverse("admin:complaints_export_changelist")).content.decode()
    file = client.get(reverse("admin:complaints_export_file", args=[export.pk]))
    assert b"".join(file.streaming_content)[:2] == b"PK"
    wrong = client.post(reverse(PAGE), {"since": "2026-12-01", "until": "2026-11-30", "kind": "xlsx"})
    assert wrong.status_code == 422
    assert client.get(reverse(PAGE), {"since": "x", "until": "2026-11-30"}).status_code == 200


def test_a_long_list_is_made_in_the_background_and_only_by_a_post(supervisor, client, monkeypatch):
    monkeypatch.setattr("complaints.admin.exports._LONG", 1)
    for _one in range(2):
        a_complaint()
    queue = reverse("admin:complaints_complaint_changelist")
    page = client.get(f"{queue}?tab=all&export=xlsx")
    assert "in the background" in page.content.decode()
    assert not Export.objects.exists()
    assert client.post(f"{queue}?tab=all", {"order_export": "xlsx"}).status_code == 302
    assert len(Export.objects.get().ids) == 2
    client.force_login(a_user(Role.AGENT))
    client.post(f"{queue}?tab=all", {"order_export": "xlsx"})
    assert Export.objects.count() == 1
