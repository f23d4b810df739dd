"""Who opens the form is told what we know of already, in words two people agreed on (ESC-6, INT-3)."""

from datetime import timedelta

import pytest

from accounts.models import Department
from escalation.services.incidents import response
from tests.builders import NOON
from tests.customer import Customer
from tests.escalation.incidents import STATEMENT, confirmed, six, spoken

pytestmark = pytest.mark.django_db
FORM = "/complain/?preset=ecommerce"


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOON + timedelta(hours=9), tick=False)


def form(path=FORM):
    return Customer().get(path).content.decode()


def test_a_suspicion_and_words_nobody_approved_stay_inside():
    six()
    assert "We know of this already" not in form()


def test_what_is_confirmed_and_spoken_is_told_with_a_way_to_join():
    incident, supervisor, now = confirmed()
    response.write_statement(incident.pk, text="还没人看过的话。", by=supervisor, now=now)
    assert "还没人看过的话。" not in form()
    spoken(incident, supervisor, now=now)
    page = form()
    for told in ("We know of this already", STATEMENT, "鲜酪原味酸奶六盒装", "category=ecommerce.goods.quality"):
        assert told in page
    for inside in (incident.number, incident.title, supervisor.name):
        assert inside not in page
    assert STATEMENT not in form("/complain/?preset=internet")


def test_who_joins_has_category_and_product_filled_in():
    page = form(f"{FORM}&category=ecommerce.goods.quality&product=酸奶")
    assert 'value="ecommerce.goods.quality" selected' in page
    assert 'name="product" value="酸奶"' in page


def test_what_is_mended_is_told_no_longer():
    incident, supervisor, now = confirmed()
    spoken(incident, supervisor, now=now)
    response.announce_fix(
        incident.pk,
        facts="中转仓温度 14 度。",
        cause="冷机故障。",
        department=Department.objects.get(code="logistics"),
        responsibility="ours",
        suggestion="逐单退款。",
        by=supervisor,
        now=now,
    )
    assert "We know of this already" not in form()
