from decimal import Decimal

import pytest

from accounts.errors import RuleBroken
from accounts.text import LONGEST, check_row, check_text
from complaints.models import Complaint

pytestmark = pytest.mark.usefixtures("in_english")
GOOD = [
    "",
    "鸡蛋碎了",
    "👩‍👩‍👧 emoji",
    "𠮷野家 𪚥 㐂",
    "a\u0301 combining",
    "line\nbreak\ttab",
    "‮ right to left",
    "x" * LONGEST,
]
BAD = {"nul": "a\x00b", "half a character": "a\ud800b", "the other half": "\udfff", "too long": "x" * (LONGEST + 1)}


@pytest.mark.parametrize("text", GOOD, ids=lambda text: repr(text[:12]))
def test_what_a_person_can_write_passes_the_door(text):
    check_text(text, "description")


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_a_database_chokes_on_is_refused_by_the_name_of_the_field(text):
    with pytest.raises(RuleBroken, match="Description"):
        check_text(text, "description")


def test_the_refusal_of_a_long_text_says_both_lengths():
    with pytest.raises(RuleBroken, match=r"121.*120"):
        check_row(Complaint(subject="x" * 121))


def test_a_row_is_held_to_the_choices_of_its_model():
    with pytest.raises(RuleBroken, match="S9"):
        check_row(Complaint(severity="S9"))


@pytest.mark.parametrize("sum_cny", ["NaN", "Infinity", "-0.01", "1.005", "1e10", "sNaN"])
def test_a_sum_nobody_can_pay_is_refused(sum_cny):
    with pytest.raises(RuleBroken):
        check_row(Complaint(demand_cny=Decimal(sum_cny)))


@pytest.mark.parametrize("sum_cny", ["0", "0.01", "128.50", "1200", "9999999999.99", "1E+3"])
def test_a_sum_in_yuan_and_fen_passes(sum_cny):
    check_row(Complaint(demand_cny=Decimal(sum_cny)))
