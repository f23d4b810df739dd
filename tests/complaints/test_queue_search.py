"""The search box and the palette: exact hits open, words list, and nothing tells of what one may not see."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.services.intake import receive
from complaints.services.numbers import new_tracking_code
from complaints.states import State
from tests.builders import NOON, a_complaint, a_receipt, a_user
from tests.desk import desk_of, numbers_on

pytestmark = pytest.mark.django_db
SEARCH = "admin:complaints_complaint_search"


@pytest.fixture(autouse=True)
def nothing_cached():
    cache.clear()


def sought(client, text):
    return client.post(reverse(SEARCH), {"q": text}, follow=True)


def page_of(complaint):
    return reverse("admin:complaints_complaint_change", args=[complaint.pk])


@pytest.mark.parametrize("spelling", ["{}", "  {} "])
def test_a_number_opens_its_complaint(spelling):
    agent = a_user()
    complaint = a_complaint(agent=agent)
    answer = desk_of(agent).post(reverse(SEARCH), {"q": spelling.format(complaint.number)})
    assert answer.url == page_of(complaint)


def test_a_number_without_its_dash_opens_the_complaint():
    agent = a_user()
    complaint = a_complaint(agent=agent)
    assert desk_of(agent).post(reverse(SEARCH), {"q": complaint.number.replace("-", "")}).url == page_of(complaint)


def test_a_tracking_code_opens_its_complaint_however_it_is_typed():
    agent = a_user()
    received = receive(a_receipt(), by=agent, now=NOON)
    answer = desk_of(agent).post(reverse(SEARCH), {"q": received.tracking_code.lower().replace("-", " ")})
    assert answer.url == page_of(received.complaint)


@pytest.mark.parametrize("spelling", ["17000123456", "170 0012 3456", "+86 170-0012-3456", "１７０００１２３４５６"])
def test_a_phone_number_finds_the_customers_complaints_and_stays_out_of_the_address(spelling):
    agent = a_user()
    complaint = a_complaint(agent=agent, contacts={ContactKind.PHONE: "17000123456"})
    a_complaint(agent=agent)
    answer = sought(desk_of(agent), spelling)
    assert numbers_on(answer) == [complaint.number]
    assert "17000123456" not in answer.redirect_chain[-1][0]


def test_a_part_of_a_phone_number_finds_nobody():
    agent = a_user()
    a_complaint(agent=agent, contacts={ContactKind.PHONE: "17000123456"})
    assert numbers_on(sought(desk_of(agent), "00123456")) == []


def test_an_unknown_phone_number_is_said_to_be_unknown_without_repeating_it():
    answer = sought(desk_of(a_user(), language="en"), "17000999999")
    assert "17000999999" not in answer.redirect_chain[-1][0]
    assert "No complaint you may see has this contact or code." in answer.content.decode()


def test_an_e_mail_address_finds_the_customer_whatever_its_case():
    agent = a_user()
    complaint = a_complaint(agent=agent, contacts={ContactKind.EMAIL: "gu@example.com"})
    assert numbers_on(sought(desk_of(agent), "GU@Example.com")) == [complaint.number]


def test_an_order_number_finds_its_complaints():
    agent = a_user()
    complaint = a_complaint(agent=agent, order_number="SG20260001")
    a_complaint(agent=agent)
    assert numbers_on(sought(desk_of(agent), "SG20260001")) == [complaint.number]


def test_words_are_found_in_subject_product_and_place():
    agent = a_user()
    by_subject = a_complaint(agent=agent, subject="净水器夜里爆管")
    by_product = a_complaint(agent=agent, product="桌面净水器")
    by_place = a_complaint(agent=agent, place="净水器专柜")
    a_complaint(agent=agent)
    found = numbers_on(sought(desk_of(agent), "净水器"))
    assert found == [by_place.number, by_product.number, by_subject.number]


def test_closed_complaints_are_found_too():
    agent = a_user()
    complaint = a_complaint(at=State.CLOSED, agent=agent, subject="豆浆机漏电")
    assert numbers_on(sought(desk_of(agent), "豆浆机")) == [complaint.number]


@pytest.mark.parametrize("what", ["number", "code", "phone", "order", "subject"])
def test_what_one_may_not_see_answers_exactly_like_what_does_not_exist(what, time_machine):
    time_machine.move_to(NOON, tick=False)
    owner = a_user(team="general-desk")
    receipt = a_receipt(contacts={ContactKind.PHONE: "17000123456"}, order_number="SG1", subject="别组的投诉单")
    hidden = receive(receipt, by=owner, now=NOON)
    real = {
        "number": hidden.complaint.number,
        "code": hidden.tracking_code,
        "phone": "17000123456",
        "order": "SG1",
        "subject": "别组的投诉单",
    }[what]
    made_up = {
        "number": "209901-999",
        "code": new_tracking_code(),
        "phone": "17000999999",
        "order": "SG9",
        "subject": "查无此话",
    }[what]
    desk = desk_of(a_user())
    answers = [sought(desk, text) for text in (real, made_up)]
    shown = [
        answer.content.decode().replace(text, "…").replace(quote(text), "…")
        for answer, text in zip(answers, (real, made_up), strict=True)
    ]
    assert numbers_on(answers[0]) == []
    assert _without_tokens(shown[0]) == _without_tokens(shown[1])
    if what in ("phone", "code"):
        assert quote(real) not in answers[0].redirect_chain[-1][0]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a\x00b", "x" * 5000, "'; DROP TABLE", "%", "_", "😀", "𠮷野家"])
def test_strange_words_are_answered_in_peace(text):
    agent = a_user()
    a_complaint(agent=agent)
    assert sought(desk_of(agent), text).status_code == 200


def test_searching_is_a_post_so_that_nothing_personal_is_logged():
    assert desk_of(a_user()).get(reverse(SEARCH)).status_code == 405


def test_the_palette_offers_a_handful_of_visible_complaints_and_pages_of_the_menu():
    agent = a_user()
    for _one in range(12):
        a_complaint(agent=agent, subject="投影仪亮度不足", demand_cny=Decimal(1))
    a_complaint(agent=a_user(team="general-desk"), subject="投影仪风扇响")
    found = desk_of(agent).post(reverse("admin:search"), {"s": "投影仪"}).content.decode()
    assert found.count("投影仪亮度不足<") == 8
    assert "投影仪风扇响" not in found


def test_the_palette_is_empty_for_an_administrator_and_no_hit_is_kept_for_the_next_person():
    a_complaint(agent=a_user(), subject="冰箱不制冷")
    supervisor, administrator = a_user(Role.SUPERVISOR), a_user(Role.ADMINISTRATOR)
    for user, expected in ((supervisor, True), (administrator, False), (supervisor, True)):
        found = desk_of(user).post(reverse("admin:search"), {"s": "冰箱"}).content.decode()
        assert ("冰箱不制冷" in found) is expected


def test_the_palette_takes_no_get():
    assert desk_of(a_user()).get(reverse("admin:search"), {"s": "x"}).status_code == 405


def _without_tokens(page):
    return "".join(line for line in page.splitlines() if "csrf" not in line.lower())
