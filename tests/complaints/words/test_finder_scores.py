"""How much of the marked sentences the finder finds, and the command that says so (KNO-1)."""

import tomllib
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from complaints.words.personal import PersonalKind
from complaints.words.personal.scoring import read_marks, score

FILE = Path(__file__).with_name("finder.toml")
PARTS = tomllib.loads(FILE.read_text(encoding="utf-8"))


def test_marks_are_read_at_their_places():
    text, (name, phone) = read_marks("客户{name:张伟}，{phone:13812345678}。")
    assert text == "客户张伟，13812345678。"
    assert (name.kind, name.start, name.end) == (PersonalKind.NAME, 2, 4)
    assert text[phone.start : phone.end] == "13812345678"


def test_a_third_of_the_sentences_hold_nothing_personal():
    for sentences in PARTS.values():
        assert sum("{" not in one for one in sentences) > len(sentences) / 3


def test_what_is_missed_lowers_recall_and_what_is_wrong_lowers_precision():
    missed = score(["{name:张三丰丰}的电话{phone:13812345678}"], exact=True)[None]
    assert (missed.recall, missed.precision) == (0.5, 1.0)
    wrong = score(["电话13812345678"], exact=True)[None]
    assert (wrong.recall, wrong.precision) == (1.0, 0.0)


@pytest.mark.parametrize("part", PARTS)
def test_the_finder_stays_above_its_floors(part):
    """KNO-1: floors a little below what was measured."""
    whole = score(PARTS[part], exact=True)
    assert whole[None].recall >= 0.96
    assert whole[None].precision >= 0.96
    for kind in PersonalKind:
        assert whole[kind].recall >= 0.9, kind
        assert whole[kind].precision >= 0.9, kind


def test_the_command_prints_every_kind_of_every_part(capsys):
    call_command("evaluate_finder", FILE)
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith(("tuning: ", "held: ", "later: ")) for line in lines) == 3
    assert all(sum(line.startswith(kind) for line in lines) == 3 for kind in (*PersonalKind, "all"))


@pytest.mark.parametrize("content", ["held = 'a sentence'", "held = [1]", "held"])
def test_a_file_of_another_form_is_refused(tmp_path, content):
    file = tmp_path / "other.toml"
    file.write_text(content)
    with pytest.raises(CommandError, match=r"other\.toml"):
        call_command("evaluate_finder", file)
