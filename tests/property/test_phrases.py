"""Phrases in what customers are told (COM-3): plain words with gaps, found in time that no text can stretch."""

from hypothesis import given
from hypothesis import strategies as st

from complaints.words.phrases import fold, occurrences, parts_of, sentence_around


def found(phrase, text):
    return [one.text for one in occurrences(phrase, fold(text))]


def test_a_phrase_is_found_however_wide_or_large_its_letters():
    assert found("尽快", "请尽快，尽快！") == ["尽快", "尽快"]
    assert found("sla", "我们的ＳＬＡ是") == ["ＳＬＡ"]


def test_latin_words_are_whole_words():
    assert found("asap", "wasapi, but ASAP!") == ["ASAP"]


def test_a_gap_is_short_and_stays_within_its_sentence():
    assert found("保证…不会再", "我们保证以后不会再发生") == ["保证以后不会再"]
    assert found("保证…不会再", "我们保证。不会再") == []
    assert found("保证…不会再", "保证" + "很" * 20 + "不会再") == []


def test_a_phrase_of_gaps_has_no_parts_and_is_found_nowhere():
    assert parts_of(" … ") == []
    assert found("…", "什么都有") == []


def test_the_sentence_around_ends_at_its_marks():
    text = "您好。我们尽快处理！谢谢"
    assert sentence_around(text, 5, 7) == "我们尽快处理"


@given(st.text(max_size=200), st.text(max_size=20))
def test_what_is_found_stands_in_the_text(text, phrase):
    for one in occurrences(phrase, fold(text)):
        assert text[one.start : one.end] == one.text
        assert one.text
