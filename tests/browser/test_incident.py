"""A group incident from suspicion to its end: six complaints of one lock, one statement, one fix (ESC-6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from complaints.models import Category, Complaint, Delivery
from complaints.services import investigation, triage
from complaints.services.intake import receive
from complaints.services.record import faults_of
from complaints.states import Impact, Severity, State
from escalation.models import Incident, IncidentState
from tests.browser.conftest import PHONE
from tests.browser.desk import PASSWORD, Desk, fill
from tests.builders import a_receipt, a_user
from tests.escalation.incidents import look, serve

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/escalation/incident/"
PRODUCT = "守望智能门锁 3 代"
TOLD = (
    "昨晚门锁自动升级，指纹和密码都打不开门，一家人站在楼道里。",
    "门锁半夜升级后指纹失灵，密码也打不开，只好叫开锁师傅。",
    "升级完门锁就不认指纹了，输密码也不开门，老人被关在外面。",
    "门锁升级失败，指纹密码全打不开，花 200 元请人开锁。",
    "早上出门前门锁在升级，回来指纹不认，密码打不开门。",
    "又是升级！门锁指纹打不开，密码提示错误，进不了家。",
)
LATE = "今天门锁也升级了，指纹打不开门，密码同样没用。"
STATEMENT = "门锁升级包有缺陷，已停止推送；受影响的门锁今天 20:00 前由我们远程恢复，开锁费用由我们承担。"


def a_lock(text, *, agent, now):
    """One more customer whose lock does not open."""
    category = Category.objects.get(code="ecommerce.goods.quality")
    facts = {"subject": "门锁升级后打不开", "description": text, "product": PRODUCT, "category": category}
    return receive(a_receipt(**facts), by=agent, now=now).complaint


def under_investigation(complaint, *, agent, now):
    triage.triage(
        complaint.pk,
        category=complaint.category,
        severity=Severity.S2,
        severity_reason="进不了家门。",
        impact=Impact.INDIVIDUAL,
        handler=agent,
        by=agent,
        now=now,
    )
    investigation.start_investigation(complaint.pk, by=agent, now=now)


def does(page, act, **facts):
    """Opens the act's fold on the incident's page, fills it in and sends it."""
    fold = page.locator("details.in-act", has=page.locator(f'form[action$="/do/{act}/"]'))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fill(fold, facts)
    with page.expect_navigation():
        fold.locator("button[type=submit]").click()


def told():
    """Of which complaints the customer was written the statement, once for each message."""
    return sorted(one.complaint_id for one in Delivery.objects.all() if STATEMENT in one.body)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_six_like_complaints_become_one_incident_are_told_once_and_move_on_together(opened):
    now = timezone.now()
    agent = a_user(password=PASSWORD)
    supervisor, lawyer = a_user(Role.SUPERVISOR, password=PASSWORD), a_user(Role.LEGAL, password=PASSWORD)
    six = [a_lock(text, agent=agent, now=now - timedelta(hours=6 - hour)) for hour, text in enumerate(TOLD)]
    for complaint in six[:4]:
        under_investigation(complaint, agent=agent, now=now - timedelta(minutes=30))
    look(now=now)

    desk = Desk(opened(), supervisor)
    page = desk.page
    page.goto(LIST)
    number = Incident.objects.get().number
    assert number in page.locator(".board-section").first.inner_text()
    with page.expect_navigation():
        page.click(f".c-number a:has-text('{number}')")
    for complaint in six:
        assert complaint.number in desk.told
    does(page, "confirm", name="守望门锁升级失败", lead=supervisor.pk)
    serve(now=timezone.now())
    does(page, "responder", person=lawyer.pk, part="legal")
    does(page, "statement", words="我们会尽快处理。")
    assert "尽快" in page.locator("[role=alert]").first.inner_text()
    assert page.locator("textarea[name=words]").input_value() == "我们会尽快处理。"
    does(page, "statement", words=STATEMENT)
    assert page.locator('form[action$="/do/approve-statement/"]').count() == 0

    law = Desk(opened(**PHONE), lawyer)
    law.page.goto(LIST)
    assert fits(law.page)
    with law.page.expect_navigation():
        law.page.click(f".c-number a:has-text('{number}')")
    assert fits(law.page)
    does(law.page, "approve-statement")
    serve(now=timezone.now())
    assert told() == sorted(one.pk for one in six)

    seventh = a_lock(LATE, agent=agent, now=timezone.now())
    look(now=timezone.now())
    serve(now=timezone.now())
    assert told() == sorted(one.pk for one in [*six, seventh])

    page.reload()
    findings = {"facts": "升级包校验失败后门锁停在引导程序。", "cause": "推送前未在旧版硬件上验证。"}
    fold = page.locator('form[action$="/do/fix/"]')
    department = fold.locator("[name=department] option", has_text="技术").first.get_attribute("value")
    does(page, "fix", **findings, department=department, responsibility="ours", suggestion="远程恢复，承担开锁费用。")
    serve(now=timezone.now())
    page.reload()
    assert page.locator("td", has_text="已提交调查报告").count() == 4
    for complaint in six[:4]:
        fresh = Complaint.objects.get(pk=complaint.pk)
        assert fresh.state == State.INVESTIGATING
        assert fresh.reports.get().cause == findings["cause"]
        assert faults_of(fresh) == []
    assert not Complaint.objects.get(pk=six[5].pk).reports.exists()
    does(page, "close", result="全部门锁已恢复，费用逐单处理。")
    assert Incident.objects.get().state == IncidentState.CLOSED

    handler = Desk(opened(), agent)
    handler.opens(six[0])
    assert STATEMENT in handler.told
    assert number in handler.told
    handler.proposes("开锁费用由我们承担。", ("退还开锁费", ("refund", "200")), ("换一把新锁", ("exchange", "400")))
    assert Complaint.objects.get(pk=six[0].pk).proposals.get().options.count() == 2
