"""From a closed complaint to its published case to its use in another complaint (KNO-1…KNO-4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from complaints.models import Complaint, EventKind
from complaints.states import State
from knowledge.models import CaseVersion, LibraryUse
from tests.browser.conftest import PHONE
from tests.browser.desk import PASSWORD, Desk
from tests.browser.test_playbook import barriers
from tests.builders import a_complaint, a_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/knowledge/librarycase/"
WORDS = "碎掉的全额退给您，剩下的如果不想要，我们上门取回。"
LESSON = "生鲜垫在底层的，先查同车的其他件。"


def test_a_closed_complaint_becomes_a_lesson_that_helps_with_the_next(opened):
    agent = a_user(password=PASSWORD)
    author, reviewer = (a_user(Role.CURATOR, password=PASSWORD) for _who in range(2))
    now = timezone.now()
    closed = a_complaint(State.CLOSED, agent=agent, now=now - timedelta(days=3))
    Complaint.objects.filter(pk=closed.pk).update(description="鸡蛋碎了十九枚，请回电 13912345678 张女士。")
    agents = Desk(opened(), agent)

    # The agent who handled it says what others can learn.
    agents.opens(closed)
    agents.takes("nominate", reason=LESSON)

    # QA takes it up, writes on in the prefilled draft, masks what names somebody, and confirms.
    authors = Desk(opened(), author)
    authors.opens(closed)
    authors.takes("decide-nomination", verdict="taken")
    page = authors.page
    page.goto(LIST + "?state=draft")
    page.locator(".queue-table .c-number a").first.click()
    page.get_by_role("link", name="编写", exact=True).click()
    assert "鸡蛋碎了十九枚" in page.input_value("[name=situation]")
    page.fill("[name=title]", "鸡蛋破损：先查同车的其他件")
    page.fill("[name=script]", WORDS)
    assert barriers(page) == []
    page.click(".lb-write [type=submit]")
    expect(page.locator("mark.lb-found").first).to_be_visible()
    assert barriers(page) == []
    assert "13912345678" in page.locator(".in-main").inner_text()
    page.check("[name=is_read]")
    page.click(".in-aside [type=submit]")
    page.wait_for_selector("text=已确认，可以提交审核。")
    assert "13912345678" not in page.locator(".in-main").inner_text()
    page.click("button:has-text('提交审核')")
    page.wait_for_selector("text=已提交审核。")

    # Another curator publishes it.
    page = Desk(opened(), reviewer).page
    page.goto(LIST + "?state=in_review")
    page.locator(".queue-table .c-number a").first.click()
    page.click("button:has-text('发布')")
    page.wait_for_selector("text=已发布。")
    assert barriers(page) == []
    version = CaseVersion.objects.get()
    assert (version.state, version.reviewed_by) == ("published", reviewer)

    # An agent with a like complaint is shown it, reads it, and sends its words.
    alike = a_complaint(State.INVESTIGATING, agent=agent, now=now - timedelta(hours=2))
    Complaint.objects.filter(pk=alike.pk).update(subject="鸡蛋碎了", description="送来的鸡蛋碎了八枚，同车的也碎了。")
    agents.opens(alike)
    page = agents.page
    suggestion = page.locator(".lb-similar li").first
    expect(suggestion).to_contain_text("鸡蛋破损：先查同车的其他件")
    expect(suggestion).to_contain_text("分类相同")
    suggestion.locator("summary").click()
    suggestion.get_by_role("button", name="插入回复").click()
    expect(page.locator("#step-dialog textarea[name=text]")).to_have_value(WORDS)
    with page.expect_navigation():
        page.click("#step-dialog [type=submit]")
    page.locator(".lb-similar a").first.click()
    expect(page.locator(".in-main")).to_contain_text(LESSON)
    with page.expect_response("**/opened/"):
        pass
    assert dict(LibraryUse.objects.filter(by=agent).values_list("act", "complaint")) == {
        "inserted": alike.pk,
        "opened": alike.pk,
    }
    kinds = alike.events.values_list("kind", flat=True)
    assert {EventKind.WORDS_INSERTED, EventKind.MESSAGE_WRITTEN} <= set(kinds)

    # And on a phone it is found in other words.
    page = Desk(opened(**PHONE), agent).page
    page.goto(reverse("admin:knowledge_librarycase_search") + "?q=收到的鸡蛋坏了")
    expect(page.locator(".lb-hits li").first).to_contain_text("鸡蛋破损")
    assert barriers(page) == []
