"""An over-limit refund on its way: agent, supervisor, director and legal, customer, finance, ledger."""

import pytest

from accounts.roles import Role
from complaints.models import Complaint, LedgerEntry
from complaints.services.record import faults_of
from complaints.states import State
from escalation.models import ApprovalStep
from escalation.services.presets import load_baselines
from escalation.services.submission import submit_proposal
from tests.browser.conftest import PHONE
from tests.browser.desk import PASSWORD, Desk, picture
from tests.builders import NOON, a_complaint, a_photo, a_user, choices

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/admin/escalation/approvalrequest/"


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def agrees(desk, comment=""):
    """Decides the open card with what stands on it."""
    page = desk.page
    page.goto(LIST)
    card = page.locator(".ap-card").first
    if comment:
        card.locator("textarea").fill(comment)
    assert fits(page)
    with page.expect_navigation():
        card.locator("button[name=approve]").click()


def test_an_over_limit_refund_goes_up_the_chain_and_is_paid_by_finance(opened):
    load_baselines()
    roles = (Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.FINANCE)
    people = {role: a_user(role, password=PASSWORD) for role in roles}
    complaint = a_complaint(at=State.INVESTIGATING, agent=people[Role.AGENT])
    agent = Desk(opened(), people[Role.AGENT])
    agent.opens(complaint)
    agent.proposes(
        "这批货由我们全数负责。",
        ("全额退款", ("refund", "25000")),
        ("退一部分并补发", ("refund", "21000"), ("exchange", "4000")),
    )
    assert "投诉主管" in agent.told
    assert agent.page.locator('a[href*="/step/offer/"]').count() == 0

    supervisor = Desk(opened(**PHONE), people[Role.SUPERVISOR])
    supervisor.page.goto(LIST)
    seen = supervisor.told
    for words in ("¥25,000", "这批货由我们全数负责。", "近 30 天已获补偿", "民法典", "装车时生鲜件垫在了底层。"):
        assert words in seen, words
    thumb = supervisor.page.locator("button[name=approve]").first.bounding_box()
    assert thumb["height"] >= 44
    agrees(supervisor, "同意上报")
    assert supervisor.page.locator(".ap-card").count() == 0

    legal = Desk(opened(**PHONE), people[Role.LEGAL])
    agrees(legal, "措辞没有问题")
    agent.opens(complaint)
    assert agent.page.locator('a[href*="/step/offer/"]').count() == 0
    director = Desk(opened(), people[Role.DIRECTOR])
    agrees(director)
    assert set(ApprovalStep.objects.values_list("asked_role", "decided_by")) == {
        (role, people[role].pk) for role in (Role.SUPERVISOR, Role.LEGAL, Role.DIRECTOR)
    }

    agent.opens(complaint)
    agent.takes("offer")
    agent.takes("answer", answer="1", via="phone")
    finance = Desk(opened(), people[Role.FINANCE])
    finance.opens(complaint)
    finance.takes("do-task", result="原路退回", files=picture(a_photo()), reference="TK2026112501")
    entry = LedgerEntry.objects.get()
    assert (entry.value_cny, entry.reference, entry.booked_by) == (25000, "TK2026112501", people[Role.FINANCE])
    assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_several_are_approved_with_one_thumb(opened):
    supervisor = Desk(opened(**PHONE), a_user(Role.SUPERVISOR, password=PASSWORD))
    agent = a_user()
    for _one in range(3):
        complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
        submit_proposal(complaint.pk, message="抱歉", choices=choices("800"), by=agent, now=NOON)
    page = supervisor.page
    page.goto(LIST)
    bar = page.locator("[data-bar]")
    assert not bar.is_visible()
    for box in page.locator("[name=chosen]").all()[:2]:
        box.check(force=True)
    assert bar.is_visible()
    assert fits(page)
    with page.expect_navigation():
        bar.locator("button").click()
    assert page.locator(".ap-card").count() == 1
    assert ApprovalStep.objects.filter(outcome="approved").count() == 2
