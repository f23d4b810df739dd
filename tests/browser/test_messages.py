"""The editor of messages and the way of a parked one, in a real browser (COM-1)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from complaints.models import Delivery, DeliveryState, EventKind, MessageTemplate
from complaints.states import State
from tests.builders import a_complaint, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(desk, client):
    """The editor of a new template, open before an administrator."""
    client.force_login(a_user(Role.ADMINISTRATOR))
    session = client.cookies["sessionid"].value
    desk.context.add_cookies([{"name": "sessionid", "value": session, "url": desk.home}])
    desk.goto(desk.home + reverse("admin:complaints_messagetemplate_add"))
    return desk


def test_the_preview_follows_what_is_typed_and_names_what_it_does_not_know(editor):
    editor.select_option("#id_step", "closed")
    expect(editor.locator("#ms-subject")).to_have_text("投诉 202611-001 已关闭")
    editor.fill("#id_body", "投诉 {number} 已办结，{numer}")
    expect(editor.locator("#ms-body")).to_have_text("投诉 202611-001 已办结，{numer}")
    expect(editor.locator("#ms-unknown")).to_contain_text("{numer}")
    editor.fill("#id_body", "<img src=x onerror=alert(1)> {days}")
    expect(editor.locator("#ms-body")).to_have_text("<img src=x onerror=alert(1)> 30")
    expect(editor.locator("#ms-unknown")).to_be_hidden()


def test_a_place_is_put_where_the_cursor_stands_and_the_built_in_words_come_by_a_button(editor):
    editor.select_option("#id_step", "closed")
    editor.fill("#id_body", "投诉已办结")
    editor.locator("#id_body").press("Home")
    editor.click("#ms-variables button:text-is('{number}')")
    expect(editor.locator("#id_body")).to_have_value("{number}投诉已办结")
    editor.select_option("#id_language", "en")
    editor.click("#ms-fill")
    expect(editor.locator("#id_body")).to_have_value(
        "Complaint {number} is closed. If it is not solved, you can reopen it for {days} days at {link}."
    )
    with editor.expect_navigation():
        editor.click("[name=_save]")
    assert MessageTemplate.objects.get().language == "en"


def test_a_parked_message_is_sent_again_from_the_page(desk):
    complaint = a_complaint(State.TRIAGED, agent=desk.agent, now=timezone.now() - timedelta(hours=1))
    Delivery.objects.filter(step="assigned").update(state=DeliveryState.PARKED, reason="address_refused", failure="550")
    desk.goto(desk.home + reverse("admin:complaints_complaint_change", args=[complaint.pk]))
    expect(desk.locator("#contacts")).to_contain_text("对方拒收该客户的号码或地址")
    desk.click("a[data-step][href*='/step/resend/']")
    desk.select_option("dialog#step-dialog [name=channel]", "wechat")
    with desk.expect_navigation():
        desk.click("dialog#step-dialog [type=submit]")
    expect(desk.locator("a[data-step][href*='/step/resend/']")).to_have_count(0)
    assert complaint.deliveries.get(step="assigned").channel == "wechat"
    assert complaint.events.filter(kind=EventKind.MESSAGE_RESENT).exists()
