"""Steps and entry in a real browser: focus, keys, clicks that come twice, text that must not be lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from complaints.models import Complaint, Contact
from complaints.services.contacts import record_contact
from complaints.states import Channel, State
from tests.builders import a_complaint, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DIALOG = "dialog#step-dialog"


def open_complaint(desk, complaint):
    desk.goto(desk.home + reverse("admin:complaints_complaint_change", args=[complaint.pk]))


def open_step(desk, name):
    desk.click(f"a[data-step][href*='/step/{name}/']")
    expect(desk.locator(DIALOG)).to_be_visible()


def a_case(agent, state=State.TRIAGED, **facts):
    return a_complaint(state, agent=agent, now=timezone.now() - timedelta(hours=1), **facts)


def test_focus_moves_into_the_dialog_and_escape_brings_it_back_with_the_text_kept(desk):
    open_complaint(desk, a_case(desk.agent))
    open_step(desk, "contact")
    assert desk.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    desk.fill(f"{DIALOG} textarea[name=summary]", "客户同意周三上门")
    desk.keyboard.press("Escape")
    expect(desk.locator(DIALOG)).to_be_hidden()
    assert "/step/contact/" in desk.evaluate("document.activeElement.href")
    open_step(desk, "contact")
    expect(desk.locator(f"{DIALOG} textarea[name=summary]")).to_have_value("客户同意周三上门")


def test_a_double_click_on_confirm_records_one_contact(desk):
    complaint = a_case(desk.agent)
    open_complaint(desk, complaint)
    open_step(desk, "contact")
    desk.fill(f"{DIALOG} textarea[name=summary]", "只记一次")
    with desk.expect_navigation():
        desk.dblclick(f"{DIALOG} [type=submit]")
    expect(desk.locator("#contacts")).to_contain_text("只记一次")
    assert Contact.objects.filter(summary="只记一次").count() == 1


def test_a_stale_dialog_tells_what_happened_and_sends_on_the_second_confirmation(desk):
    complaint = a_case(desk.agent)
    open_complaint(desk, complaint)
    open_step(desk, "contact")
    desk.fill(f"{DIALOG} textarea[name=summary]", "已与客户确认地址")
    record_contact(
        complaint.pk,
        direction="in",
        channel=Channel.CHAT,
        summary="客户催问",
        by=a_user(Role.SUPERVISOR, name="李建国"),
        now=timezone.now(),
    )
    desk.click(f"{DIALOG} [type=submit]")
    alert = desk.locator(f"{DIALOG} [role=alert]")
    expect(alert).to_contain_text("李建国")
    expect(alert).to_be_focused()
    with desk.expect_navigation():
        desk.click(f"{DIALOG} [type=submit]")
    assert Contact.objects.filter(summary="已与客户确认地址").count() == 1


def test_an_error_is_shown_in_the_dialog_at_its_field_with_the_focus_there(desk):
    open_complaint(desk, a_case(desk.agent))
    open_step(desk, "contact")
    desk.click(f"{DIALOG} [type=submit]")
    field = desk.locator(f"{DIALOG} textarea[name=summary]")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()


def test_a_session_that_ended_loses_nothing_that_was_typed(desk):
    open_complaint(desk, a_case(desk.agent))
    open_step(desk, "contact")
    desk.fill(f"{DIALOG} textarea[name=summary]", "长长的一段话")
    desk.context.clear_cookies(name="sessionid")
    desk.click(f"{DIALOG} [type=submit]")
    expect(desk.locator(f"{DIALOG} [role=alert]")).to_be_visible()
    expect(desk.locator(f"{DIALOG} textarea[name=summary]")).to_have_value("长长的一段话")
    assert not Contact.objects.filter(summary="长长的一段话").exists()


def test_contact_data_leaves_the_page_when_its_dialog_closes(desk):
    open_complaint(desk, a_case(desk.agent, contacts={"phone": "13812345678"}))
    open_step(desk, "unmask")
    desk.fill(f"{DIALOG} textarea[name=reason]", "回电")
    desk.click(f"{DIALOG} [type=submit]")
    expect(desk.locator(DIALOG)).to_contain_text("13812345678")
    desk.click(f"{DIALOG} [data-close]")
    expect(desk.locator(DIALOG)).to_be_hidden()
    assert "13812345678" not in desk.content()


def test_the_sum_of_an_option_grows_while_it_is_typed(desk):
    open_complaint(desk, a_case(desk.agent, State.INVESTIGATING))
    open_step(desk, "propose")
    desk.fill(f"{DIALOG} [name=value_2_1]", "120")
    desk.fill(f"{DIALOG} [name=value_2_2]", "30.5")
    expect(desk.locator(f"{DIALOG} [data-option]").nth(1).locator("[data-sum]")).to_have_text("¥150.50")


def test_scripts_in_a_customers_words_do_not_run(desk):
    words = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"
    complaint = a_case(desk.agent, description=words, subject=words[:100])
    open_complaint(desk, complaint)
    desk.click(".cp-more summary")
    open_step(desk, "correct")
    assert desk.title() != "broken"
    assert desk.locator("img[src=x]").count() == 0


def test_on_a_phone_nothing_scrolls_sideways_and_the_main_step_is_in_sight(desk):
    desk.set_viewport_size({"width": 390, "height": 844})
    for state in (State.TRIAGED, State.INVESTIGATING, State.EXECUTING, State.CLOSED):
        open_complaint(desk, a_case(desk.agent, state, subject="很长的标题" * 20, description="无空格" * 400))
        assert desk.evaluate("document.documentElement.scrollWidth") <= 390, state
        main = desk.locator(".cp-actions .cp-main, .cp-actions .cp-button").first.bounding_box()
        assert main["y"] + main["height"] < 844, state


def test_history_appears_beside_the_number_once_it_is_typed_and_not_while_composing(desk):
    known = a_case(desk.agent, contacts={"phone": "13812345678"})
    desk.goto(desk.home + reverse("admin:complaints_complaint_add"))
    asked = []
    desk.on("request", lambda request: asked.append(request.url) if "history" in request.url else None)
    desk.evaluate("document.querySelector('[name=phone]').dispatchEvent(new InputEvent('input', {isComposing: true}))")
    desk.wait_for_timeout(600)
    assert asked == []
    desk.locator("[name=phone]").press_sequentially("13812345678", delay=20)
    expect(desk.locator("#history")).to_contain_text(known.number)
    assert len(asked) == 1
    assert "138" not in asked[0]


def test_an_entry_sent_by_a_double_click_is_one_complaint(desk):
    desk.goto(desk.home + reverse("admin:complaints_complaint_add"))
    desk.fill("[name=phone]", "13700001111")
    desk.fill("[name=subject]", "空气炸锅冒烟")
    desk.fill("[name=description]", "昨晚使用时冒烟。")
    desk.dblclick(".cp-save [type=submit]")
    expect(desk.locator("#tracking-code")).to_be_visible()
    assert Complaint.objects.count() == 1
