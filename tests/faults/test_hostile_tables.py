"""Tables made to hurt whoever reads them: each is a sentence, and a child is all it costs (A16–A19, A45)."""

import os
import resource
import signal
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils import translation

from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.imports import reading
from complaints.models import Complaint, ImportBatch, ImportState
from tests.builders import a_user
from tests.complaints.files import HEADINGS, a_csv, a_file, a_workbook, lines, with_part
from tests.complaints.importing import check, checked, imported, kept

pytestmark = pytest.mark.django_db
SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [{entities}]><worksheet>{text}</worksheet>'
_NO_WORKBOOK = "never writes|damaged"
LAUGHS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))


@pytest.fixture(autouse=True)
def english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def agent():
    return a_user(Role.AGENT, language="en")


def packed(**parts):
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def nested():
    inner = packed(**{"0.dll": bytes(2 * 1024**2)})
    for _level in range(4):
        inner = packed(**{f"lib {one}.zip": inner for one in range(8)})
    return inner


def a_workbook_of(**parts):
    """A workbook whose list of parts is in order, and one of them is not."""
    return packed(**{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"} | parts)


def with_a_wrong_sum():
    content = bytearray(a_workbook(lines(3)).read())
    name = content.index(SHEET.encode())
    # The sum stands 16 bytes before the name begins in the local head, and 30 in the list at the end.
    listed = content.rindex(SHEET.encode())
    struct.pack_into("<I", content, name - 16, 1)
    struct.pack_into("<I", content, listed - 30, 1)
    return bytes(content)


def locked():
    content = bytearray(a_workbook(lines(1)).read())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


def in_sheet(text):
    return with_part(a_workbook(lines(1)), SHEET, text).read()


CRAFTED = {
    "an archive in archives": (nested, "Unpack"),
    "a small archive of a huge file": (lambda: packed(**{"rows.csv": bytes(50 * 1024**2)}), "Unpack"),
    "texts that unpack to 120 MB": (
        lambda: a_workbook_of(**{"xl/sharedStrings.xml": b"<si><t>a</t></si>" * 7_400_000}),
        "unpacks",
    ),
    "one cell of 60 MB": (lambda: in_sheet(f"<worksheet><c>{'x' * 60_000_000}</c></worksheet>"), "unpacks"),
    "one line of 3 MB": (lambda: ("标题,内容\n短," + "长" * 3_000_000).encode(), "longer than"),
    "16 384 columns": (lambda: a_workbook([["x"] * 16_384] * 2, headings=None).read(), "columns"),
    "a password": (locked, "password"),
    "cut off": (lambda: a_workbook(lines(300)).read()[:-900], "damaged or incomplete"),
    "a wrong sum": (with_a_wrong_sum, "damaged"),
    "one long entity a thousand times": (
        lambda: in_sheet(DOCTYPE.format(entities=f'<!ENTITY a "{"x" * 50_000}">', text="&a;" * 1_000)),
        _NO_WORKBOOK,
    ),
    "a billion laughs": (
        lambda: in_sheet(DOCTYPE.format(entities=f'<!ENTITY a0 "ha">{LAUGHS}', text="&a9;")),
        _NO_WORKBOOK,
    ),
    "a file of this machine": (
        lambda: in_sheet(DOCTYPE.format(entities='<!ENTITY a SYSTEM "file:///etc/passwd">', text="&a;")),
        _NO_WORKBOOK,
    ),
    "NUL and half characters": (lambda: b"\x00\xd8\x00\xd8" * 200, None),
}


@pytest.mark.parametrize("case", CRAFTED)
def test_a17_a_crafted_file_is_a_sentence_and_leaves_nothing(agent, tmp_path, case):
    make, words = CRAFTED[case]
    with pytest.raises(RuleBroken, match=words):
        kept(a_file(make(), "x.xlsx"), agent)
    assert not ImportBatch.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a17_memory_is_bounded_for_the_child_and_flat_for_us(agent, monkeypatch):
    """Within what an archive may weigh, and too much for the room there is: the child breaks, the worker does not."""
    texts = b"<sst>" + b"<si><t>aa</t></si>" * 1_000_000 + b"</sst>"
    with ZipFile(a_workbook(lines(1))) as archive:
        types = archive.read("[Content_Types].xml").decode()
    shared = (
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sharedStrings+xml"/></Types>'
    )
    file = with_part(a_workbook(lines(1)), "[Content_Types].xml", types.replace("</Types>", shared))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", texts)
        # Room for the ratio: what does not pack.
        archive.writestr("xl/media/noise", os.urandom(1024**2))
    file.seek(0)
    monkeypatch.setattr(reading, "MEMORY_BYTES", 110 * 1024**2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Of the largest child there ever was: an earlier test may have had a larger one.
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    with pytest.raises(RuleBroken, match=r"memory|damaged|cannot be read"):
        kept(file, agent)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(largest, 600_000)


def test_a17_a_child_that_never_ends_is_ended():
    rows = [["长" * 15] * 6] * 190_000
    # A slow machine spends the second before the first row comes.
    with (
        pytest.raises(RuleBroken, match="too long"),
        reading.reading(a_csv(rows, headings=[*HEADINGS, "六"]), seconds=1) as table,
    ):
        list(table)


def test_a17_a_killed_child_fails_the_check_in_words_and_the_file_may_be_tried_again(agent, monkeypatch):
    begun = reading._begun

    def killed(*what):
        child = begun(*what)
        os.kill(child.pid, signal.SIGTERM)
        return child

    batch = kept(a_csv(lines(2)), agent).batch
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_begun", killed)
        from_killed = check(batch, agent)
    assert from_killed.state == ImportState.FAILED
    assert "cannot be read" in from_killed.failure
    assert check(batch, agent).state == ImportState.CHECKED


def test_a17_the_child_knows_neither_database_nor_keys_and_writes_no_file(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    with reading._on_disk(a_csv(lines(1))) as source:
        child = reading._begun(source, 5)
        try:
            environment = Path(f"/proc/{child.pid}/environ").read_bytes()
            assert b"secret" not in environment
            assert b"REDRESS" not in environment
            child.stdout.readline()
            limits = Path(f"/proc/{child.pid}/limits").read_text()
        finally:
            child.kill()
            child.stdout.close()
            child.wait()
    told = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert told["Max file size"] == "0"
    assert told["Max address space"] == str(reading.MEMORY_BYTES)


def test_a16_formulas_of_a_file_are_text_of_a_complaint(agent):
    cells = ['=HYPERLINK("http://x","看")', "=cmd|' /C calc'!A0", "@SUM(1)", "+86", "'=1"]
    rows = [
        [f"F{serial}", cell, f"{cell}\n正文,“引号”", "2026/6/8", "13800000001"] for serial, cell in enumerate(cells)
    ]
    batch = imported(checked(a_csv(rows), agent), agent)
    assert batch.imported_count == len(cells)
    stored = set(Complaint.objects.values_list("subject", flat=True))
    # Our own exports put an apostrophe before a formula, and take it off again.
    assert stored == {*cells[:4], "=1"}


def test_a45_signs_no_database_takes_do_not_reach_one(agent):
    rows = [["U1", "看\x00不见\ufffe", "中\u202e文\x07𠮷😀", "2026/6/8", "13800000001"]]
    imported(checked(a_csv(rows), agent), agent)
    complaint = Complaint.objects.get()
    assert complaint.subject == "看不见"
    assert "𠮷😀" in complaint.description
    assert "\x07" not in complaint.description
