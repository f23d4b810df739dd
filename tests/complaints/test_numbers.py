from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from complaints.models import Complaint, ComplaintSerial
from complaints.services import numbers
from complaints.services.intake import receive
from complaints.services.numbers import find_by_tracking_code, new_tracking_code, next_numbers, tracking_code_of
from tests.builders import NOON, a_complaint, a_receipt, a_user

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
seeds = st.integers(0, 2**60 - 1).map(str)


@pytest.mark.django_db
def test_numbers_of_a_month_count_up_from_one_and_grow_beyond_three_digits():
    assert next_numbers(NOON, 3) == ["202611-001", "202611-002", "202611-003"]
    ComplaintSerial.objects.update(last=999)
    assert next_numbers(NOON, 2) == ["202611-1000", "202611-1001"]


@pytest.mark.django_db
def test_the_month_begins_at_midnight_in_china():
    assert next_numbers(datetime(2026, 11, 30, 15, 59, tzinfo=UTC)) == ["202611-001"]
    assert next_numbers(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == ["202612-001"]
    assert next_numbers(datetime(2026, 11, 30, 15, 59, tzinfo=UTC)) == ["202611-002"]


@pytest.mark.django_db
def test_a_number_taken_and_given_up_is_given_out_again():
    next_numbers(NOON)
    with transaction.atomic():
        next_numbers(NOON)
        transaction.set_rollback(True)
    assert next_numbers(NOON) == ["202611-002"]


@pytest.mark.django_db
def test_a_refused_receipt_leaves_no_gap():
    agent = a_user()
    first = receive(a_receipt(), by=agent, now=NOON).complaint
    with transaction.atomic():
        receive(a_receipt(), by=agent, now=NOON)
        transaction.set_rollback(True)
    second = receive(a_receipt(), by=agent, now=NOON).complaint
    assert [first.number, second.number] == ["202611-001", "202611-002"]


@given(seeds)
def test_a_code_reads_in_groups_without_letters_that_look_like_digits(seed):
    code = tracking_code_of(seed)
    symbols = code.replace("-", "")
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 1]
    assert set(symbols) <= set(ALPHABET)


def test_a_new_code_has_sixty_random_bits():
    codes = [new_tracking_code().replace("-", "") for _code in range(400)]
    assert len(set(codes)) == 400
    for position in range(12):
        assert len({code[position] for code in codes}) == len(ALPHABET), "400 draws leave out a symbol once in 10 000"


@given(seeds, st.data())
def test_one_wrong_symbol_is_known_without_a_look_up(seed, data):
    symbols = tracking_code_of(seed).replace("-", "")
    position = data.draw(st.integers(0, 12))
    for wrong in set(ALPHABET) - {symbols[position]}:
        assert not is_looked_up(symbols[:position] + wrong + symbols[position + 1 :])


@given(seeds)
def test_two_swapped_symbols_are_known_without_a_look_up(seed):
    symbols = tracking_code_of(seed).replace("-", "")
    for first, second in combinations(range(13), 2):
        swapped = list(symbols)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        assert symbols[first] == symbols[second] or not is_looked_up("".join(swapped))


def is_looked_up(code):
    """No database is open in these tests: a look-up fails."""
    try:
        return find_by_tracking_code(code) is not None
    except RuntimeError:
        return True


@pytest.mark.parametrize(
    "code", ["", " ", "%20", "null", "0", "\u200b", "\x00", "0" * 13, "-", "A" * 1000, "💥", "\ud800", "U" * 13]
)
def test_an_empty_or_made_up_code_opens_nothing(code):
    """Thirteen zeros carry a right check symbol; no row is stored under them."""
    if code != "0" * 13:
        assert not is_looked_up(code)


@pytest.mark.django_db
def test_a_code_opens_its_complaint_however_it_is_typed():
    received = receive(a_receipt(), by=a_user(), now=NOON)
    code = received.tracking_code
    wide = "".join(chr(ord(symbol) + 0xFEE0) if symbol.isalnum() else symbol for symbol in code)
    lookalikes = code.replace("0", "O").replace("1", "l")
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code} ", code.replace("-", "–"), wide, lookalikes):
        assert find_by_tracking_code(typed) == received.complaint
    assert find_by_tracking_code("0" * 13) is None


@pytest.mark.django_db
def test_the_code_is_stored_nowhere_in_clear():
    received = receive(a_receipt(), by=a_user(), now=NOON)
    complaint = Complaint.objects.get()
    plain = received.tracking_code.replace("-", "")
    rows = [complaint, *complaint.events.all(), *complaint.deliveries.all()]
    lying = str([row.__dict__ for row in rows])
    assert plain not in lying
    assert received.tracking_code not in lying


@pytest.mark.django_db
def test_a_changed_look_up_key_still_opens_what_the_old_one_stored(settings):
    settings.LOOKUP_KEYS = {"old": b"o" * 32}
    received = receive(a_receipt(), by=a_user(), now=NOON)
    settings.LOOKUP_KEYS = {"new": b"n" * 32, "old": b"o" * 32}
    assert find_by_tracking_code(received.tracking_code) == received.complaint


@pytest.mark.django_db
def test_the_number_alone_opens_nothing():
    complaint = a_complaint()
    assert find_by_tracking_code(complaint.number) is None


@pytest.mark.django_db
def test_a_clock_that_steps_back_repeats_no_number():
    agent, hour = a_user(), timedelta(hours=1)
    given_out = [
        receive(a_receipt(), by=agent, now=now).complaint.number for now in (NOON, NOON - hour, NOON, NOON - 2 * hour)
    ]
    assert given_out == [f"202611-00{serial}" for serial in (1, 2, 3, 4)]


def test_the_same_form_gives_the_same_code_and_another_form_another():
    assert tracking_code_of("a") == tracking_code_of("a") != tracking_code_of("b")
    assert numbers.tracking_hash(tracking_code_of("a")) != numbers.tracking_hash(tracking_code_of("b"))
