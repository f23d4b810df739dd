"""What is no table is refused at once and in words: broken, huge, disguised or hostile files (A17, A18, A19)."""

import gzip
import struct
import time
import tracemalloc
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation

from complaints.errors import RuleBroken
from complaints.imports import files
from complaints.imports.table import Table
from tests.complaints.files import HEADINGS, a_csv, a_file, a_workbook, lines, with_part

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def _bomb(compressed_mb=1, unpacked_mb=300):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w") as part:
            for _megabyte in range(unpacked_mb):
                part.write(b"<si><t>a</t></si>" * (1024**2 // 17))
    return buffer.getvalue()


def _zip(name):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(name, "content")
    return buffer.getvalue()


WORKBOOK = a_workbook(lines(3)).read()
REFUSED = {
    "nothing": (b"", "empty"),
    "only blanks": (b" \n \n", "no rows"),
    "headings only": (",".join(HEADINGS).encode(), None),
    "too large": (b"x" * (files.MOST_BYTES + 1), "Split it"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.xls\)"),
    "encrypted": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a web page": (b"\r\n<HTML><table><tr><td>1</td></tr></table>", "web page"),
    "an archive": (_zip("rows.csv"), "Unpack"),
    "a path out of the archive": (_zip("../../etc/passwd"), "Unpack"),
    "cut in half": (WORKBOOK[: len(WORKBOOK) // 2], "damaged or incomplete"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(300), "not a table"),
    "gzip": (gzip.compress(b"a,b\n1,2\n"), "not a table"),
    "a bomb": (_bomb(), "unpacks"),
    "an open quotation": ('编号,标题\n1,"没有结束\n2,普通\n'.encode(), "quotation mark"),
    "broken UTF-8": ("编号,标题\n1,普通的一行文字\n2,坏".encode() + b"\xe7\x9a\n", "Line 3"),
    "noise": (struct.pack("<256H", *range(40_000, 40_256)) + zlib.compress(bytes(range(256)) * 9), None),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_table_is_refused_in_words_and_at_once(case):
    content, words = REFUSED[case]
    started = time.monotonic()
    if words is None:
        assert list(_rows_or_none(content)) == []
    else:
        with pytest.raises(RuleBroken, match=words):
            list(Table(a_file(content)))
    assert time.monotonic() - started < 5


def _rows_or_none(content):
    try:
        return list(Table(a_file(content)))
    except RuleBroken:
        return []


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">{more}]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize("more", ["", '<!ENTITY c SYSTEM "file:///etc/passwd">', '<!ENTITY % d "x">'])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_that_declares_entities_is_refused(part, more):
    file = with_part(a_workbook(lines(1)), part, ENTITIES.format(more=more))
    with pytest.raises(RuleBroken):
        list(Table(file))


def test_shared_texts_that_declare_entities_are_refused():
    file = a_workbook(lines(1))
    with ZipFile(file) as archive:
        types = archive.read("[Content_Types].xml").decode()
    shared = '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'  # noqa: E501
    file = with_part(file, "[Content_Types].xml", types.replace("</Types>", shared))
    with ZipFile(file, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", ENTITIES.format(more=""))
    with pytest.raises(RuleBroken, match="damaged"):
        list(Table(file))


def test_broken_parts_of_a_workbook_are_refused_and_not_a_fault():
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"):
        for content in ("", "<broken", "no xml at all"):
            with pytest.raises(RuleBroken):
                list(Table(with_part(a_workbook(lines(1)), part, content)))


def test_a_row_numbered_beyond_what_excel_holds_does_not_keep_us_busy():
    file = a_workbook(lines(1))
    with ZipFile(file) as archive:
        sheet = archive.read(SHEET).decode()
    far = '<row r="999999999"><c r="A999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    with pytest.raises(RuleBroken, match="more rows"):
        list(Table(with_part(file, SHEET, sheet.replace("</sheetData>", far))))


def test_more_rows_than_allowed_are_refused(monkeypatch):
    monkeypatch.setattr("complaints.imports.table.MOST_ROWS", 3)
    with pytest.raises(RuleBroken, match="more than 3 rows"):
        list(Table(a_csv(lines(4))))


def test_more_columns_than_allowed_are_refused():
    headings = ["标题", *(f"列{number}" for number in range(200))]
    with pytest.raises(RuleBroken, match="200 columns"):
        Table(a_csv([["x"] * 201], headings=headings))


def test_a_bomb_is_refused_before_it_is_unpacked():
    content = _bomb(unpacked_mb=250)
    tracemalloc.start()
    with pytest.raises(RuleBroken):
        Table(a_file(content))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * 1024**2
