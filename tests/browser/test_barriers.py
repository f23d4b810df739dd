"""The pages nobody asks for shut nobody out either: receipt, refusals, a known outage, an earlier privacy notice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.models import Complaint
from complaints.portal import access, home, pages
from complaints.services import tracking
from complaints.services.self_service import MOST_FILES
from tests.browser.conftest import PHONE
from tests.browser.desk import barriers, fill, picture, visitor
from tests.builders import a_photo
from tests.escalation.incidents import confirmed, spoken

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.either_database]

SCREENS = [
    pytest.param(PHONE, id="phone"),
    pytest.param({"viewport": {"width": 1280, "height": 800}}, id="small-desk"),
]
LANGUAGES = ["zh-hans", "en"]
FORM = {
    "category": "ecommerce.goods.quality",
    "demand": "refund",
    "contact": "17000012346",
    "description": "酸奶打开就是馊的，六盒都一样。",
    "consent": True,
}


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture(params=SCREENS)
def page(opened, language, request):
    return visitor(opened, request.param, language).page


def test_the_form_with_a_known_outage_and_its_receipt(page):
    started = timezone.now() - timedelta(hours=9)
    spoken(*confirmed(now=started)[:2], now=timezone.now())
    page.goto("/complain/?preset=ecommerce")
    assert page.locator(".known").count() == 1
    found = barriers(page)
    fill(page.locator("main"), FORM | {"files": [picture(a_photo())]})
    page.wait_for_timeout(3_000)
    page.click("main form .button.main")
    page.wait_for_url("**/complain/received/")
    found += barriers(page)
    assert not found, "\n".join(found)


def test_a_form_sent_long_ago_and_one_too_large(page, monkeypatch, settings):
    page.goto("/complain/?preset=ecommerce")
    fill(page.locator("main"), FORM)
    page.wait_for_timeout(3_000)
    page.click("main form .button.main")
    page.wait_for_url("**/complain/received/")
    monkeypatch.setattr(access, "RECEIPT_LIFE", timedelta(0))
    page.go_back()
    fill(page.locator("main"), FORM)
    page.click("main form .button.main")
    page.wait_for_function("document.querySelector('main form') === null")
    found = barriers(page)
    assert Complaint.objects.count() == 1
    monkeypatch.setattr(pages, "_FORM_TEXT_BYTES", -MOST_FILES * settings.EVIDENCE_MAX_BYTES)
    page.goto("/complain/?preset=ecommerce")
    page.click("main form .button.main")
    page.wait_for_function("document.querySelector('main form') === null")
    found += barriers(page)
    assert not found, "\n".join(found)


def test_codes_guessed_too_often(page, monkeypatch):
    monkeypatch.setattr(tracking, "_MOST_TRIES", 1)
    statuses = []
    page.on("response", lambda response: statuses.append(response.status))
    page.goto("/track/")
    for _guess in range(2):
        fill(page.locator("main"), {"number": "TS-20261126-000001", "code": "AAAA-BBBB-CCCC-D"})
        page.click("main form .button.main")
        page.wait_for_load_state("networkidle")
    assert 429 in statuses
    found = barriers(page)
    assert not found, "\n".join(found)


def test_an_earlier_privacy_notice(page, monkeypatch):
    edition = home.CONSENT
    monkeypatch.setattr(home, "CONSENT", "2027-01")
    page.goto(f"/privacy/{edition}/")
    assert page.locator("a[href='/privacy/']").count() >= 1
    found = barriers(page)
    assert not found, "\n".join(found)
