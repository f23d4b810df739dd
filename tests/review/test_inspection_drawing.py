"""Drawing for inspection: the same seed and the same complaints give the same sample (REV-5)."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import translation

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint
from complaints.states import State
from review.models import Inspection, InspectionRound, Stratum
from review.services.inspection.drawing import draw, seconded, ticket
from review.services.inspection.rounds import draw_round
from review.services.inspection.scoring import set_aside
from tests.builders import NOON, a_complaint, a_user
from tests.review.inspecting import DAY, LATER, a_round, sheet

MEMBERS = [
    (part, f"202611-{number:04d}", number) for part in "abc" for number in range(ord(part) * 100, ord(part) * 100 + 40)
]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_the_order_in_which_complaints_are_read_changes_nothing():
    told, turned = (draw(members, seed=7, per_part=5) for members in (MEMBERS, MEMBERS[::-1]))
    assert (told.chosen, told.digest, told.counts) == (turned.chosen, turned.digest, turned.counts)


def test_each_part_gives_as_many_and_a_small_one_all_it_has():
    few = [*MEMBERS, ("d", "202611-9999", 9999)]
    drawn = draw(few, seed=7, per_part=5)
    assert Counter(part for part, _member in drawn.chosen) == {"a": 5, "b": 5, "c": 5, "d": 1}
    assert drawn.counts == {"a": 40, "b": 40, "c": 40, "d": 1}
    assert drawn.population == 121


def test_another_seed_draws_others_and_another_population_has_another_digest():
    first, second = (draw(MEMBERS, seed=seed, per_part=5) for seed in (1, 2))
    assert first.chosen != second.chosen
    assert first.digest == second.digest != draw(MEMBERS[1:], seed=1, per_part=5).digest


def test_every_complaint_has_the_same_chance():
    """Chi-squared over 4 000 seeds: 39 degrees of freedom, 1 in 1 000 exceeds 72.06."""
    part = MEMBERS[:40]
    counts = Counter(member for seed in range(4_000) for _part, member in draw(part, seed=seed, per_part=5).chosen)
    expected = 4_000 * 5 / 40
    assert sum((counts[one[2]] - expected) ** 2 / expected for one in part) < 72.06


def test_an_auditor_can_recount_a_ticket():
    """`printf '7:202611-0001' | sha256sum`"""
    assert ticket(7, "202611-0001") == "4c0dc1690fe6c3dc3a63e7a76de7b7cf70707ab2e001bbb9759cd73bd07691d8"


@pytest.mark.parametrize(("count", "percent", "twice"), [(10, 20, 2), (4, 20, 1), (10, 0, 0), (3, 100, 3)])
def test_a_share_gets_a_second_opinion(count, percent, twice):
    assert seconded(count, percent) == twice


@pytest.mark.django_db
def test_a_round_keeps_what_it_was_drawn_from():
    first, second = a_user(), a_user()
    drawn = a_round(agents=[first, second], each=3, per_stratum=2)
    assert (drawn.population_count, drawn.sample_count) == (6, 4)
    assert {(part["name"], part["closed"], part["drawn"]) for part in drawn.strata} == {
        (str(first), 3, 2),
        (str(second), 3, 2),
    }
    assert list(drawn.inspections.values_list("position", flat=True)) == [1, 2, 3, 4]
    again = draw(
        Complaint.objects.order_by("-pk").values_list("handler", "number", "pk"),
        seed=drawn.seed,
        per_part=2,
    )
    assert again.digest == drawn.population_digest
    assert [pk for _part, pk in again.chosen] == list(drawn.inspections.values_list("complaint", flat=True))


@pytest.mark.django_db
def test_what_was_drawn_once_is_not_drawn_again_unless_it_was_set_aside():
    first = a_round(each=2)
    with pytest.raises(RuleBroken, match="No complaint"):
        a_round(agents=[])
    left_out = first.inspections.first()
    set_aside(left_out.pk, reason="客户重新打开了投诉", by=a_user(Role.CURATOR), now=LATER)
    assert a_round(agents=[]).inspections.get().complaint_id == left_out.complaint_id


@pytest.mark.django_db
def test_open_complaints_and_those_of_other_days_are_not_drawn():
    a_complaint(at=State.INVESTIGATING)
    a_complaint(at=State.CLOSED, now=NOON - timedelta(days=9))
    assert a_round(each=1).sample_count == 1


@pytest.mark.django_db
def test_by_desk_the_parts_are_desks():
    drawn = a_round(
        agents=[a_user(), a_user(), a_user(team="internet-desk")], each=2, per_stratum=3, stratum=Stratum.TEAM
    )
    desks = [(part["closed"], part["drawn"]) for part in drawn.strata]
    assert (sum(closed for closed, _drawn in desks), max(taken for _closed, taken in desks)) == (6, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"until": DAY - timedelta(days=1)}, "in this order"),
        ({"since": DAY - timedelta(days=120)}, "three months"),
        ({"until": DAY + timedelta(days=30)}, "not over"),
        ({"title": " "}, "title"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(facts, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        a_round(**facts)
    assert not InspectionRound.objects.exists()


@pytest.mark.django_db
def test_only_qa_draws():
    told = {"title": "质检", "sheet": sheet(), "since": DAY, "until": DAY, "seed": 1, "per_stratum": 1}
    with pytest.raises(NotPermitted):
        draw_round(**told, by=a_user(Role.SUPERVISOR), now=LATER)
    assert not Inspection.objects.exists()
