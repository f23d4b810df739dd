"""Early warning over the record of a desk: found, told, followed, explained, closed, made an incident (MON-2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Category, StaffNotice
from complaints.services.staff import words_of
from escalation.models import IncidentMember
from review.models import EarlyWarning, WarningLook, WarningNumbers, WarningRules, WarningState
from review.services.warnings import handling
from review.services.warnings.cells import words_for
from tests.builders import NOON, a_user, presets
from tests.review.surges import KETTLE, LATE, a_past, a_received, a_surge, look

pytestmark = pytest.mark.django_db


def warned(**facts):
    """A desk with one open warning, and a supervisor."""
    agent = a_past()
    supervisor = a_user(Role.SUPERVISOR)
    a_surge(by=agent, **facts)
    look()
    return EarlyWarning.objects.get(), supervisor


def test_a_surge_of_one_product_is_one_warning_at_the_product():
    warning, _supervisor = warned()
    assert (warning.dimension, warning.shown, warning.state) == ("product", KETTLE, WarningState.OPEN)
    assert warning.observed == 9
    assert warning.expected < 2
    assert warning.bound <= 9


def test_what_it_is_made_of_is_named():
    warning, _supervisor = warned()
    named = {(one["kind"], one["value"]) for one in warning.made_of}
    assert ("code", "KT2611B") in named
    assert any(kind == "word" and "漏水" in value for kind, value in named)


def test_owners_are_told_once():
    agent = a_past()
    supervisor, curator = a_user(Role.SUPERVISOR), a_user(Role.CURATOR)
    a_surge(by=agent)
    look()
    look(NOON + timedelta(hours=1))
    notice = StaffNotice.objects.get(to=supervisor, kind="warning")
    assert KETTLE in words_of(notice)
    assert "9" in words_of(notice)
    assert StaffNotice.objects.filter(to=curator, kind="warning").count() == 1


def test_small_numbers_never_warn():
    agent = a_past()
    a_surge(4, by=agent)
    assert look() == 1
    assert not EarlyWarning.objects.exists()


def test_an_ordinary_desk_is_not_warned():
    a_past(until_days=0)
    look()
    assert not EarlyWarning.objects.exists()


def test_a_young_desk_is_silent_and_says_why():
    agent = a_past(weeks=2)
    a_surge(by=agent)
    look()
    assert not EarlyWarning.objects.exists()
    assert WarningLook.objects.get().silent_because == "young"


def test_an_hour_is_looked_at_once():
    a_past()
    assert look() == 1
    assert look(NOON + timedelta(minutes=20)) == 0
    assert look(NOON + timedelta(hours=1)) == 1


def test_a_later_look_follows_the_same_warning():
    warning, _supervisor = warned()
    a_surge(4, by=a_user(), now=NOON + timedelta(hours=5), days=0.2)
    look(NOON + timedelta(hours=6))
    warning = EarlyWarning.objects.get()
    assert warning.observed == 13
    assert WarningNumbers.objects.filter(warning=warning).count() == 2


def test_two_surges_of_different_products_are_two_warnings():
    agent = a_past()
    a_surge(by=agent)
    a_surge(by=agent, product="儿童推车 P5", text="前轮锁不住，下坡时自己滑走。")
    look()
    assert {warning.shown for warning in EarlyWarning.objects.all()} == {KETTLE, "儿童推车 P5"}


def test_a_surge_over_many_products_is_told_at_the_category():
    agent = a_past()
    for number in range(12):
        a_received(
            NOON - timedelta(hours=number),
            by=agent,
            product=f"商品{number}",
            text=f"物流停滞好几天{number}",
            category=LATE,
        )
    look()
    warning = EarlyWarning.objects.get()
    assert (warning.dimension, warning.category) == ("category", Category.objects.get(code=LATE))


def test_a_rise_that_is_over_lapses_by_itself():
    warning, _supervisor = warned()
    look(NOON + timedelta(days=10))
    warning = EarlyWarning.objects.get()
    assert (warning.state, warning.lapsed) == (WarningState.CLOSED, True)
    assert warning.events.last().kind == "lapsed"


def test_the_way_of_a_warning():
    warning, supervisor = warned()
    handling.acknowledge(warning.pk, by=supervisor, now=NOON)
    handling.explain(warning.pk, cause="problem", explanation="批次 KT2611B 壶底密封圈漏装。", by=supervisor, now=NOON)
    handling.close(warning.pk, result="该批次已下架，供应商换货。", by=supervisor, now=NOON)
    warning = EarlyWarning.objects.get()
    assert warning.state == WarningState.CLOSED
    assert [event.kind for event in warning.events.all()] == ["found", "acknowledged", "explained", "closed"]


def test_what_was_closed_rests_and_then_warns_anew():
    warning, supervisor = warned()
    handling.acknowledge(warning.pk, by=supervisor, now=NOON)
    handling.explain(warning.pk, cause="problem", explanation="密封圈漏装。", by=supervisor, now=NOON)
    handling.close(warning.pk, result="已下架。", by=supervisor, now=NOON)
    a_surge(6, by=a_user(), now=NOON + timedelta(days=1), days=0.5)
    look(NOON + timedelta(days=1))
    assert EarlyWarning.objects.count() == 1
    a_surge(30, by=a_user(), now=NOON + timedelta(days=8), days=1)
    look(NOON + timedelta(days=8))
    assert EarlyWarning.objects.count() == 2


def test_steps_out_of_order_are_refused():
    warning, supervisor = warned()
    with pytest.raises(RuleBroken):
        handling.close(warning.pk, result="已下架。", by=supervisor, now=NOON)
    with pytest.raises(RuleBroken):
        handling.explain(warning.pk, cause="problem", explanation="密封圈。", by=supervisor, now=NOON)


def test_an_explanation_names_no_customer():
    warning, supervisor = warned()
    handling.acknowledge(warning.pk, by=supervisor, now=NOON)
    with pytest.raises(RuleBroken, match="13912345678"):
        handling.explain(warning.pk, cause="problem", explanation="问 13912345678", by=supervisor, now=NOON)


def test_an_agent_may_not_touch_it():
    warning, _supervisor = warned()
    with pytest.raises(NotPermitted):
        handling.acknowledge(warning.pk, by=a_user(), now=NOON)


def test_one_click_gathers_its_complaints_under_an_incident():
    warning, supervisor = warned()
    incident = handling.make_incident(warning.pk, by=supervisor, now=NOON)
    warning = EarlyWarning.objects.get()
    assert warning.incident == incident
    assert (warning.state, warning.owner) == (WarningState.ACKNOWLEDGED, supervisor)
    assert incident.product == KETTLE
    assert IncidentMember.objects.present().filter(incident=incident).count() == 9
    with pytest.raises(RuleBroken):
        handling.make_incident(warning.pk, by=supervisor, now=NOON)


def test_switched_off_nothing_is_judged():
    agent = a_past()
    a_surge(by=agent)
    WarningRules.objects.create(pk=1, is_active=False)
    look()
    assert not EarlyWarning.objects.exists()
    assert WarningLook.objects.get().silent_because == "off"


def test_a_cell_has_one_open_warning_whatever_is_written():
    warning, _supervisor = warned()
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlyWarning.objects.create(
            cell=warning.cell,
            dimension=warning.dimension,
            since=warning.since,
            days=1,
            observed=9,
            expected=1,
            bound=5,
            chance=0,
            level="rising",
            found_at=timezone.now(),
            risen_at=timezone.now(),
        )


def test_the_cell_is_called_by_category_and_product():
    warning, _supervisor = warned()
    assert KETTLE in words_for(warning)


def test_where_the_parts_hold_most_of_a_rise_they_are_told_and_not_the_whole():
    agent = a_past()
    for number in range(40):
        category = (LATE, "ecommerce.logistics.loss")
        a_received(
            NOON - timedelta(hours=4 * number),
            by=agent,
            product=f"商品{number}",
            text=f"各说各的{number}",
            category=category[number % 2],
        )
    a_surge(12, by=agent)
    look()
    told = {words_for(warning).split(" · ")[-1] for warning in EarlyWarning.objects.all()}
    assert {"配送延误", "货物丢失", KETTLE} <= told
    assert "全部投诉" not in told


def test_what_rises_alike_everywhere_is_told_of_the_whole():
    """Many times as many of every kind is an outage, a campaign or a new form, and no matter of one department."""
    presets()
    agent = a_user()
    codes = sorted(Category.objects.filter(children=None, code__startswith="ecommerce.").values_list("code", flat=True))
    past = [NOON - timedelta(days=7, hours=12 * number) for number in range(84)]
    rise = [NOON - timedelta(minutes=40 * number + 1) for number in range(108)]
    for number, at in enumerate(past + rise):
        about = f"各说各的{number}"
        a_received(at, by=agent, product=f"商品{number}", text=about, category=codes[number % len(codes)])
    look()
    assert [words_for(warning) for warning in EarlyWarning.objects.all()] == ["全部投诉"]
