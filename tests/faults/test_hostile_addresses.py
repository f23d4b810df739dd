"""Every address of the site with strange things where a key, a name or a question belongs (A24, A45)."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from accounts.roles import Role
from complaints.states import State
from tests.architecture.routes import all_routes
from tests.builders import a_complaint, a_user
from tests.customer import Customer
from tests.desk import desk_of

pytestmark = pytest.mark.django_db
STRANGE = ["a\x00b", "\u202e𪚥", "9" * 40, "-1", "..%2f", "é" * 300, "１"]
#: Django's own lists know these words; ours must take each as a value and nothing more.
QUESTIONS = ("q", "p", "o", "e", "tab", "page", "sort", "after", "period", "_facets", "_to_field", "_popup", "next")
QUESTIONS += ("handler__password__startswith", "id__in", "_connector", "preset", "shop", "product", "order", "category")
#: Says 503 where no sweep ran, as in a test.
TRUTHFUL = {"healthz_work"}
ROUTES = [route for route in all_routes() if not route.pattern.startswith(("^", "static"))]


def filled(pattern, text):
    """The path with `text` for every name of any kind, and the rest of what a regular expression would say left out."""
    return "/" + re.sub(r"\(\?P<[^>]+>[^)]*\)|<(\w+:)?\w+>", quote(text, safe=""), pattern).replace("\\Z", "")


@pytest.fixture(params=["nobody", "customer", Role.SUPERVISOR, Role.ADMINISTRATOR])
def browser(request):
    if request.param == "nobody":
        return Client()
    if request.param == "customer":
        customer = Customer()
        customer.holds(a_complaint(State.PROPOSED))
        return customer.browser
    a_complaint()
    return desk_of(a_user(request.param))


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
def test_a45_a_strange_address_is_not_found_and_no_fault(browser, text):
    for route in ROUTES:
        if "<" in route.pattern:
            for ask in (browser.get, browser.post):
                answer = ask(filled(route.pattern, text))
                assert answer.status_code < 500, (route.name, answer.status_code)


@pytest.mark.parametrize("text", ["\x00", "𪚥" * 300, "-1"], ids=ascii)
def test_a24_strange_questions_are_answered_and_no_fault(browser, text):
    for route in ROUTES:
        if "<" not in route.pattern and route.name not in TRUTHFUL:
            answer = browser.get(f"/{route.pattern}", dict.fromkeys(QUESTIONS, text))
            assert answer.status_code < 500, (route.name, answer.status_code)
            # The first one refused may hide the others.
            for name in QUESTIONS[:7] if text == "\x00" and answer.status_code != 200 else ():
                answer = browser.get(f"/{route.pattern}", {name: text})
                assert answer.status_code < 500, (route.name, name, answer.status_code)
