"""Posters say where they hang, and nobody can make one say another place (INT-3)."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.roles import Role
from complaints.models import Complaint
from complaints.services.form_links import FormContext, context_of, link_to, qr_code
from complaints.states import Channel
from tests.builders import a_user
from tests.customer import Customer, a_form
from tests.desk import desk_of

pytestmark = pytest.mark.django_db
EAST = FormContext("general", place="东门店", product="豆浆机", category="general.logistics", order="A-")
PAGE = "/admin/complaints/complaint/links/"


def path_of(link):
    return f"/complain/?{urlsplit(link).query}"


def told_by(link):
    return parse_qs(urlsplit(link).query)["from"][0]


@pytest.fixture
def customer(time_machine):
    return Customer()


def sent(customer, **changes):
    page = customer.get(path_of(link_to(EAST))).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    signed = re.search(r'name="told" value="([^"]+)"', page)[1]
    facts = a_form(token) | {"category": EAST.category, "order_number": "A-7", "told": signed} | changes
    return page, customer.browser.post("/complain/?preset=general", facts)


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    monkeypatch.setattr("complaints.portal.token.check_pace", lambda token: None)


def test_what_the_poster_says_need_not_be_typed_and_the_complaint_keeps_the_place(customer):
    page, answer = sent(customer)
    assert answer.status_code == 302
    for known in ("东门店", "豆浆机", 'value="A-"', f'value="{EAST.category}" selected'):
        assert known in page
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.place, complaint.product) == (Channel.QR_CODE, "东门店", "豆浆机")


@pytest.mark.parametrize("changes", [{"place": "西门店"}, {"place": ""}])
def test_another_place_typed_into_the_page_counts_for_nothing(customer, changes):
    sent(customer, **changes)
    assert Complaint.objects.get().place == "东门店"


@pytest.mark.parametrize("forged", ["", "x", "东门店", "e30:1xyz:abc", "\0", "a" * 1_999])
def test_a_link_nobody_here_made_opens_a_plain_form_and_proves_no_place(customer, forged):
    assert context_of(forged) is None
    assert customer.browser.get("/complain/", {"from": forged}).status_code == 200
    if forged != "\0":
        sent(customer, told=forged, place="西门店")
        assert Complaint.objects.get().channel == Channel.WEB_FORM


def test_a_signature_of_one_place_does_not_serve_another():
    east, west = told_by(link_to(EAST)), told_by(link_to(EAST._replace(place="西门店")))
    assert context_of(west.rpartition(":")[0] + ":" + east.rpartition(":")[2]) is None
    assert context_of(west).place == "西门店"


def test_the_drawing_holds_nothing_but_squares():
    drawing = qr_code(link_to(EAST._replace(place="<script>")))
    assert re.fullmatch(r"(M\d+ \d+h1v1h-1z)+", drawing.outline)


def test_a_supervisor_makes_codes_for_several_places_and_prints_them():
    desk = desk_of(a_user(Role.SUPERVISOR), language="en")
    asked = {"preset": "general", "places": "东门店\n\n 西门店\n东门店", "title": "欢迎监督"}
    page = desk.get(PAGE, asked).content.decode()
    assert "2 codes" in page
    links = re.findall(r'readonly value="([^"]+)"', page)
    assert [context_of(told_by(link.replace("&amp;", "&"))).place for link in links] == ["东门店", "西门店"]
    sheet = desk.get(PAGE, asked | {"print": "1"})
    assert (sheet["Content-Type"], sheet.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"places": "\n".join(f"店{one}" for one in range(31))}, "At most 30 places"),
        ({"places": "店" * 61}, "within 60 characters"),
        ({"preset": "x"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_printed_is_told(asked, told):
    page = desk_of(a_user(Role.ADMINISTRATOR), language="en").get(PAGE, {"preset": "general"} | asked)
    assert told in page.content.decode()


def test_an_agent_makes_none():
    assert desk_of(a_user()).get(PAGE).status_code == 403
