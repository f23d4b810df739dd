"""A call reaches an agent: the entry opens with who calls and what they pressed, and one call is one complaint."""

import logging

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Category, Complaint, IvrKey
from complaints.services.ivr import call_of
from complaints.states import Preset
from tests.builders import a_complaint, a_user
from tests.complaints.test_entry import typed
from tests.desk import desk_of

pytestmark = pytest.mark.django_db

ADD = reverse("admin:complaints_complaint_add")
KEYS = reverse("admin:complaints_ivrkey_add")
PHONE = "13812345678"


def popped(agent, **call):
    """The page a call opens, in English."""
    answer = desk_of(agent, language="en").get(ADD, call)
    assert answer.status_code == 200
    return answer


@pytest.fixture
def damage_key():
    category = Category.objects.get(code="ecommerce.logistics.damage")
    return IvrKey.objects.create(
        key="21", label="包裹破损", preset=Preset.ECOMMERCE, category=category, urgency="safety"
    )


def test_a_call_opens_the_entry_with_its_history_and_what_was_pressed(damage_key):
    agent = a_user()
    known = a_complaint(agent=agent, contacts={"phone": PHONE})
    page = popped(agent, phone="+86 138 1234 5678", key="21", call="cti-77")
    told = page.context["form"].initial
    assert (told["phone"], told["external_id"], told["channel"]) == (PHONE, "cti-77", "phone")
    assert (told["preset"], told["category"], told["urgency"]) == ("ecommerce", damage_key.category_id, "safety")
    assert known.number in page.content.decode()
    assert "138****5678" in page.content.decode()
    assert "pressed 21: 包裹破损" in page.content.decode()


def test_opening_it_changes_nothing(damage_key, django_assert_num_queries):
    before = Complaint.objects.count()
    popped(a_user(), phone=PHONE, key="21", call="cti-77")
    assert (Complaint.objects.count(), IvrKey.objects.count()) == (before, 1)


def test_one_call_is_one_complaint_and_says_so_when_it_pops_again():
    agent = a_user()
    client = desk_of(agent)
    for _click in range(2):
        assert client.post(ADD, typed(agent, external_id="cti-78")).status_code == 200
    complaint = Complaint.objects.get()
    assert complaint.external_id == "cti-78"
    page = popped(agent, phone=PHONE, call="cti-78").content.decode()
    assert "This call was taken in already" in page
    assert complaint.number in page


def test_a_call_of_another_desk_is_not_told():
    a_complaint(agent=a_user(team="internet-desk"), channel="phone", external_id="cti-79", preset="internet")
    page = popped(a_user(), call="cti-79").content.decode()
    assert "This call was taken in already" not in page


@pytest.mark.parametrize(
    "call",
    [
        {"phone": "anonymous"},
        {"phone": "", "key": "", "call": ""},
        {"phone": "1" * 5_000, "key": "9" * 5_000, "call": "c" * 5_000},
        {"phone": "\x00", "key": "\x00", "call": "a\x00b"},
        {"phone": "<script>", "key": "' OR 1=1", "call": "\u202e"},
        {"key": "5"},
    ],
)
def test_what_cannot_be_read_is_left_out_and_the_page_opens(call):
    told = popped(a_user(), **call).context["form"].initial
    assert not any(told.get(name) for name in ("phone", "external_id", "category"))


def test_a_caller_without_a_number_is_said_to_have_none():
    assert "Call without a number" in popped(a_user(), phone="unknown", call="cti-80").content.decode()


def test_a_key_out_of_use_fills_in_nothing(damage_key):
    damage_key.is_active = False
    damage_key.save()
    assert call_of(phone="", key="21", call="") is None


def test_strangers_and_those_who_take_nothing_in_see_no_history(client):
    known = a_complaint(contacts={"phone": PHONE})
    assert client.get(ADD, {"phone": PHONE}).status_code == 302
    answer = desk_of(a_user(Role.FINANCE)).get(ADD, {"phone": PHONE})
    assert answer.status_code == 403
    assert known.number not in answer.content.decode()


def test_the_number_stands_in_no_line_of_the_log(caplog):
    with caplog.at_level(logging.DEBUG):
        popped(a_user(), phone=PHONE, call="cti-81")
        desk_of(a_user(Role.FINANCE)).get(ADD, {"phone": PHONE})
    lines = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any(PHONE in line for line in lines)


def test_the_administrator_keeps_the_menu_and_a_category_fits_its_business():
    client = desk_of(a_user(Role.ADMINISTRATOR), language="en")
    category = Category.objects.get(code="ecommerce.logistics.damage")
    facts = {"key": "3", "label": "包裹破损", "preset": "internet", "category": category.pk, "is_active": "on"}
    refused = client.post(KEYS, facts)
    assert "This category belongs to another line of business." in refused.content.decode()
    assert "Keys are digits" in client.post(KEYS, facts | {"key": "a"}).content.decode()
    assert not IvrKey.objects.exists()
    assert client.post(KEYS, facts | {"preset": "ecommerce"}).status_code == 302
    assert str(IvrKey.objects.get()) == "3 包裹破损"
