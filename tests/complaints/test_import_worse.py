"""Files worse than what platforms export, taken from upload to check as a person takes them (INT-8)."""

from datetime import datetime
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import Workbook

from accounts.roles import Role
from tests.builders import a_user
from tests.complaints.files import HEADINGS, a_csv, a_file, a_line, lines
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


def counts(batch):
    return batch.rows_count, batch.new_count, batch.known_count, batch.errors_count


def twice_encoded(text):
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


def test_a_glued_together_export_of_three_pages(agent):
    """Title above, headings three times, two carriage returns a line, a repeat, in GB18030."""
    rows = [["六月投诉汇总"], HEADINGS, *lines(2), HEADINGS, [], *lines(2, start=3), HEADINGS, a_line(1)]
    batch = checked(a_csv(rows, headings=None, encoding="gb18030", end="\r\r\n"), agent)
    assert (batch.failure, batch.encoding, counts(batch)) == ("", "gb18030", (5, 4, 1, 0))


def test_lines_encoded_twice_among_good_ones(agent):
    rows = [a_line(1), [twice_encoded(cell) for cell in a_line(2)], a_line(3)]
    batch = imported(checked(a_csv(rows, encoding="utf-8-sig", end="\r\n"), agent), agent)
    assert batch.imported_count == 3
    batch = checked(a_csv([a_line(2)], name="再来一次.csv"), agent)
    assert counts(batch) == (1, 0, 1, 0)


def test_columns_that_slipped_are_named_row_by_row(agent):
    """A comma nobody quoted pushes cells to the right, one that is missing pulls them to the left."""
    pushed, pulled = (
        ["T0002", "标题", "碎了", "漏了", "2026/6/8", "13800000002"],
        ["T0003", "标题", "碎了", "13800000003"],
    )
    batch = checked(a_csv([a_line(1), pushed, pulled, a_line(4)]), agent)
    assert counts(batch) == (4, 2, 0, 2)
    assert {row for row, _heading, _sentence in batch.faults} == {3, 4}
    assert all(len(sentence) > 20 for _row, _heading, sentence in batch.faults)


def test_what_excel_calls_unicode_text(agent):
    batch = checked(a_csv(lines(3), encoding="utf-16", separator="\t", end="\r\n", name="导出.txt"), agent)
    assert (batch.encoding, counts(batch)) == ("utf-16", (3, 3, 0, 0))


def test_a_sheet_laid_out_for_print(agent):
    """Merged title, headings merged over two lines, dates as serials, as dates and in words, a merged customer."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["投诉登记表"],
        ["投诉编号", "投诉情况", "", "", "投诉人"],
        ["", "标题", "投诉内容", "投诉时间", "联系电话"],
        a_line(1, 投诉时间=46181),
        a_line(2, 投诉时间=datetime(2026, 6, 8, 9, 30)),  # noqa: DTZ001 — cells have no zone
        a_line(3, 投诉时间="2026年6月8日 下午3点"),
        a_line(4, 投诉时间="昨天下午"),
        a_line(5, 联系电话=13800000005),
        a_line(6, 联系电话=None),
    ):
        sheet.append(row)
    for merged in ("A1:E1", "A2:A3", "B2:D2", "E8:E9"):
        sheet.merge_cells(merged)
    file = BytesIO()
    book.save(file)
    batch = checked(a_file(file.getvalue(), "登记表.xlsx"), agent)
    assert batch.mapping == dict(
        zip(("external_id", "subject", "description", "occurred_at", "phone"), HEADINGS, strict=True)
    )
    told = {row: (heading, sentence) for row, heading, sentence in batch.faults}
    assert {row: heading for row, (heading, _sentence) in told.items()} == {7: "投诉时间", 9: "联系电话"}
    assert "昨天下午" in told[7][1]
    assert counts(batch) == (6, 4, 0, 2)
