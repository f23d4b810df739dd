"""The whole life of a complaint, clicked through by everybody it meets (issue: what must be true at the end)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from complaints.models import Category, Complaint, LedgerEntry
from complaints.services.record import faults_of
from complaints.states import Preset, State
from tests.browser.conftest import PHONE
from tests.browser.desk import PASSWORD, Desk, Visitor, code_told, label, picture
from tests.builders import a_photo, a_user
from tests.complaints.files import a_csv, a_line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAMAGE = "ecommerce.logistics.damage"
REPORT = {
    "facts": "中转站录像显示外箱被重物压住。",
    "cause": "易碎件与重货混装。",
    "responsibility": "ours",
    "suggestion": "退款并补发，更换缓冲材料。",
}


def grade(agent):
    return {
        "category": Category.objects.get(code=DAMAGE).pk,
        "severity": "S2",
        "severity_reason": "整箱破损，影响使用。",
        "impact": "individual",
        "handler": agent.pk,
    }


def report():
    return REPORT | {"department": Department.objects.get(code="logistics").pk}


def an_imported_complaint(agent):
    """Brings a file as shops export it and returns the complaint of its second row."""
    rows = [a_line(1), a_line(2, 投诉内容="收到时外箱塌了，六只杯子碎了四只。", 联系电话="17099990001"), a_line(3)]
    page = agent.page
    page.goto("/admin/complaints/importbatch/add/")
    page.locator("[name=file]").set_input_files(picture(a_csv(rows, encoding="gb18030", end="\r\n")))
    page.select_option("[name=preset]", Preset.ECOMMERCE)
    page.select_option("[name=channel]", "phone")
    page.click("form.cp [type=submit]")
    page.click("form.im-columns [type=submit]")
    assert "收到时外箱塌了" in page.locator(".cp").inner_text()
    page.click("form.im-confirm [type=submit]")
    page.wait_for_selector(".im-read")
    return Complaint.objects.get(external_id="T0002")


def test_a_complaint_goes_round_twice_and_is_closed(opened):
    people = {
        role: a_user(role, password=PASSWORD) for role in (Role.AGENT, Role.HANDLER, Role.SUPERVISOR, Role.FINANCE)
    }
    agent, handler, supervisor, finance = (Desk(opened(), one) for one in people.values())

    complaint = an_imported_complaint(agent)
    agent.picks_in("unclaimed", "第2件外箱破损")
    assert agent.state == label(State.RECEIVED)
    agent.takes("triage", **grade(agent.person))
    agent.takes("contact", summary="已致电，客户要求退款并补发。", tells_direction=True)
    agent.takes("start-investigation")
    due = timezone.localtime() + timedelta(days=1)
    agent.takes(
        "assign-task",
        title="调取中转站录像",
        department=Department.objects.get(code="logistics").pk,
        due_at=due.strftime("%Y-%m-%dT%H:%M"),
    )

    handler.picks_in("tasks", "第2件外箱破损")
    handler.takes("do-task", result="录像已核对，外箱在中转时被压。")

    agent.opens(complaint)
    agent.takes("report", **report())
    agent.proposes(
        "非常抱歉，这一箱由我们负责。",
        ("退款并补发", ("refund", "800"), ("exchange", "89")),
        ("全额退款", ("refund", "800")),
    )
    assert agent.state == label(State.PROPOSED)
    assert agent.page.locator('a[href*="/step/offer/"]').count() == 0

    supervisor.page.goto("/admin/escalation/approvalrequest/")
    supervisor.page.click(".ap-card a[href*='/complaints/complaint/']")
    supervisor.takes("approve", comment="同意")

    agent.opens(complaint)
    agent.takes("offer")
    agent.takes("renew-code")

    customer = Visitor(opened(**PHONE))
    customer.enters(complaint.number, code_told(complaint))
    assert "退款并补发" in customer.reads
    customer.answers("/track/accept/1/")
    assert "谢谢" in customer.reads

    finance.picks_in("tasks", "第2件外箱破损")
    finance.takes("do-task", result="原路退回", files=picture(a_photo()), reference="TK2026112201")
    handler.opens(complaint)
    handler.takes("do-task", result="已补发并签收", files=picture(a_photo("签收.png")))
    handler.opens(complaint)
    assert handler.state == label(State.REVISIT)

    customer.page.goto("/track/progress/")
    customer.answers("/track/survey/", rating="2", process_rating="4", reason="补发的杯子又碎了一只。")

    agent.opens(complaint)
    assert agent.state == label(State.INVESTIGATING)
    assert "补发的杯子又碎了一只。" in agent.told
    agent.takes("report", **report(), missed_reason="补发仍用旧缓冲材料。")
    # What the first round paid counts against the limits; coupons and points have limits of their own.
    agent.proposes("再次抱歉。", ("赠券三十元", ("coupon", "30")), ("赠券二十元", ("coupon", "20")))
    # A complaint of some priority is looked at by a second person whatever the sum (PRO-3).
    supervisor.opens(complaint)
    supervisor.takes("approve")
    agent.opens(complaint)
    agent.takes("offer")
    agent.takes("answer", answer="2", via="phone")
    handler.opens(complaint)
    handler.takes("do-task", result="赠券已到账", files=picture(a_photo()))

    agent.opens(complaint)
    assert agent.page.locator('a[href*="/step/revisit/"]').count() == 0
    supervisor.opens(complaint)
    supervisor.takes("revisit", channel="phone", reached=True, rating="5", process_rating="5")
    assert supervisor.page.locator(".cp-progress li").nth(6).inner_text().startswith("已解决")

    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.round, complaint.dissatisfied_count) == (State.CLOSED, 2, 1)
    assert faults_of(complaint) == []
    booked = LedgerEntry.objects.filter(complaint=complaint).order_by("pk").values_list("measure", "value_cny")
    assert list(booked) == [("refund", 800), ("exchange", 89), ("coupon", 20)]
    supervisor.opens(complaint)
    for sentence in ("非常抱歉，这一箱由我们负责。", "TK2026112201", "赠券已到账", "录像已核对"):
        assert sentence in supervisor.told


def test_a_complaint_from_the_public_form_is_solved_in_english(opened):
    agent, finance = (Desk(opened(), a_user(role, password=PASSWORD, language="en")) for role in ("agent", "finance"))
    customer = Visitor(opened(**PHONE))

    customer.page.goto("/complain/?preset=ecommerce")
    customer.page.click("button[name=language][value=en]")
    page = customer.page
    page.select_option("[name=category]", DAMAGE)
    page.check("[name=demand][value=refund]", force=True)
    page.fill("[name=contact]", "17099990002")
    page.fill("[name=description]", "The box was crushed and four of six cups are broken.")
    page.set_input_files("[name=files]", [picture(a_photo())])
    page.check("[name=consent]", force=True)
    # Somebody who fills it in faster than two seconds is asked to look again.
    page.wait_for_timeout(2_100)
    page.click("main .button.main")
    page.wait_for_url("**/complain/received/")
    number, code = page.locator(".receipt .number").first.inner_text(), page.locator("#code").inner_text()
    complaint = Complaint.objects.get(number=number)

    agent.picks_in("unclaimed", "The box was crushed")
    assert agent.state == "Received"
    agent.takes("triage", **grade(agent.person) | {"severity": "S3"})
    agent.takes("contact", summary="Called, wants the money back.")
    agent.takes("start-investigation")
    agent.takes("report", **report())
    agent.proposes("We are sorry.", ("Money back", ("refund", "89")), ("A new box", ("exchange", "89")))
    assert agent.state == "Proposed"

    customer.enters(number.lower(), code.lower())
    customer.answers("/track/accept/1/")
    assert "Money back" in customer.reads
    finance.picks_in("tasks", "The box was crushed")
    finance.takes("do-task", result="Paid back", files=picture(a_photo()), reference="TK1")

    page.goto("/track/progress/")
    customer.answers("/track/survey/", rating="5", process_rating="5")
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.resolution, complaint.satisfaction) == (State.CLOSED, "resolved", 5)
    assert faults_of(complaint) == []
