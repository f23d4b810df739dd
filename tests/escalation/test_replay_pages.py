"""The page that tries a draft on the past: for whom, what it shows, and what stands beside the activation (AUD-3)."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.models import Complaint
from complaints.states import State
from escalation.models import AuthorityLimit, TriggerRule
from escalation.services.chains import draft_chain
from escalation.services.limit_drafts import draft_limits
from escalation.services.rules import add_rule
from escalation.services.submission import submit_proposal
from tests.builders import a_complaint, a_user, choices
from tests.desk import desk_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor():
    return a_user(Role.SUPERVISOR)


@pytest.fixture
def draft(supervisor):
    """Agents may grant ¥200 on one complaint instead of ¥500."""
    version = draft_limits(by=supervisor, now=timezone.now())
    version.limits.filter(role=Role.AGENT, measure="", bound="complaint").update(limit_cny=Decimal(200))
    return version


def proposed(cny="300", **facts):
    complaint = a_complaint(at=State.INVESTIGATING, now=timezone.now(), **facts)
    now = timezone.now()
    submit_proposal(complaint.pk, message="抱歉", choices=choices(cny), by=complaint.handler, now=now)
    return Complaint.objects.get(pk=complaint.pk)


def replay(draft, kind="limitversion"):
    return reverse(f"admin:escalation_{kind}_replay", args=[draft.pk])


def test_a_lower_limit_shows_whom_it_would_bring_up(draft, supervisor):
    """¥300 goes to the supervisor under the draft, ¥90 to nobody (ESC-1)."""
    dear, cheap = proposed("300"), proposed("90")
    page = desk_of(supervisor, language="en").get(replay(draft))
    told = page.content.decode()
    assert page.context["told"].before.proposals == 2
    assert dear.number in told
    assert cheap.number not in told
    assert "days: 2. Others would have been asked about 1 of them: decisions +1, money nobody else sees −¥300" in told
    assert "too few to estimate" in told


def test_the_page_speaks_chinese(draft, supervisor):
    proposed("300")
    told = desk_of(supervisor).get(replay(draft)).content.decode()
    for words in ("用历史投诉试算", "生效版本", "草稿", "投诉主管", "样本过少，无法估计"):
        assert words in told, words


def test_the_words_of_a_customer_are_masked(draft, supervisor):
    proposed("300", subject="电话 13912345678 打不通")
    for query in ({}, {"as": "csv"}):
        told = desk_of(supervisor).get(replay(draft), query).content.decode()
        assert "13912345678" not in told
        assert "打不通" in told


def test_a_draft_without_a_past_says_so(draft, supervisor):
    told = desk_of(supervisor, language="en").get(replay(draft)).content.decode()
    assert "nothing was proposed, so the past says nothing about this draft" in told


def test_a_draft_that_changes_nothing_says_so(supervisor):
    proposed("300")
    draft = draft_limits(by=supervisor, now=timezone.now())
    told = desk_of(supervisor, language="en").get(replay(draft)).content.decode()
    assert "Nobody else would have been asked about any." in told


def test_whoever_sees_no_complaints_sees_figures_alone(draft):
    """An administrator drafts limits and sees no complaint."""
    dear = proposed("300")
    page = desk_of(a_user(Role.ADMINISTRATOR), language="en").get(replay(draft))
    assert len(page.context["told"].changed) == 1
    assert dear.number not in page.content.decode()
    assert "You may see none of the complaints concerned." in page.content.decode()
    assert desk_of(a_user(Role.ADMINISTRATOR)).get(replay(draft), {"as": "csv"}).status_code == 403


def test_the_list_is_taken_away_as_a_file(draft, supervisor):
    dear = proposed("300", subject="=HYPERLINK(1)")
    answer = desk_of(supervisor, language="en").get(replay(draft), {"as": "csv", "days": "30"})
    heading, line = answer.content.decode("utf-8-sig").splitlines()
    assert heading.startswith("Complaint number,Subject,Proposed on")
    assert line.startswith(f"{dear.number},'=HYPERLINK(1),")
    assert "300.00,nobody else,Supervisor,0,1,too few to estimate" in line


@pytest.mark.parametrize("kind", ["limitversion", "approvalchain"])
def test_the_second_person_reads_the_headline_where_they_activate(kind, supervisor, request):
    draft = (
        request.getfixturevalue("draft") if kind == "limitversion" else draft_chain(by=supervisor, now=timezone.now())
    )
    proposed("300")
    page = desk_of(a_user(Role.DIRECTOR), language="en").get(
        reverse(f"admin:escalation_{kind}_change", args=[draft.pk])
    )
    assert "Proposals of the last 90 days: 1." in page.content.decode()
    assert replay(draft, kind) in page.content.decode()


def test_a_draft_of_the_chain_shows_whom_else_it_asks(supervisor):
    """PRO-3 without its rule: a proposal of medium priority asks nobody."""
    complaint = proposed("90", tier="gold")
    assert complaint.priority == "medium"
    draft = draft_chain(by=supervisor, now=timezone.now())
    draft.rules.filter(cause="priority").delete()
    page = desk_of(supervisor, language="en").get(replay(draft, "approvalchain"))
    (changed,) = page.context["told"].changed
    assert (changed.before.roles, changed.after.roles) == ([Role.SUPERVISOR], [])
    assert complaint.number in page.content.decode()


def test_months_whose_budget_runs_out_are_told_by_whose_it_is(draft, supervisor):
    """ESC-1: ¥150 a month for agents and for the department have room for one offer of ¥109, not for two."""
    proposed("90")
    complaint = proposed("90")
    draft.limits.filter(role=Role.AGENT, bound="month").update(limit_cny=Decimal(150))
    draft.limits.filter(department=complaint.department).delete()
    AuthorityLimit.objects.create(
        version=draft, department=complaint.department, bound="department_month", limit_cny=Decimal(150)
    )
    page = desk_of(supervisor, language="en").get(replay(draft))
    month = f"{timezone.localtime(complaint.received_at):%Y-%m}"
    told = {(one.month, one.holder, one.before, one.after) for one in page.context["budgets"]}
    assert told == {
        (month, "Frontline agent", "—", "1 proposal, ¥109"),
        (month, complaint.department.name_en, "—", "1 proposal, ¥109"),
    }
    assert "Months in which a budget would have run out" in page.content.decode()


def test_only_a_draft_is_tried(draft, supervisor):
    for version in (1, draft.pk + 1):
        assert (
            desk_of(supervisor).get(reverse("admin:escalation_limitversion_replay", args=[version])).status_code == 404
        )


def test_as_many_questions_for_a_long_list_as_for_a_short_one(draft, supervisor):
    browser = desk_of(supervisor)
    proposed("300")

    def questions():
        cache.clear()
        browser.get(replay(draft))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(replay(draft)).status_code == 200
        return len(asked)

    few = questions()
    for _turn in range(5):
        proposed("300")
    assert questions() == few


def test_many_proposals_are_replayed_once_for_some_minutes(draft, supervisor, monkeypatch):
    monkeypatch.setattr("escalation.services.replay.simulating._MANY", 0)
    proposed("300")
    browser = desk_of(supervisor)
    first = browser.get(replay(draft)).context["told"]
    proposed("300")
    assert browser.get(replay(draft)).context["told"].until == first.until
    draft.limits.filter(role=Role.AGENT, measure="", bound="complaint").update(limit_cny=Decimal(100))
    assert browser.get(replay(draft)).context["told"].before.proposals == 2
    cache.clear()


def test_of_very_many_proposals_the_newest_are_replayed_and_the_page_says_so(draft, supervisor, monkeypatch):
    for module in ("services.replay.simulating", "admin.replay.pages"):
        monkeypatch.setattr(f"escalation.{module}.MOST", 2)
    for _turn in range(3):
        proposed("300")
    answer = desk_of(supervisor).get(replay(draft))
    assert answer.context["told"].before.proposals == 2
    assert "cp-note" in answer.content.decode()


A_RULE = {
    "trigger": "superior",
    "form": "words",
    "expression": "找你们老板",
    "unless": "",
    "must_match": "我要找你们老板",
    "must_not_match": "",
    "language": "zh-hans",
    "escalates": "on",
    "is_active": "on",
}
TRY = "admin:escalation_triggerrule_replay"


@pytest.fixture
def director():
    return desk_of(a_user(Role.DIRECTOR), language="en")


def test_a_rule_is_tried_from_its_form_and_not_saved(director):
    """ESC-2: before it is saved its writer sees whom it would bring up."""
    loud = a_complaint(now=timezone.now(), description="蛋碎了,我要找你们老板!")
    quiet = a_complaint(now=timezone.now())
    page = director.post(reverse(TRY), A_RULE | {"rule": ""})
    told = page.content.decode()
    assert "1 more complaints would have gone to “Supervisor”, and 0 would not" in told
    assert loud.number in told
    assert quiet.number not in told
    assert not TriggerRule.objects.filter(expression="找你们老板").exists()
    listed = director.post(reverse(TRY), A_RULE | {"as": "csv"}).content.decode("utf-8-sig").splitlines()
    assert listed[1].endswith("找你们老板,goes up,cannot be told yet")


def test_a_stored_rule_is_tried_as_its_form_holds_it(director):
    a_complaint(now=timezone.now(), description="蛋碎了,我要找你们老板!")
    facts = A_RULE | {"escalates": True, "is_active": True}
    rule = add_rule(facts=facts, by=a_user(Role.DIRECTOR), now=timezone.now())
    page = director.get(reverse("admin:escalation_triggerrule_change", args=[rule.pk])).content.decode()
    assert f'formaction="{reverse(TRY)}"' in page
    idle = {name: value for name, value in A_RULE.items() if name != "is_active"}
    told = director.post(reverse(TRY), idle | {"rule": str(rule.pk), "days": "30"})
    assert (told.context["gained"], told.context["lost"], told.context["days"]) == (0, 1, 30)
    rule.refresh_from_db()
    assert rule.is_active


def test_what_is_wrong_with_a_rule_is_said_instead(director):
    told = director.post(reverse(TRY), A_RULE | {"must_match": "没有这句话"})
    assert told.status_code == 422
    assert "It must find “没有这句话” and does not." in told.content.decode()
    assert director.post(reverse(TRY), A_RULE | {"rule": "x"}).status_code == 404


def test_who_only_reads_rules_tries_none(supervisor):
    assert desk_of(supervisor).post(reverse(TRY), A_RULE).status_code == 403
