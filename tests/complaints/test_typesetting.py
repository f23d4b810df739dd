"""PDF documents: Chinese print from plain values; what others wrote stays as they wrote it (A13)."""

import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from complaints.typesetting import press
from complaints.typesetting.press import NotSet, typeset
from complaints.typesetting.signs import printable

AT = datetime(2026, 11, 18, 4, tzinfo=UTC)
HOSTILE = (
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#image("/etc/hostname")',
    "$ integral $ *bold* _slanted_ `raw` <label> @nobody // comment",
    "#panic(1) ]) #{ while true {} }",
    "\u202e)dlog( \u200b\u0007",
)


def a_document(text="正文", **changes):
    facts = {
        "title": "证据材料",
        "house": "Redress",
        "lang": "zh",
        "running": ["左", "右"],
        "foot": "脚注",
        "page_words": ["第 ", " 页，共 ", " 页"],
        "subtitle": text,
        "contents": "目录",
        "cover": [[text, text], ["摘要", {"digest": "9f86d081"}]],
        "notes": [text],
        "sections": [
            {
                "title": text,
                "blocks": [
                    {"kind": "fields", "rows": [[text, text]]},
                    {"kind": "table", "head": [text, "乙"], "widths": [0, 1], "rows": [[text, text]]},
                    {"kind": "head", "text": text},
                    {"kind": "note", "text": text},
                    {"kind": "text", "text": text},
                ],
            }
        ],
    }
    return facts | changes


def test_the_same_facts_give_the_same_pages_and_other_facts_others():
    first = typeset("document", a_document(), at=AT)
    assert first.startswith(b"%PDF-")
    assert typeset("document", a_document(), at=AT) == first
    assert typeset("document", a_document("另一段"), at=AT) != first


def test_no_text_is_markup():
    harmless = len(typeset("document", a_document("x" * 40), at=AT))
    hostile = typeset("document", a_document("\n".join(HOSTILE)), at=AT)
    assert len(hostile) < harmless * 4
    assert b"root:x:0" not in hostile


def test_a_letter_is_set_in_both_languages():
    letter = a_document() | {
        "reference": "202611-001",
        "salutation": "顾女士：",
        "sections": [{"title": "一", "paragraphs": ["第一段。", "第二段。"]}],
        "close": ["2026-11-18"],
    }
    assert typeset("letter", letter, at=AT) != typeset("letter", letter | {"lang": "en"}, at=AT)


def test_what_turns_a_line_around_or_hides_is_left_out():
    marked = printable({"a": ["\u202e甲\u200b\x07", "一\n二"]})
    assert marked == {"a": ["甲", "一\n二"]}


def test_a_sign_without_a_shape_is_named_and_breaks_no_document():
    assert printable("好评😀❤️ ①é") == "好评[grinning face][heavy black heart] ①é"
    everything = "".join(map(chr, (0x1F600, 0x20BB7, 0xFFFE, 0xE000, 0x0E01, 0xAC00, 0x0301, 0x10FFFF)))
    assert typeset("document", a_document(everything), at=AT).startswith(b"%PDF-")


def test_a_child_that_breaks_off_or_hangs_is_said_and_leaves_nothing(monkeypatch, tmp_path):
    with pytest.raises(NotSet, match="dictionary does not contain key"):
        typeset("document", {}, at=AT)
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(press, "_SETTER", sleeper)
    monkeypatch.setattr(press.tempfile, "tempdir", str(tmp_path))
    started = time.monotonic()
    with pytest.raises(NotSet, match="1 seconds"):
        typeset("document", a_document(), at=AT, seconds=1)
    assert time.monotonic() - started < 10
    assert [path.name for path in tmp_path.iterdir()] == ["sleeper.py"]


def test_a_layout_can_reach_nothing_outside_its_folder(tmp_path, monkeypatch):
    (tmp_path / "house.typ").write_text("")
    for number, source in enumerate(('#read("/etc/hostname")', '#import "@preview/cetz:0.3.0"', '#read("../x")')):
        (tmp_path / f"layout{number}.typ").write_text(source)
        monkeypatch.setattr(press, "_HERE", tmp_path)
        with pytest.raises(NotSet):
            typeset(f"layout{number}", {}, at=AT)


def test_the_setter_takes_no_more_memory_than_it_was_given(tmp_path):
    (tmp_path / "greedy.typ").write_text("#let much = range(100000000)\n#let more = much + much + much\n#more.len()")
    done = subprocess.run(
        [sys.executable, "-I", str(press._SETTER), "greedy.typ", AT.isoformat(), "20"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert not (tmp_path / "set.pdf").exists()
