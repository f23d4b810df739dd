import pytest

from accounts.models import Department, Team
from complaints.models import Category, DeadlineRule, Nature, Policy
from complaints.services.presets import load_presets
from complaints.states import Preset
from tests.builders import BEGINNING, NOON
from tests.guards import lifted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(empty_desk):
    load_presets(now=BEGINNING)


def test_loading_twice_adds_nothing_and_keeps_what_the_desk_edited():
    Department.objects.filter(code="logistics").update(name="运输部")
    Category.objects.filter(code="ecommerce.logistics.damage").update(name="破损", is_active=False)
    with lifted():
        DeadlineRule.objects.filter(kind="progress").update(minutes=99)
    assert load_presets(now=NOON) == 0
    assert Department.objects.get(code="logistics").name == "运输部"
    assert not Category.objects.get(code="ecommerce.logistics.damage").is_active
    assert set(DeadlineRule.objects.filter(kind="progress").values_list("minutes", flat=True)) == {99}


@pytest.mark.parametrize(
    ("preset", "natures"),
    [
        (Preset.INTERNET, {Nature.TECHNICAL, Nature.SERVICE, Nature.BILLING, Nature.PRIVACY}),
        (Preset.ECOMMERCE, {Nature.GOODS, Nature.LOGISTICS, Nature.SERVICE}),
        (Preset.GENERAL, {Nature.GOODS, Nature.SERVICE, Nature.LOGISTICS, Nature.INFORMATION, Nature.OTHER}),
    ],
)
def test_each_preset_has_its_tree(preset, natures):
    tree = Category.objects.filter(preset=preset)
    assert natures <= set(tree.values_list("nature", flat=True))
    assert all(category.parent is None or category.parent.preset == preset for category in tree)


def test_every_category_names_a_department_and_both_names():
    for category in Category.objects.all():
        assert category.department_id, category.code
        assert category.name, category.code
        assert category.name_en, category.code


def test_billing_and_privacy_go_past_the_lawyers():
    delicate = Category.objects.filter(nature__in=[Nature.BILLING, Nature.PRIVACY])
    assert delicate.exists()
    assert not delicate.filter(needs_legal_review=False).exists()


@pytest.mark.parametrize("preset", Preset)
def test_each_preset_has_a_policy_a_desk_and_a_rule_for_every_ungraded_complaint(preset):
    policy = Policy.in_force(preset, NOON)
    assert (policy.version, policy.reopen_days, policy.loop_limit) == (1, 30, 3)
    assert policy.team in Team.objects.all()
    ungraded = set(policy.rules.filter(severity="", priority="").values_list("kind", flat=True))
    assert ungraded >= {"acknowledgement", "first_contact", "direction", "investigation", "progress", "revisit"}


def test_the_newest_version_whose_time_has_come_is_in_force():
    old = Policy.in_force(Preset.GENERAL, NOON)
    Policy.objects.create(preset=Preset.GENERAL, version=3, active_from=NOON.replace(year=2030))
    new = Policy.objects.create(preset=Preset.GENERAL, version=2, active_from=NOON)
    assert Policy.in_force(Preset.GENERAL, NOON) == new
    assert Policy.in_force(Preset.GENERAL, NOON.replace(hour=3)) == old
    with pytest.raises(Policy.DoesNotExist):
        Policy.in_force(Preset.GENERAL, BEGINNING.replace(year=2019))
