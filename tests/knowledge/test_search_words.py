"""The words a text is found by, what else they may be written as, and how they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import synonyms
from knowledge.words.marking import GAP, marked, snippet
from knowledge.words.meanings import others_of
from knowledge.words.ranking import Candidate, ranked
from knowledge.words.segmenting import segment, stem
from knowledge.words.slips import ends, meant

TEXTS = st.text(alphabet=st.sampled_from("退款发票鸡蛋的aAbcＡ１2ßİ…。 \n﷽Refunds"), max_size=300)
WORDS = st.lists(st.sampled_from(["退款", "发票", "refund", "鸡蛋", "a", "1"]), max_size=4)


def test_terms_of_the_trade_stay_whole_with_the_words_inside_them():
    assert "仅退款" in segment("商家不同意仅退款")
    assert {"七天无理由", "理由"} <= set(segment("七天无理由不给退"))


def test_width_and_case_make_no_difference_and_empty_words_are_left_out():
    assert segment("ＩＰＨＯＮＥ的Ｗｉｆｉ") == segment("iPhone Wifi") == ["iphon", "wifi"]
    assert segment("的了是 the of") == []


@pytest.mark.parametrize(
    "forms",
    [
        ("refund", "refunds", "refunded", "refunding"),
        ("delivery", "deliveries"),
        ("ship", "ships", "shipped", "shipping"),
        ("charge", "charged", "charging", "charges"),
    ],
)
def test_forms_of_an_english_word_are_one(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("words", [("address", "addres"), ("bus", "bu"), ("ring", "r"), ("bed", "b")])
def test_an_ending_that_is_none_stays(words):
    assert stem(words[0]) == words[0]


def test_a_meaning_reaches_across_the_languages():
    assert {"refund", "退钱"} <= others_of("退款")
    assert "退款" in others_of(stem("refunds"))
    assert others_of("樱桃") == frozenset()


def test_there_is_no_meaning_of_one_word_and_none_told_twice():
    assert min(map(len, synonyms.groups())) > 1
    assert len(set(synonyms.groups())) == len(synonyms.groups())


@pytest.mark.parametrize(
    ("typed", "known", "expected"),
    [
        ("推款", {"退款": 9, "汇款": 50}, "退款"),
        ("发飘", {"发票": 2, "发明": 9}, "发票"),
        ("发明", {"发票": 9}, None),
        ("delivry", {"delivery": 1, "deliver": 9}, "delivery"),
        ("refnud", {"refund": 3}, "refund"),
        ("cat", {"car": 9}, None),
        ("退款", {"refund": 9}, None),
        ("推款", {"退款": 0}, None),
        ("2024", {"2025": 9}, None),
    ],
)
def test_a_slip_is_read_as_the_nearest_word_that_sounds_or_looks_alike(typed, known, expected):
    assert meant(typed, known) == expected


def test_a_slip_keeps_the_head_or_the_tail():
    assert ends("推款") == ("推", "款")
    assert ends("refund") == ("re", "nd")


@given(TEXTS, WORDS)
def test_the_marked_pieces_are_the_text(text, words):
    assert "".join(piece for piece, _is_match in marked(text, words)) == text


@given(TEXTS, WORDS)
def test_a_snippet_is_part_of_the_text(text, words):
    pieces = snippet(text, words)
    if len(text) > 120 and pieces[0] == (GAP, False):
        pieces = pieces[1:]
    if len(text) > 120 and pieces[-1] == (GAP, False):
        pieces = pieces[:-1]
    assert "".join(piece for piece, _is_match in pieces) in text


def test_a_snippet_shows_where_the_words_stand_together():
    text = "退款。" + "客户来电。" * 60 + "破损的鸡蛋已经退款" + "。客户满意" * 60
    assert {piece for piece, is_match in snippet(text, ("退款", "破损", "鸡蛋")) if is_match} == {
        "破损",
        "鸡蛋",
        "退款",
    }


def test_an_english_word_is_marked_in_the_form_it_stands_in():
    assert ("Refunded", True) in marked("Refunded in full", (stem("refunds"),))


def test_quality_decides_between_equals():
    one, other = (
        Candidate(pk=pk, title="", text="退款", asked="", words="退款", quality=quality)
        for pk, quality in ((1, 0), (2, 5))
    )
    assert [pk for _score, pk in ranked([one, other], weights={"退款": 1.0}, query="退款")] == [2, 1]
