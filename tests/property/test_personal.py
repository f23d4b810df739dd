"""The finder of personal data on any text (KNO-1): its spans are sound, and what carries a check digit is found."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from complaints.words.personal import PersonalKind, find_personal
from complaints.words.personal.numbers import is_card, is_identity

NUMBERS = {PersonalKind.PHONE, PersonalKind.IDENTITY, PersonalKind.CARD, PersonalKind.MAIL}
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=30)
TEMPTING = st.lists(
    st.sampled_from(
        [
            *"张王欧阳0123456789-+ @.:，。号路栋室单元京A12XxSFQ",
            "先生",
            "客户",
            "微信",
            "尾号",
            "13812345678",
            "@example.com",
        ]
    ),
    max_size=40,
).map("".join)


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


def checked(body, symbols, check):
    return next(body + symbol for symbol in symbols if check(body + symbol))


PHONES = st.builds("1{}{}".format, st.sampled_from("3456789"), digits(9))
IDENTITIES = st.builds(
    lambda region, birth, row: checked(f"{region}{birth:%Y%m%d}{row}", "0123456789X", is_identity),
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    digits(3),
)
CARDS = st.builds(
    lambda first, rest: checked(first + rest, "0123456789", is_card),
    st.sampled_from("3456"),
    st.integers(14, 17).flatmap(digits),
)


@given(st.one_of(st.text(max_size=200), TEMPTING))
def test_spans_are_in_order_within_the_text_and_apart(text):
    last = 0
    for one in find_personal(text):
        assert last <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        last = one.end


@given(CHINESE, st.one_of(PHONES, IDENTITIES, CARDS), CHINESE)
def test_a_number_that_checks_is_found_between_any_chinese_words(before, number, behind):
    text = before + number + behind
    start, end = len(before), len(before) + len(number)
    assert any(one.start <= start and end <= one.end for one in find_personal(text))


@given(TEMPTING)
def test_a_masked_text_holds_no_number_any_more(text):
    masked = list(text)
    for one in find_personal(text):
        masked[one.start : one.end] = "*" * (one.end - one.start)
    assert [one for one in find_personal("".join(masked)) if one.kind in NUMBERS] == []
