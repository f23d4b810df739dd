"""Files of every shape are read as rows under headings, or refused with what to do."""

import time
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import translation
from openpyxl import load_workbook

from complaints.errors import RuleBroken
from complaints.imports.table import Table
from tests.complaints.files import HEADINGS, a_csv, a_file, a_line, a_workbook, lines, with_part


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


SHEET = "xl/worksheets/sheet1.xml"


def read(file):
    return [row.values for row in Table(file)]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_encoding_and_line_ends_are_found_out(encoding, told, end):
    table = Table(a_csv(lines(5), encoding=encoding, end=end))
    assert table.encoding == told
    assert table.headings == HEADINGS
    assert [row.number for row in table] == [2, 3, 4, 5, 6]
    assert list(table)[4].values["标题"] == "第5件外箱破损"


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_the_separator_is_found_out(separator):
    rows = [a_line(1, 投诉内容="碎了;漏了,还|破了"), a_line(2)]
    table = Table(a_csv(rows, separator=separator))
    assert table.headings == HEADINGS
    assert next(iter(table)).values["投诉内容"] == "碎了;漏了,还|破了"


def test_the_line_excel_writes_about_its_separator_is_no_heading():
    file = a_file(b"sep=;\n" + a_csv(lines(2), separator=";").read())
    assert [row.number for row in Table(file)] == [3, 4]


def test_a_workbook_and_a_text_file_of_the_same_rows_read_the_same():
    assert read(a_workbook(lines(3))) == read(a_csv(lines(3)))


def test_numbers_and_dates_of_a_workbook_read_as_a_person_sees_them():
    headings = ["编号", "标题", "电话", "时间", "金额", "订单号"]
    row = [7.0, True, 13800001234, datetime(2026, 6, 8), 12.5, 123456789012345678]  # noqa: DTZ001 — cells have no zone
    values = read(a_workbook([row], headings=headings))[0]
    assert list(values.values()) == ["7", "TRUE", "13800001234", "2026-06-08", "12.5", "1.23457E+17"]


def test_rows_without_content_are_no_rows():
    book = load_workbook(a_workbook(lines(3)))
    book.active.cell(65_000, 1).value = " "
    book.active.cell(30_000, 4).value = "\u3000"
    buffer = BytesIO()
    book.save(buffer)
    assert len(read(a_file(buffer.getvalue()))) == 3


def test_sixty_five_thousand_ghost_rows_are_passed_over_quickly():
    ghosts = "".join(f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(5, 65_205))
    file = a_workbook(lines(3))
    with ZipFile(file) as archive:
        sheet = archive.read(SHEET).decode()
    file = with_part(file, SHEET, sheet.replace("</sheetData>", f"{ghosts}</sheetData>"))
    started = time.process_time()
    assert len(read(file)) == 3
    assert time.process_time() - started < 10


def test_titles_and_notes_above_the_headings_are_passed_over():
    rows = [["投诉台账（6月）"], ["制表：客服部", "", "", "2026-06-30"], [], HEADINGS, *lines(2)]
    table = Table(a_csv(rows, headings=None))
    assert table.headings == HEADINGS
    assert [row.number for row in table] == [5, 6]


def test_headings_in_two_lines_as_merged_cells_leave_them_are_joined():
    rows = [
        ["编号", "投诉人", "", "投诉内容", "处理结果"],
        ["", "姓名", "电话", "", ""],
        ["1", "张三", "138", "破了", "已退"],
    ]
    table = Table(a_workbook(rows, headings=None))
    assert table.headings == ["编号", "姓名", "电话", "投诉内容", "处理结果"]
    assert len(list(table)) == 1


def test_a_heading_row_repeated_in_the_middle_is_no_complaint():
    assert len(read(a_csv([*lines(2), HEADINGS, *lines(2, start=3), HEADINGS]))) == 4


