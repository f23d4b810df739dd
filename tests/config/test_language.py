from types import SimpleNamespace

import pytest

from config.language import chosen


@pytest.mark.parametrize(
    ("stored", "cookie", "language"),
    [
        ("", "", "zh-hans"),
        ("", "en", "en"),
        ("en", "", "en"),
        ("zh-hans", "en", "zh-hans"),
        ("fr", "", "zh-hans"),
        ("", "xx; DROP", "zh-hans"),
    ],
)
def test_the_stored_choice_goes_before_the_cookie_and_chinese_before_everything_unknown(rf, stored, cookie, language):
    request = rf.get("/", HTTP_ACCEPT_LANGUAGE="en-GB,en;q=0.9")
    request.COOKIES["django_language"] = cookie
    request.user = SimpleNamespace(language=stored)
    assert chosen(request) == language


def test_an_english_browser_still_meets_a_chinese_page(client):
    page = client.get("/nothing-here", HTTP_ACCEPT_LANGUAGE="en-GB")
    assert page.status_code == 404
    assert page.headers["Content-Language"] == "zh-hans"


def test_a_cookie_switches_the_page_to_english(client):
    client.cookies["django_language"] = "en"
    page = client.get("/nothing-here")
    assert 'lang="en"' in page.content.decode()
    assert "There is nothing at this address" in page.content.decode()
