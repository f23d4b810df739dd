"""The public form: asks little, loses nothing, stores once or not at all (INT-2, INT-3, INT-5, INT-6)."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Shift, Team
from complaints.crypto.contact import ContactKind
from complaints.models import Complainant, Complaint, Delivery
from complaints.portal.forms.complaint import CONSENT
from complaints.services.intake import receive
from complaints.services.numbers import find_by_tracking_code
from complaints.states import Channel, Severity
from tests.builders import NOON, a_receipt, a_user
from tests.customer import WORDS, Customer, a_form, code_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def customer():
    return Customer()


@pytest.fixture
def opened(customer, noon):
    """A form page opened a minute ago."""
    form_token = customer.opens_form()
    noon.shift(timedelta(minutes=1))
    return form_token


def test_what_the_customer_sends_is_what_the_desk_takes_in(customer, opened):
    response = customer.sends(opened, description=f"{WORDS}\n第二行", name="顾秀英", preferred_channel="sms")
    complaint = Complaint.objects.get()
    assert response.status_code == 302
    assert complaint.channel == Channel.WEB_FORM
    assert complaint.category.code == "ecommerce.logistics.damage"
    assert complaint.demand == "refund"
    assert complaint.order.number == "E-20261118-7"
    assert complaint.description == f"{WORDS}\n第二行"
    assert complaint.subject == WORDS
    assert complaint.complainant.name == "顾秀英"
    assert complaint.complainant.preferred_channel == "sms"
    assert complaint.complainant.language == "en"
    assert complaint.complainant.contact_points.get().kind == ContactKind.PHONE
    assert complaint.consent == complaint.events.get().facts["consent"] == CONSENT


def test_three_answers_and_a_contact_are_enough(customer, opened):
    customer.sends(opened, description="", order_number="", contact="Lin@Example.CN")
    complaint = Complaint.objects.get()
    assert complaint.subject == "Damage · Refund"
    assert complaint.order is None
    assert complaint.complainant.preferred_channel == "email"


def test_the_link_of_a_shop_brings_place_product_and_order(customer, noon):
    path = "/complain/?preset=general&shop=东门店&product=豆浆机&order=A-1"
    page = customer.get(path).content.decode()
    assert "东门店" in page
    assert 'value="A-1"' in page
    form_token = re.search(r'name="token" value="([^"]+)"', page)[1]
    noon.shift(timedelta(minutes=1))
    customer.sends(form_token, path=path, category="general.logistics", place="东门店", product="豆浆机")
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.place, complaint.product) == (Channel.WEB_FORM, "东门店", "豆浆机")


@pytest.mark.parametrize("query", ["preset=%00", "shop=%00x", "order=" + "9" * 500, "preset=nonsense", "category=../x"])
def test_a_nonsense_link_opens_an_ordinary_form(customer, query):
    page = customer.get(f"/complain/?{query}")
    assert page.status_code == 200
    assert "\0" not in page.content.decode()


def test_the_receipt_shows_number_code_and_the_promised_time(customer, opened):
    response = customer.sends(opened)
    page = customer.get(response.url).content.decode()
    complaint = Complaint.objects.get()
    assert complaint.number in page
    assert code_of(opened) in page
    assert find_by_tracking_code(code_of(opened)) == complaint
    assert "2026-11-18 12:16" in page


def test_the_code_is_shown_for_fifteen_minutes_only_and_kept_nowhere(customer, opened, noon):
    receipt = customer.sends(opened).url
    noon.shift(timedelta(minutes=14))
    assert code_of(opened) in customer.get(receipt).content.decode()
    noon.shift(timedelta(minutes=2))
    assert customer.get(receipt).url == "/track/"
    for session in Session.objects.all():
        assert code_of(opened) not in str(session.get_decoded())


def test_reloading_the_receipt_sends_nothing_again(customer, opened):
    receipt = customer.sends(opened).url
    for _reload in range(3):
        assert customer.get(receipt).status_code == 200
    assert Complaint.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_a_second_click_shows_the_same_receipt(customer, opened):
    pages = [customer.get(customer.sends(opened).url).content.decode() for _click in range(2)]
    complaint = Complaint.objects.get()
    assert all(complaint.number in page and code_of(opened) in page for page in pages)
    assert "stored it once" in pages[1]


def test_a_second_click_that_outruns_the_first_answer_still_shows_the_code(opened, customer):
    customer.sends(opened)
    without_cookie = Customer()
    page = without_cookie.get(without_cookie.sends(opened).url).content.decode()
    assert code_of(opened) in page
    assert Complaint.objects.count() == 1


def test_going_back_to_a_fresh_page_and_sending_the_same_shows_the_same_receipt(customer, opened):
    customer.sends(opened)
    response = customer.sends(customer.opens_form())
    page = customer.get(response.url).content.decode()
    assert code_of(opened) in page
    assert Complaint.objects.count() == 1


def test_another_matter_of_the_same_browser_is_another_complaint(customer, opened, noon):
    customer.sends(opened)
    form_token = customer.opens_form()
    noon.shift(timedelta(seconds=30))
    customer.sends(form_token, description="还有一件事：发票开错了。")
    assert Complaint.objects.count() == 2


def test_sending_an_old_page_again_stores_nothing_and_shows_no_code(customer, opened, noon):
    customer.sends(opened)
    noon.shift(timedelta(hours=1))
    response = customer.sends(opened)
    assert response.status_code == 409
    assert code_of(opened) not in response.content.decode()
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"category": ""}, "Choose what it is about."),
        ({"category": "general.other"}, "Select a valid choice"),
        ({"demand": ""}, "Choose what you want from us."),
        ({"contact": ""}, "Enter a phone number or an e-mail address"),
        ({"contact": "12345"}, "neither a phone number nor an e-mail address"),
        ({"contact": "a@b"}, "neither a phone number nor an e-mail address"),
        ({"consent": ""}, "if you agree"),
        ({"preferred_channel": "email"}, "cannot reach you this way"),
        ({"description": "好" * 10_001}, "at most 10000 characters"),
        ({"name": "é" * 100}, "at most 60 characters"),
        ({"description": "a\0b"}, "Null characters are not allowed"),
        ({"order_number": "1\0"}, "Null characters are not allowed"),
        ({"contact": "170\x0000012345"}, "Null characters are not allowed"),
        ({"website": "http://example.com"}, "only catches machines"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field_and_nothing_typed_is_lost(customer, opened, changes, sentence):
    response = customer.sends(opened, **{"order_number": "KEEP-1"} | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert changes.get("description", WORDS) in page
    assert 'role="alert"' in page
    assert Complaint.objects.count() == Complainant.objects.count() == 0


@pytest.mark.parametrize("words", ["🥚💔👨‍👩‍👧 emoji", "𠮷野家的𰻝𰻝面", "e" + "\u0301" * 300, "\u202etxt.exe", "‮⁦ מה"])
def test_every_script_comes_back_as_it_was_written(customer, opened, words):
    customer.sends(opened, description=words)
    assert Complaint.objects.get().description == words
    assert words in customer.get("/track/progress/").content.decode()


def test_a_form_sent_faster_than_a_person_can_is_asked_once_more(customer, noon):
    form_token = customer.opens_form()
    response = customer.sends(form_token)
    assert response.status_code == 422
    assert "very quick" in response.content.decode()
    noon.shift(timedelta(seconds=5))
    assert customer.sends(form_token).status_code == 302


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "\0", "'" * 90])
def test_a_form_without_our_token_gets_a_new_one_and_keeps_what_was_typed(customer, forged):
    response = customer.sends(forged)
    page = response.content.decode()
    assert response.status_code == 422
    assert WORDS in page
    assert re.search(r'name="token" value="[\w:-]{40,}"', page)
    assert Complaint.objects.count() == 0


def test_a_page_left_open_over_night_can_be_sent_after_a_look(customer, opened, noon):
    noon.shift(timedelta(hours=13))
    response = customer.sends(opened)
    assert "open for too long" in response.content.decode()
    fresh = re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]
    noon.shift(timedelta(seconds=5))
    assert customer.sends(fresh).status_code == 302


def test_an_urgent_matter_goes_to_whoever_is_on_duty(customer, opened):
    agent = a_user()
    Shift.objects.create(
        user=agent,
        starts_at=NOON - timedelta(hours=1),
        ends_at=NOON + timedelta(hours=7),
        is_fast_lane=True,
    )
    page = customer.get(customer.sends(opened, urgency="lost_money").url).content.decode()
    complaint = Complaint.objects.get()
    assert (complaint.severity, complaint.handler) == (Severity.S1, agent)
    assert agent.name in page
    assert agent.employee_number in page


def test_the_form_comes_to_the_desk_of_its_preset(customer, opened):
    customer.sends(opened)
    assert Complaint.objects.get().team == Team.objects.get(code="ecommerce-desk")


def test_a_form_with_a_known_number_changes_nothing_about_its_owner(customer, opened):
    contacts = {ContactKind.PHONE: "17000012345", ContactKind.EMAIL: "owner@example.cn"}
    owner = receive(a_receipt(contacts=contacts), by=a_user(), now=NOON).complaint.complainant
    customer.sends(opened, name="Mallory", preferred_channel="sms")
    complaint = Complaint.objects.get(channel=Channel.WEB_FORM)
    assert complaint.complainant == owner
    owner.refresh_from_db()
    assert (owner.name, owner.language, owner.preferred_channel) == ("顾秀英", "zh-hans", "phone")
    assert owner.masked_name not in customer.get("/track/progress/").content.decode()


def test_one_telephone_gets_three_receipts_a_day_whatever_strangers_send(noon):
    for _stranger in range(5):
        customer = Customer()
        form_token = customer.opens_form()
        noon.shift(timedelta(minutes=1))
        assert customer.sends(form_token).status_code == 302
    assert Complaint.objects.count() == 5
    assert Delivery.objects.filter(step__startswith="received").count() == 3
    assert not any(WORDS in delivery.body + delivery.subject for delivery in Delivery.objects.all())


def test_without_the_page_s_own_cookie_nothing_is_taken():
    stranger = Customer(enforce_csrf_checks=True)
    response = stranger.browser.post("/complain/?preset=ecommerce", a_form())
    assert response.status_code == 403
    assert Complaint.objects.count() == 0