def test_two_generations_of_headings_merged_into_one_file_are_one_column_each():
    headings = ["id", "desc", "type", "id_", "type_"]
    rows = [["1", "异响", "轿车", "", ""], ["", "顿挫", "", "2", "卡车"], ["3", "漏油", "轿车", "33", ""]]
    assert read(a_csv(rows, headings=headings)) == [
        {"id": "1", "desc": "异响", "type": "轿车"},
        {"id": "2", "desc": "顿挫", "type": "卡车"},
        {"id": "3", "desc": "漏油", "type": "轿车", "id_": "33"},
    ]


def test_columns_of_one_name_or_none_are_kept_apart():
    table = Table(a_csv([["1", "标题甲", "内容", "x", "y"]], headings=["", "标题", "内容", "备注", "备注"]))
    assert table.headings == ["(A)", "标题", "内容", "备注", "备注 (2)"]
    assert table.unnamed == {"(A)"}


def test_a_row_with_more_cells_than_headings_says_so():
    table = Table(a_csv([*lines(1), [*a_line(2), "多出来的"]]))
    assert [row.surplus for row in table] == [(), ("多出来的",)]


@pytest.mark.parametrize(
    ("cell", "read_as"),
    [
        ("尾部有制表符\t", "尾部有制表符"),
        ("两行\r\n文字", "两行\n文字"),
        ("零\x00字节\x07", "零字节"),
        ("\u3000全角空格\u00a0", "全角空格"),
        ("'=1+1", "=1+1"),
        ("'普通撇号", "'普通撇号"),
        ("ä»–ä»¬ä¸\x8dé€€æ¬¾", "他们不退款"),
        ("café René", "café René"),
    ],
)
def test_a_cell_is_freed_from_what_travels_unseen(cell, read_as):
    assert read(a_csv([a_line(1, 投诉内容=cell)]))[0]["投诉内容"] == read_as


def test_what_excel_escapes_is_unescaped():
    values = read(a_workbook([a_line(1, 投诉内容="第一行_x000D_\n第二行", 标题="_x005F_x000D_ 原样")]))[0]
    assert values["投诉内容"] == "第一行\n第二行"
    assert "x000D" in values["标题"]


def test_a_formula_cell_is_its_stored_result_and_never_its_formula():
    file = a_workbook(lines(1))
    with ZipFile(file) as archive:
        sheet = archive.read(SHEET).decode()
    cell = '<c r="A2" t="str"><f>HYPERLINK("http://evil","T0001")</f><v>T0001</v></c>'
    start = sheet.index('<c r="A2"')
    sheet = sheet[:start] + cell + sheet[sheet.index("</c>", start) + 4 :]
    assert read(with_part(file, SHEET, sheet))[0]["投诉编号"] == "T0001"


def test_a_formula_without_a_stored_result_is_refused_by_its_cell():
    with pytest.raises(RuleBroken, match="D3"):
        read(a_workbook([a_line(1), a_line(2, 投诉时间="=NOW()")]))


def test_the_first_visible_sheet_with_rows_is_read():
    book = load_workbook(a_workbook(lines(2), sheets={"说明": [["说明"]]}))
    empty = book.create_sheet("空", 0)
    hidden = book.create_sheet("隐藏", 0)
    hidden.append(["不要读"])
    hidden.sheet_state = "hidden"
    assert empty.max_row == 1
    buffer = BytesIO()
    book.save(buffer)
    table = Table(a_file(buffer.getvalue()))
    assert table.sheets == ["空", "Sheet", "说明"]
    assert len(list(table)) == 2


def test_a_stray_cell_far_to_the_right_is_told_and_does_not_widen_the_table():
    book = load_workbook(a_workbook(lines(2)))
    book.active.cell(2, 16_384).value = "far"
    buffer = BytesIO()
    book.save(buffer)
    table = Table(a_file(buffer.getvalue()))
    assert table.headings == HEADINGS
    assert [row.surplus for row in table] == [("far",), ()]
