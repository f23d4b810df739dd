"""The picture of a fishbone: wrapped words, nothing outside the frame, nothing on top of each other (REV-3)."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.figures.fishbone import WIDTH, fishbone, wrapped

_LETTERS = st.text(alphabet="冷链胀包温度abc DEF，。、-1", min_size=1, max_size=80)


def width_of(line):
    return sum(13 if unicodedata.east_asian_width(letter) in "WF" else 13 * 0.56 for letter in line)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("中转仓温度超标", ("中转仓温度超标",)),
        ("中转仓夜间温度超标无人处理", ("中转仓夜间温度超标无", "人处理")),
        ("the alarm covered lorries only", ("the alarm covered", "lorries only")),
        ("温度，湿度", ("温度，湿度",)),
    ],
)
def test_words_are_wrapped_by_the_width_of_their_letters(text, lines):
    assert wrapped(text, 130) == lines


@given(_LETTERS)
@settings(max_examples=60, deadline=None)
def test_wrapping_loses_no_letter_and_keeps_to_the_width(text):
    lines = wrapped(text, 130)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # A sign that may not begin a line hangs over by itself.
    assert all(width_of(line.rstrip("，。、")) <= 143 for line in lines)


@given(st.lists(st.lists(st.tuples(_LETTERS, st.booleans()), max_size=6), min_size=5, max_size=5), _LETTERS)
@settings(max_examples=40, deadline=None)
def test_everything_stands_within_the_frame_and_twigs_of_one_bone_do_not_cross(branches, problem):
    picture = fishbone(problem, [(f"支{place}", causes) for place, causes in enumerate(branches)])
    for line in picture.lines:
        assert min(line.x1, line.x2) >= 0
        assert max(line.x1, line.x2) <= WIDTH
        assert min(line.y1, line.y2) >= 0
        assert max(line.y1, line.y2) <= picture.height
    for words in picture.words:
        assert all(0 < y <= picture.height for y, _line in words.placed)
    twigs = [line.y1 for line in picture.lines if line.kind.startswith("twig")]
    assert len(twigs) == sum(map(len, branches))
