"""When two complaints look like one cause: pure, by what they share (ESC-6)."""

import pytest

from complaints.words.likeness import folded, likeness, pairs_of
from escalation.services.incidents.likeness import Sketch, shared

FREEZER = "冷链酸奶送到时已经胀包，打开有馊味，不敢给老人喝"
ALSO_FREEZER = "昨天收到的冷链酸奶胀包了，闻着发馊，一箱都不能喝"
COURIER = "快递员把包裹扔在楼下花坛，下雨全淋湿了也不打电话"


def a_sketch(text, *, category=1, product="", place=""):
    return Sketch(1, category, folded(product), folded(place), pairs_of(text))


def test_words_of_one_trouble_are_more_alike_than_words_of_two():
    like, unlike = likeness(pairs_of(FREEZER), pairs_of(ALSO_FREEZER)), likeness(pairs_of(FREEZER), pairs_of(COURIER))
    assert like > 15 > unlike


@pytest.mark.parametrize(
    ("one", "other", "names"),
    [
        (a_sketch(FREEZER), a_sketch(ALSO_FREEZER), ("category", "text")),
        (a_sketch(FREEZER), a_sketch(COURIER), ()),
        (a_sketch(FREEZER, product="鲜酪 酸奶"), a_sketch(COURIER, product="鲜酪酸奶"), ("category", "product")),
        (a_sketch(FREEZER, place="滨江店"), a_sketch(COURIER, place="滨江 店"), ("category", "place")),
        (a_sketch(FREEZER), a_sketch(ALSO_FREEZER, category=2), ()),
        (a_sketch(FREEZER, product="A1"), a_sketch(ALSO_FREEZER, category=2, product="a1"), ("product", "text")),
        (a_sketch(FREEZER, category=None), a_sketch(ALSO_FREEZER, category=None), ()),
        (a_sketch("啊"), a_sketch(""), ()),
    ],
)
def test_what_two_complaints_share(one, other, names):
    assert shared(one, other, least=15) == names


def test_the_order_of_the_two_does_not_matter():
    assert shared(a_sketch(FREEZER), a_sketch(ALSO_FREEZER), least=15) == shared(
        a_sketch(ALSO_FREEZER), a_sketch(FREEZER), least=15
    )
