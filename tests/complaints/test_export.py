"""Lists taken out: what the person sees, masked, and never a formula; what went out can come in again."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.roles import Role
from complaints.admin.exports import export_selected
from complaints.crypto.contact import ContactKind
from complaints.exports.writing import as_csv, as_workbook
from complaints.imports.headings import guessed
from complaints.imports.judging import Judge
from complaints.imports.table import Table
from complaints.models import Complaint
from complaints.services.intake import receive
from complaints.spreadsheet import harmless, unprefixed
from complaints.states import Channel, Preset
from tests.builders import NOON, a_receipt, a_user
from tests.complaints.files import a_file

pytestmark = pytest.mark.django_db
HOSTILE = [
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", '"=1', "＝1", "＋1", "－1", "＠1"),
    *('=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0", "''=1"),
]
QUEUE = "admin:complaints_complaint_changelist"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor(client):
    supervisor = a_user(Role.SUPERVISOR, language="en")
    client.force_login(supervisor)
    return supervisor


def received(by, **changes):
    return receive(a_receipt(**changes), by=by, now=NOON).complaint


def csv_rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook_bytes():
    with as_workbook(Complaint.objects.all(), "en", []) as file:
        return file.read()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_nothing_is_lost(supervisor, text):
    received(supervisor, description=f"{text}\n正文")
    (row,) = csv_rows("".join(as_csv(Complaint.objects.all(), "en")).encode())
    assert row["Description"].startswith("'")
    assert unprefixed(row["Description"]) == f"{text}\n正文"
    book = load_workbook(io.BytesIO(workbook_bytes()))
    cells = [cell for line in book.worksheets[0] for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


@given(st.text())
@settings(max_examples=300)
def test_a_prefix_put_on_comes_off_again(text):
    assert unprefixed(harmless(text)) == text


def test_contact_data_is_masked_whoever_exports(supervisor):
    received(
        supervisor,
        name="李晓燕",
        description="请打 13812345678 找我",
        contacts={ContactKind.PHONE: "13812345678", ContactKind.EMAIL: "li@example.cn"},
    )
    content = "".join(as_csv(Complaint.objects.all(), "en"))
    (row,) = csv_rows(content.encode())
    assert (row["Customer's name"], row["Phone number"]) == ("李**", "138****5678")
    assert "13812345678" not in content
    assert "li@" not in content


def test_headings_and_words_speak_the_language_of_the_reader(supervisor):
    received(supervisor)
    (english,) = csv_rows("".join(as_csv(Complaint.objects.all(), "en")).encode())
    (chinese,) = csv_rows("".join(as_csv(Complaint.objects.all(), "zh-hans")).encode())
    assert english["State"] == "Received"
    assert chinese["渠道"] == "电话热线"
    assert english["Received on"] == "2026-11-18 12:00:00"


def test_what_went_out_comes_in_the_same(supervisor):
    texts = {"subject": "=1+1 的价格", "description": '引号"逗号,\n换行\t制表；𠮷🙂', "place": "+上海"}
    received(supervisor, channel=Channel.PLATFORM, external_id="P-1", demand_note="@全额", **texts)
    for file in (
        a_file("".join(as_csv(Complaint.objects.all(), "en")).encode()),
        a_file(workbook_bytes(), "list.xlsx"),
    ):
        table = Table(file)
        judge = Judge(
            preset=Preset.ECOMMERCE,
            channel=Channel.PLATFORM,
            mapping=guessed(table.headings),
            unnamed=table.unnamed,
            now=NOON,
        )
        (judged,) = [judge.judge(row) for row in table]
        assert judged.faults == ()
        receipt, complaint = judged.receipt, Complaint.objects.get()
        for name in ("external_id", *texts, "product", "demand", "demand_note", "demand_cny", "emotion", "category"):
            assert getattr(receipt, name) == getattr(complaint, name), name


def test_the_export_holds_what_the_list_shows_and_who_took_it(client, supervisor, caplog):
    first, second = received(supervisor, subject="甲"), received(supervisor, subject="乙", channel=Channel.CHAT)
    with caplog.at_level("INFO", logger="complaints.admin.exports"):
        response = client.get(reverse(QUEUE), {"tab": "all", "channel": Channel.CHAT, "export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    listed, about = book.worksheets
    assert [row[0].value for row in listed.iter_rows(min_row=2)] == [second.number]
    assert about["B1"].value == f"{supervisor} ({supervisor.username})"
    (record,) = [one for one in caplog.records if one.message == "complaints_exported"]
    assert (record.by, record.count) == (supervisor.pk, 1)
    response = client.get(reverse(QUEUE), {"tab": "all", "export": "csv"})
    numbers = [row["Complaint number"] for row in csv_rows(b"".join(response.streaming_content))]
    assert sorted(numbers) == [first.number, second.number]


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.FINANCE, Role.ADMINISTRATOR])
def test_who_may_not_export_takes_nothing_out(client, role):
    client.force_login(a_user(role))
    assert client.get(reverse(QUEUE), {"export": "csv"}).status_code == 403


def test_an_unknown_format_is_not_there(client, supervisor):
    assert client.get(reverse(QUEUE), {"export": "pdf"}).status_code == 403


def test_a_long_list_asks_the_same_number_of_questions(supervisor, django_assert_max_num_queries):
    for _serial in range(12):
        received(supervisor)
    with django_assert_max_num_queries(3):
        assert "".join(as_csv(Complaint.objects.all(), "en")).count("202611-") == 12


def test_exporting_the_chosen_keeps_to_what_is_visible(rf):
    agent = a_user(Role.AGENT)
    request = rf.get("/")
    request.user = agent
    with pytest.raises(PermissionDenied):
        export_selected(request, Complaint.objects.all(), [1], kind="csv")
