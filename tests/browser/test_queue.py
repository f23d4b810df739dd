"""The queue in a real browser: keys, input methods, filters and a telephone's width."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import Complaint
from complaints.states import Channel, State
from tests.builders import a_complaint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "tr.here .c-number a"


def a_case(agent, *, minutes=60, at=State.TRIAGED, **facts):
    return a_complaint(at, agent=agent, now=timezone.now() - timedelta(minutes=minutes), **facts)


def open_queue(desk, query=""):
    desk.goto(desk.home + reverse("admin:complaints_complaint_changelist") + query)


def test_j_and_k_walk_the_lines_x_chooses_and_enter_opens(desk):
    first, second = a_case(desk.agent, minutes=90), a_case(desk.agent, minutes=30)
    open_queue(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.locator(HERE)).to_have_text(second.number)
    desk.keyboard.press("k")
    expect(desk.locator(HERE)).to_have_text(first.number)
    desk.keyboard.press("x")
    expect(desk.locator(".queue-chosen")).to_contain_text("1")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/{first.pk}/change/")


def test_slash_leads_to_the_search_and_typing_there_walks_no_line(desk):
    complaint = a_case(desk.agent)
    open_queue(desk)
    desk.keyboard.press("/")
    expect(desk.locator("#desk-search")).to_be_focused()
    desk.keyboard.type("jjx")
    expect(desk.locator(HERE)).to_have_count(0)
    desk.fill("#desk-search", complaint.number)
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/{complaint.pk}/change/")


def test_a_filter_applies_when_it_is_changed(desk):
    phone, mail = a_case(desk.agent), a_case(desk.agent, channel=Channel.EMAIL)
    open_queue(desk)
    desk.select_option("select[name=channel]", "email")
    desk.wait_for_url("**channel=email*")
    expect(desk.locator(".c-number a")).to_have_text([mail.number])
    assert phone.number not in desk.content()


def test_two_clicks_on_claim_claim_once_and_say_so_once(desk):
    free = a_case(desk.agent, at=State.RECEIVED)
    open_queue(desk, "?tab=unclaimed")
    desk.check(f"input[aria-label='{free.number}']")
    with desk.expect_navigation():
        desk.dblclick("button[value=claim]")
    assert Complaint.objects.get(pk=free.pk).handler == desk.agent
    assert "already has" not in desk.content()


def test_the_palette_asks_once_when_an_input_method_has_finished(desk):
    a_case(desk.agent, subject="净水器夜里爆管")
    open_queue(desk)
    asked = []
    desk.on("request", lambda request: asked.append(request.method) if "/admin/search/" in request.url else None)
    desk.keyboard.press("Control+k")
    expect(desk.locator("#search-input-command")).to_be_focused()
    keyboard = desk.context.new_cdp_session(desk)
    for spelt in ("j", "ji", "jing"):
        keyboard.send("Input.imeSetComposition", {"text": spelt, "selectionStart": 1, "selectionEnd": 1})
    desk.wait_for_timeout(600)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "净水器"})
    expect(desk.locator("#command-results-list li")).to_have_count(1)
    assert asked == ["POST"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_telephone_nothing_scrolls_sideways_and_the_main_button_shows(desk, language):
    desk.agent.language = language
    desk.agent.save(update_fields=["language"])
    for minutes in range(12):
        a_case(desk.agent, minutes=minutes, subject="一个很长很长的主题" * 8)
    desk.set_viewport_size({"width": 390, "height": 844})
    for address in (reverse("admin:index"), reverse("admin:complaints_complaint_changelist")):
        desk.goto(desk.home + address)
        assert desk.evaluate("document.documentElement.scrollWidth") == 390
        expect(desk.locator(".desk-button.main").first).to_be_in_viewport()


def test_eighteen_lines_stand_on_a_desk_screen(desk):
    for minutes in range(24):
        a_case(desk.agent, minutes=minutes)
    open_queue(desk)
    whole = "r => { const box = r.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight - 44 }"
    assert desk.evaluate(f"[...document.querySelectorAll('.queue-table tbody tr')].filter({whole}).length") >= 18
