"""Times that stay true while the page stays open, and standing still that looks like it (SLA-16, SLA-17)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import PauseReason
from complaints.services import clock, pauses
from complaints.states import State
from tests.browser.desk import fill
from tests.builders import a_complaint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MINUTE = timedelta(minutes=1)


def promised(desk, left):
    """A complaint of the agent with a promise that runs out `left` from now."""
    now = timezone.now()
    complaint = a_complaint(State.TRIAGED, agent=desk.agent, now=now - 10 * MINUTE)
    clock.settle(complaint, now=now, promise=now + left)
    complaint.save()
    return complaint


def page_of(desk, complaint):
    return desk.home + reverse("admin:complaints_complaint_change", args=[complaint.pk])


def test_the_time_left_runs_out_before_ones_eyes_on_queue_and_page(desk):
    complaint = promised(desk, 70 * MINUTE)
    for address, place in (
        (desk.home + reverse("admin:complaints_complaint_changelist"), ".c-due b"),
        (page_of(desk, complaint), ".cp-due strong"),
    ):
        desk.clock.install(time=timezone.now())
        desk.goto(address)
        told = desk.locator(place).first
        expect(told).to_have_text("剩 69 分钟")
        expect(told).not_to_have_class("soon")
        desk.clock.fast_forward("15:00")
        expect(told).to_have_text("剩 54 分钟")
        expect(told).to_have_class("soon")
        desk.clock.fast_forward("01:00:00")
        expect(told).to_have_text("超时 5 分钟")
        expect(told).to_have_class("late")


def test_a_machine_whose_clock_is_wrong_counts_by_the_servers(desk):
    complaint = promised(desk, 70 * MINUTE)
    desk.clock.install(time=timezone.now() - timedelta(days=3))
    desk.goto(page_of(desk, complaint))
    desk.clock.fast_forward("01:00")
    expect(desk.locator(".cp-due strong")).to_have_text("剩 68 分钟")


def test_what_stands_still_stays_as_it_is(desk):
    complaint = a_complaint(State.TRIAGED, agent=desk.agent, now=timezone.now() - 10 * MINUTE)
    now = timezone.now()
    pauses.pause(complaint.pk, reason=PauseReason.ANSWER, note="请确认型号。", by=desk.agent, now=now)
    desk.clock.install(time=now)
    desk.goto(page_of(desk, complaint))
    still = desk.locator(".cp-deadlines .cp-still strong").first
    told = still.inner_text()
    desk.clock.fast_forward("05:00:00")
    expect(still).to_have_text(told)
    expect(desk.locator(".cp-chip.cp-still")).to_contain_text("等待客户答复")


def test_waiting_and_going_on_are_two_clicks_and_why_opens_beside(desk):
    complaint = a_complaint(State.TRIAGED, agent=desk.agent, now=timezone.now() - 10 * MINUTE)
    desk.goto(page_of(desk, complaint))
    desk.locator('a[href*="/step/wait/"]').click()
    fill(desk.locator("#step-dialog"), {"note": "请把外箱照片发给我们。"})
    with desk.expect_navigation():
        desk.click("#step-dialog [type=submit]")
    expect(desk.locator(".cp-waiting")).to_contain_text("请把外箱照片发给我们。")
    desk.locator(".cp-still .cp-why").first.click()
    expect(desk.locator("#step-dialog .cp-leg-waited")).to_contain_text("等待客户")
    desk.locator("#step-dialog [data-close]").click()
    desk.locator('a[href*="/step/resume/"]').click()
    with desk.expect_navigation():
        desk.click("#step-dialog [type=submit]")
    expect(desk.locator(".cp-waiting")).to_have_count(0)
