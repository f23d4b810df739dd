"""What the pages make a browser fetch besides themselves is there: scripts, styles, pictures, icons and fonts."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection

from accounts.roles import Role
from tests.architecture.cast import ANONYMOUS, CUSTOMER, Cast
from tests.architecture.routes import all_routes

pytestmark = pytest.mark.django_db

READERS = (Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, CUSTOMER, ANONYMOUS)
#: Asked for by the browser itself where a document names no icon.
BY_ITSELF = "/favicon.ico"
_FETCHED = {"link": "href", "script": "src", "img": "src", "source": "src", "video": "src", "iframe": "src"}
_IN_STYLES = re.compile(r"""url\(["']?(?!data:)([^"')]+)""")


class Document(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.fetched, self.has_icon = set(), "<html" not in page
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        self.has_icon |= tag == "link" and "icon" in facts.get("rel", "").split()
        if address := facts.get(_FETCHED.get(tag)):
            self.fetched.add(address)


def requests_of(answer, address):
    """Addresses a browser fetches for what it got from `address`."""
    content = b"".join(answer) if answer.streaming else answer.content
    if "html" not in answer.headers.get("Content-Type", ""):
        return set()
    document = Document(content.decode())
    fetched = {urljoin(address, one) for one in document.fetched if not one.startswith("data:")}
    return fetched if document.has_icon else fetched | {BY_ITSELF}


def missing(browser, addresses):
    """Those of `addresses` that are not there, or whose styles ask for what is not there."""
    return [address for address in sorted(addresses) if not is_there(browser, address)]


def is_there(browser, address):
    path = urlsplit(address).path
    if path.startswith(settings.STATIC_URL):
        return is_file(path)
    answer = browser.get(address)
    return is_there(browser, answer.url) if answer.status_code == 302 else answer.status_code == 200


@cache
def is_file(path):
    """Whether the static file is there and, of a style, everything it names."""
    file = finders.find(path.removeprefix(settings.STATIC_URL))
    if file is None or not path.endswith(".css"):
        return file is not None
    named = _IN_STYLES.findall(Path(file).read_text(encoding="utf-8"))
    return all(is_file(urljoin(path, one)) for one in named)


@pytest.mark.either_database
def test_no_page_asks_for_what_is_not_there():
    cast, iconless, lost = Cast(), set(), set()
    for actor in READERS:
        browser, asked = cast.browser_of(actor), set()
        for route in all_routes():
            if "(" in route.pattern or "<slug:name>" in route.pattern:
                continue
            address = route.address(**cast.parameters(route, cast.complaint(actor, "own")))
            one = requests_of(browser.get(address), address)
            iconless |= {address} if BY_ITSELF in one else set()
            asked |= one
        assert asked
        lost.update(missing(browser, asked))
    assert (sorted(iconless), sorted(lost)) == ([], [])


@pytest.mark.parametrize("status", [403, 404, 500])
def test_no_page_of_a_fault_asks_for_what_is_not_there(client, monkeypatch, status):
    client.raise_request_exception = False
    if status == 500:
        monkeypatch.setattr(connection, "cursor", None)
        answer = client.get("/healthz")
        monkeypatch.undo()
    elif status == 404:
        answer = client.get("/no/such/page")
    else:
        client.handler.enforce_csrf_checks = True
        answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == status
    asked = requests_of(answer, "/")
    assert asked
    assert BY_ITSELF not in asked
    assert missing(client, asked) == []


def test_a_browser_that_looks_for_an_icon_on_its_own_finds_one(client):
    assert missing(client, {BY_ITSELF}) == []
