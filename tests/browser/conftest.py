"""A real Chromium in front of the real pages. Nothing but the desk is reachable, and no page may complain."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.builders import a_user

PICTURES = Path(settings.BASE_DIR) / "var" / "browser"
DESK = {"width": 1440, "height": 900}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
#: A refused form is answered with its status; the browser notes that, and a line a test cuts, as a missing picture.
_REFUSED_FORM = re.compile(r"status of (403|409|413|422|429)|ERR_FAILED")


@pytest.fixture(scope="module")
def chromium(chromium_path):
    """Closed after each file: Playwright keeps an event loop running, and Django then asks for leave to use the ORM."""
    only_here = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", f"--host-resolver-rules={only_here}"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, live_server, request):
    """Opens a window of somebody new; whatever the pages complained about fails the test at its end."""
    windows, complaints = [], []

    def note(message):
        if message.type in ("error", "warning") and not _REFUSED_FORM.search(message.text):
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def open_window(**facts):
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **{"viewport": DESK} | facts
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda fault: complaints.append(f"{page.url}: {fault.stack}"))
        windows.append(page)
        return page

    yield open_window
    if request.node.stash.get(_FAILED, False):
        PICTURES.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(windows):
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png", full_page=True)
    for page in windows:
        page.context.close()
    assert complaints == []


@pytest.fixture
def desk(opened, client, live_server):
    """A window of an agent who is signed in; `agent` is who, `home` where."""
    page = opened()
    page.agent, page.home = a_user(name="王敏"), live_server.url
    client.force_login(page.agent)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report
