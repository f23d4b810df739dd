"""The pages themselves: light, alone, without inline script, in two languages, and usable without eyes (A08)."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from complaints.states import State
from tests.builders import a_complaint
from tests.customer import Customer

pytestmark = pytest.mark.django_db

OPEN_PAGES = ["/", "/privacy/", "/complain/", "/complain/?preset=internet", "/complain/?preset=ecommerce", "/track/"]
OWN_PAGES = ["/track/progress/", "/track/accept/1/", "/track/refuse/", "/track/withdraw/", "/track/evidence/"]


class Elements(HTMLParser):
    """Every opening tag of a page with its attributes."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def owner():
    customer = Customer()
    customer.holds(a_complaint(at=State.PROPOSED))
    return customer


@pytest.fixture(params=[*OPEN_PAGES, *OWN_PAGES])
def response(request, owner):
    return owner.get(request.param)


@pytest.fixture
def elements(response):
    return Elements(response.content.decode()).found


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline(response, elements):
    assert response.status_code == 200
    for tag, attributes in elements:
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        assert tag != "style"
        for name in ("src", "href", "action", "formaction"):
            assert not re.match(r"(\w+:)?//|javascript:", attributes.get(name) or "")
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", response.content.decode(), re.S)
    assert set(scripts) == {""}
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


def test_every_field_has_a_name_that_can_be_heard(elements):
    labelled = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    inside_a_label = {"radio", "checkbox"}
    for tag, attributes in elements:
        if tag in ("input", "select", "textarea") and attributes.get("type") not in {"hidden", *inside_a_label}:
            assert attributes["id"] in labelled


def test_a_page_has_one_heading_one_main_and_says_its_language(elements):
    tags = [tag for tag, _attributes in elements]
    assert tags.count("h1") == tags.count("main") == 1
    assert elements[0] == ("html", {"lang": "en"})


def test_the_form_page_is_light():
    page = Customer().get("/complain/?preset=internet")
    parts = [finders.find(name) for name in ("portal/portal.css", "portal/portal.js", "desk/loop.svg")]
    assert len(page.content) + sum(Path(part).stat().st_size for part in parts) < 40_000


def test_faults_are_summed_up_first_and_tied_to_their_fields():
    customer = Customer()
    page = customer.sends(customer.opens_form(), category="", contact="").content.decode()
    assert re.search(r'<div class="summary" role="alert" tabindex="-1" autofocus>', page)
    assert '<a href="#id_category">' in page
    assert re.search(r'<select name="category"[^>]*aria-invalid="true"[^>]*aria-describedby="id_category_error"', page)
    assert "<title>Please check:" in page


def test_chinese_comes_first_and_the_switch_stays_on_the_page():
    customer = Customer(language="")
    assert '<html lang="zh-Hans">' in customer.get("/track/").content.decode()
    response = customer.post("/language/", language="en", next="/track/")
    assert response.url == "/track/"
    assert '<html lang="en">' in customer.get("/track/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https:evil.example", "\\\\evil.example", "https://evil.example"]
)
def test_the_language_switch_leads_nowhere_else(elsewhere):
    response = Customer().post("/language/", language="en", next=elsewhere)
    assert "evil" not in response.url


@pytest.mark.parametrize(
    "path", ["/track/accept/99999999999999999999/", "/track/accept/-1/", "/track/file/x/", "/nothing/"]
)
def test_an_address_that_leads_nowhere_is_a_plain_page(owner, path):
    assert owner.get(path).status_code == 404
