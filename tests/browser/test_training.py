"""Somebody new practises, takes the test, and may act once the certificate is there (KNO-5)."""

import pytest

from accounts.models import Certificate
from accounts.roles import Role
from complaints.models import Complaint
from knowledge.models import DrillRun
from tests.browser.desk import PASSWORD, Desk
from tests.browser.test_looks import barriers
from tests.builders import a_complaint, a_user
from tests.knowledge.lessons import QUESTIONS, a_drill, a_test, asked_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def chooses(page, questions):
    """Every right option, by its words."""
    for row in questions:
        for place in row["right"]:
            page.get_by_label(row["options"][place], exact=True).check()


def is_as_wide_as_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_trainee_practises_takes_the_test_and_may_act_afterwards(opened):
    complaint, drill = a_complaint(), a_drill()
    test = a_test()
    asked_of(Role.AGENT)
    agent = a_user(name="新人", password=PASSWORD)
    page = opened(viewport={"width": 390, "height": 844})
    desk = Desk(page, agent)
    claim = page.locator('a[href*="/step/claim/"]')

    desk.opens(complaint)
    assert page.locator(".desk-locked").is_visible()
    assert claim.count() == 0

    page.click(".desk-locked a")
    page.get_by_role("link", name=drill.title).click()
    chooses(page, QUESTIONS[:2])
    page.fill("[name=written]", "请您先断开电源，今天 18:00 前我们上门换新。")
    page.get_by_role("button", name="对照").click()
    page.get_by_text(drill.model_answer).wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    assert DrillRun.objects.get().person == agent

    page.goto(f"/admin/knowledge/trainingtest/{test.pk}/")
    page.get_by_role("button", name="开始考试").click()
    chooses(page, QUESTIONS[:1])
    page.get_by_role("button", name="保存并继续").click()
    page.reload()
    assert page.get_by_label(QUESTIONS[0]["options"][0], exact=True).is_checked()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    chooses(page, QUESTIONS[1:])
    page.get_by_role("button", name="交卷").click()
    page.get_by_role("link", name="查看证书").click()
    assert Certificate.objects.get(user=agent).number in page.locator("main, #main").first.inner_text()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)

    desk.opens(complaint)
    assert page.locator(".desk-locked").count() == 0
    desk.takes("claim")
    assert Complaint.objects.get(pk=complaint.pk).handler == agent
