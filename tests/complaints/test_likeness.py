"""Likely duplicates: found after receipt, shown with reasons, decided once (INT-6)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind, Likeness, LikenessRules, TextKey
from complaints.services import closing, likeness, merging
from complaints.services.contacts import correct_facts
from complaints.services.people import find_or_create
from complaints.services.sweeps.news import read_news
from complaints.states import State
from complaints.words.likeness import keys_of
from tests.builders import NOON, a_complaint, a_receipt, a_user
from tests.complaints.importing import brought_in
from tests.desk import desk_of, queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
DAY = timedelta(days=1)
EGGS = {"subject": "鸡蛋碎了", "description": "快递盒一角塌了，三十枚鸡蛋碎了十四枚，蛋液渗到说明书上，要求退款。"}
EGGS_AGAIN = {
    "subject": "鸡蛋碎了！",
    "description": "快递盒一角塌了,三十枚鸡蛋碎了十五枚,蛋液渗到说明书上,要求马上退款。",
}
COURIER = {"subject": "快递员态度差", "description": "打了三次电话都说不送上楼，最后把包裹扔在门卫那里就走。"}
PHONE = {ContactKind.PHONE: "13800138000"}
OTHER_PHONE = {ContactKind.PHONE: "13900139000"}


def look(now=NOON):
    read_news(by=User.objects.system(), now=now)


def found():
    return {(pair.complaint_id, pair.other_id): pair for pair in Likeness.objects.all()}


def two(first, second, *, now=NOON, **facts):
    agent = a_user()
    one = a_complaint(agent=agent, **facts | first)
    other = a_complaint(agent=agent, now=now, **facts | second)
    look(now)
    return one, other, found().get((other.pk, one.pk))


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        (EGGS | {"contacts": PHONE}, COURIER | {"contacts": PHONE}, ["same customer"]),
        (EGGS | {"contacts": PHONE}, EGGS | {"contacts": PHONE}, ["same customer", "text 100 % alike"]),
        (EGGS | {"order_number": "E-9"}, COURIER | {"order_number": "E-9"}, ["same order"]),
        (EGGS, EGGS_AGAIN, ["text 87 % alike"]),
        (EGGS | {"order_number": "E-8"}, EGGS_AGAIN | {"order_number": "E-9"}, None),
        (EGGS, COURIER, None),
        ({"subject": "不退款", "description": "不退款"}, {"subject": "不退款", "description": "不退款"}, None),
    ],
    ids=["customer", "customer and words", "order", "words", "words of two orders", "nothing", "few words"],
)
def test_two_are_put_before_people_for_a_reason(first, second, reasons):
    _one, _other, pair = two(first, second)
    assert (pair and pair.reasons) == reasons


def test_one_person_under_two_contacts_is_the_same_customer():
    agent = a_user()
    one = a_complaint(agent=agent, contacts=PHONE, **EGGS)
    mail = {ContactKind.EMAIL: "gu@example.cn"}
    other = a_complaint(agent=agent, contacts=mail, **COURIER)
    find_or_create(name="", contacts=PHONE | mail, now=NOON)
    look()
    assert found()[other.pk, one.pk].same_customer


def test_what_was_closed_long_ago_is_not_compared_and_what_was_closed_lately_is():
    agent = a_user()
    one = a_complaint(agent=agent, contacts=PHONE, **EGGS)
    closing.withdraw(one.pk, reason="不追究", by=agent, now=NOON)
    soon = a_complaint(agent=agent, contacts=PHONE, now=NOON + 29 * DAY, **EGGS_AGAIN)
    look(NOON + 29 * DAY)
    assert (soon.pk, one.pk) in found()
    late = a_complaint(agent=agent, contacts=PHONE, now=NOON + 31 * DAY, **EGGS_AGAIN)
    look(NOON + 31 * DAY)
    assert (late.pk, one.pk) not in found()


def test_a_corrected_text_is_compared_anew():
    one, other, pair = two(EGGS, COURIER)
    assert pair is None
    facts = {"description": EGGS_AGAIN["description"], "subject": EGGS_AGAIN["subject"]}
    correct_facts(other.pk, facts=facts, by=other.received_by, now=NOON, seen=other.events_count)
    look()
    assert found()[other.pk, one.pk].text_percent == 87
    assert set(other.text_keys.values_list("key", flat=True)) == set(
        keys_of(f"{facts['subject']} {facts['description']}")
    )


def test_rows_of_a_file_are_compared_like_others():
    agent = a_user()
    one = a_complaint(agent=agent, **EGGS)
    brought_in([a_receipt(**EGGS_AGAIN)], agent)
    look()
    (pair,) = found().values()
    assert pair.other_id == one.pk


def test_the_house_sets_from_where_on_words_count():
    LikenessRules.objects.create(pk=1, stranger_percent=95)
    _one, _other, pair = two(EGGS, EGGS_AGAIN)
    assert pair is None


def test_not_the_same_stays_decided_and_is_on_the_record():
    one, other, _pair = two(EGGS, EGGS_AGAIN)
    agent = other.received_by
    likeness.rule_out(other.pk, other_id=one.pk, by=agent, now=NOON)
    assert other.events.get(kind=EventKind.RULED_OUT).facts == {"other": one.number}
    correct_facts(other.pk, facts={"subject": "鸡蛋碎了!!"}, by=agent, now=NOON, seen=other.events.count())
    look()
    assert found()[other.pk, one.pk].verdict == "different"
    assert likeness.pairs_beside(other, agent) == []
    with pytest.raises(RuleBroken, match="no longer"):
        likeness.rule_out(one.pk, other_id=other.pk, by=agent, now=NOON)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AUDITOR, Role.CURATOR])
def test_who_may_not_merge_may_not_rule_out(role):
    one, other, _pair = two(EGGS, EGGS_AGAIN)
    with pytest.raises(NotPermitted):
        likeness.rule_out(other.pk, other_id=one.pk, by=a_user(role), now=NOON)
    assert found()[other.pk, one.pk].verdict == ""


def test_a03_a_likeness_to_what_one_may_not_see_shows_nowhere():
    stranger = a_user(team="internet-desk")
    hidden = a_complaint(agent=stranger, preset="internet", category=None, **EGGS)
    agent = a_user()
    mine = a_complaint(agent=agent, **EGGS_AGAIN)
    look()
    assert (mine.pk, hidden.pk) in found()
    desk = desk_of(agent, language="en")
    page = desk.get(reverse("admin:complaints_complaint_change", args=[mine.pk])).content.decode()
    assert hidden.number not in page
    assert "Possibly the same" not in page
    assert queue(desk, tab="alike") == []
    beside = reverse("admin:complaints_complaint_compare", args=[mine.pk, hidden.pk])
    assert desk.get(beside).status_code == 404
    with pytest.raises(NotPermitted):
        likeness.rule_out(mine.pk, other_id=hidden.pk, by=agent, now=NOON)


def test_the_page_shows_both_halves_and_the_queue_the_newer():
    one, other, _pair = two(EGGS, EGGS_AGAIN)
    desk = desk_of(a_user(Role.SUPERVISOR), language="en")
    for half, beside in ((one, other), (other, one)):
        page = desk.get(reverse("admin:complaints_complaint_change", args=[half.pk])).content.decode()
        assert "text 87 % alike" in page
        assert beside.number in page
    assert queue(desk, tab="alike") == [other.number]
    sides = desk.get(reverse("admin:complaints_complaint_compare", args=[one.pk, other.pk])).content.decode()
    assert f"Merge into {one.number}" in sides
    step = reverse("admin:complaints_complaint_step", args=[other.pk, "not-same"])
    assert desk.post(step, {"number": one.number, "seen": other.events_count}).status_code == 302
    assert queue(desk, tab="alike") == []


def test_two_that_are_not_put_before_people_are_not_set_side_by_side():
    one, other, _pair = two(EGGS, COURIER)
    desk = desk_of(a_user(Role.SUPERVISOR))
    assert desk.get(reverse("admin:complaints_complaint_compare", args=[one.pk, other.pk])).status_code == 404


def test_the_entry_warns_of_the_same_words_before_anything_is_stored():
    agent = a_user()
    one = a_complaint(agent=agent, **EGGS)
    hidden = a_complaint(agent=a_user(team="internet-desk"), preset="internet", category=None, **EGGS)
    told = desk_of(agent, language="en").post(reverse("admin:complaints_complaint_history_of"), EGGS_AGAIN)
    page = told.content.decode()
    assert one.number in page
    assert "87 % alike" in page
    assert hidden.number not in page


def test_a_look_costs_the_same_however_many_are_alike():
    agent = a_user()

    def cost():
        complaint = a_complaint(agent=agent, contacts=PHONE, order_number="E-7", **EGGS)
        with CaptureQueriesContext(connection) as asked:
            found = likeness.look(complaint, now=NOON)
        return len(asked), len(found)

    cost()
    few, _some = cost()
    for _more in range(30):
        a_complaint(agent=agent, contacts=PHONE, order_number="E-7", **EGGS)
    many, shown = cost()
    assert many == few <= 20
    assert shown == 5


def test_i_01_two_that_arrive_at_once_find_each_other():
    """Keys are stored with the complaint, so whichever is looked at later sees those of the other."""
    agent = a_user()
    one, other = a_complaint(agent=agent, **EGGS), a_complaint(agent=agent, **EGGS_AGAIN)
    assert TextKey.objects.filter(complaint__in=[one, other]).count() == 16
    likeness.look(one, now=NOON)
    likeness.look(other, now=NOON)
    assert set(found()) == {(other.pk, one.pk)}


def test_a_merged_complaint_is_found_no_more():
    one, other, _pair = two(EGGS, EGGS_AGAIN)
    merging.close_duplicate(other.pk, of_id=one.pk, reason="同一件事", by=other.received_by, now=NOON)
    third = a_complaint(agent=other.received_by, **EGGS)
    look()
    assert {pair for pair in found() if third.pk in pair} == {(third.pk, one.pk)}
    assert State(third.state) == State.RECEIVED
