"""An agent is guided: follows the playbook, inserts its words behind what was typed, and sends them (INV-5, KNO-3)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints.models import EventKind, Task
from complaints.states import State
from tests.browser.test_looks import barriers as grave_barriers
from tests.builders import a_complaint
from tests.knowledge.playbooks import a_playbook, a_playbook_draft, renewed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DIALOG = "dialog#step-dialog"


def barriers(page):
    """What shuts somebody out, and whatever is wider than the screen."""
    found = grave_barriers(page)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{page.url}: wider than the screen")
    return found


def guided(desk):
    """The page of a complaint of the agent with a published playbook beside it."""
    complaint = a_complaint(State.INVESTIGATING, agent=desk.agent, now=timezone.now() - timedelta(hours=1))
    version = a_playbook(nature=complaint.category.nature)
    desk.goto(desk.home + reverse("admin:complaints_complaint_change", args=[complaint.pk]))
    return complaint, version


def insert(desk, place):
    if not desk.locator(".cp-said[open]").count():
        desk.click(".cp-said summary")
    desk.locator(".cp-said button").nth(place).click()
    expect(desk.locator(DIALOG)).to_be_visible()


def test_an_agent_follows_the_playbook_and_sends_its_words(desk):
    complaint, version = guided(desk)

    desk.locator("#playbook").get_by_role("button", name="将所选步骤转为任务").click()
    desk.wait_for_selector("text=已分派 2 项任务")
    assert set(Task.objects.filter(complaint=complaint).values_list("title", flat=True)) == {"先道歉", "核对批次"}
    expect(desk.locator("#playbook [name=steps]")).to_have_count(1)

    insert(desk, 0)
    box = desk.locator(f"{DIALOG} textarea[name=text]")
    expect(box).to_have_value("收到破损的东西，换作谁都会失望。")
    box.fill("顾女士好！")
    desk.keyboard.press("Escape")
    insert(desk, 1)
    opening = f"顾**您好，我是{desk.agent.name}，负责您的投诉{complaint.number}。"
    expect(box).to_have_value(f"顾女士好！\n{opening}")
    with desk.expect_navigation():
        desk.click(f"{DIALOG} .cp-confirm [type=submit]")
    expect(desk.locator("#record")).to_contain_text(f"{version.entry.number} 第 1 版")
    written = complaint.events.get(kind=EventKind.MESSAGE_WRITTEN)
    assert written.facts["sources"] == [f"{version.entry.number}/1"]
    assert complaint.events.filter(kind=EventKind.WORDS_INSERTED).count() == 2
    assert opening in complaint.deliveries.get(step="written").body


def test_what_is_not_filled_in_is_not_sent_and_nothing_typed_is_lost(desk):
    guided(desk)
    insert(desk, 2)

    desk.click(f"{DIALOG} .cp-confirm [type=submit]")

    expect(desk.locator(f"{DIALOG} [role=alert]")).to_contain_text("还没有填写")
    expect(desk.locator(f"{DIALOG} textarea[name=text]")).to_have_value("我们补发一件，【…告知的时间】前送到。")


def test_words_retired_meanwhile_are_warned_of_while_typing(desk):
    _complaint, version = guided(desk)
    insert(desk, 1)
    renewed(version, title="新的一版")

    desk.locator(f"{DIALOG} textarea[name=text]").press("End")
    desk.keyboard.type("！")

    expect(desk.locator(f"{DIALOG} .cp-words")).to_contain_text("已停用话术")
    expect(desk.locator(f"{DIALOG} .cp-override")).to_be_visible()


def test_without_a_script_the_words_come_on_a_page_of_their_own(desk):
    complaint, _version = guided(desk)
    desk.route("**/steps.js*", lambda route: route.abort())
    desk.reload()

    desk.click(".cp-said summary")
    desk.locator(".cp-said button").first.click()

    expect(desk.locator(".cp-alone textarea[name=text]")).to_have_value("收到破损的东西，换作谁都会失望。")
    desk.click(".cp-alone .cp-confirm [type=submit]")
    desk.wait_for_selector(".cp-head")
    assert complaint.events.filter(kind=EventKind.MESSAGE_WRITTEN).count() == 1


@pytest.mark.either_database
@pytest.mark.parametrize("width", [1280, 390])
def test_playbook_and_its_form_have_no_barriers(desk, width):
    guided(desk)
    desk.set_viewport_size({"width": width, "height": 900})
    desk.click(".cp-said summary")
    found = barriers(desk)
    assert not found, "\n".join(found)
    insert(desk, 1)
    found = barriers(desk)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_playbook_is_written_without_barriers(opened, client, live_server, width):
    page, draft = opened(viewport={"width": width, "height": 900}), a_playbook_draft()
    client.force_login(draft.written_by)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    page.goto(live_server.url + reverse("admin:knowledge_playbook_write", args=[draft.pk]))
    found = barriers(page)
    assert not found, "\n".join(found)
    page.fill("[name=facts-3-what]", "收货人")
    page.locator("[name=openers-0-words]").press_sequentially("马上")
    expect(page.locator(".cp-words").first).to_contain_text("马上")
    page.click("[name=go_on]")
    page.wait_for_selector("[name=facts-5-what]")

    assert page.input_value("[name=facts-3-what]") == "收货人"
