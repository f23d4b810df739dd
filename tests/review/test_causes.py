"""The chain of whys, the fishbone, the members and the conclusion of a root cause analysis (REV-3)."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import EventKind
from review.models import CauseMember, RootCause, RootCauseEvent, RootCauseState
from review.services.causes import analysis, members
from review.services.causes.suggesting import suggested
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of
from tests.guards import lifted
from tests.review.causes import PROBLEM, WHYS, asked, begun, concluded, conclusion, rules, told

pytestmark = pytest.mark.django_db


def test_each_answer_is_the_next_question_and_a_changed_one_is_looked_at_again():
    boss = a_user(Role.SUPERVISOR)
    found = asked(begun(by=boss), by=boss)
    whys = list(found.whys.all())
    assert [why.asked for why in whys] == [PROBLEM, *WHYS[:4]]
    analysis.answer_why(found.pk, number=2, answer="电源跳闸", evidence="运维日志", by=boss, now=NOON)
    assert analysis.stale(found, list(found.whys.all())) == [3]
    rules()
    with pytest.raises(RuleBroken, match="3"):
        analysis.conclude(found.pk, **conclusion(), by=boss, now=NOON)
    analysis.answer_why(found.pk, number=3, answer=WHYS[2], evidence="", by=boss, now=NOON)
    assert analysis.conclude(found.pk, **conclusion(), by=boss, now=NOON).state == RootCauseState.CONCLUDED


def test_questions_are_answered_in_their_order():
    boss = a_user(Role.SUPERVISOR)
    found = begun(by=boss)
    with pytest.raises(RuleBroken):
        analysis.answer_why(found.pk, number=2, answer="跳过", evidence="", by=boss, now=NOON)


@pytest.mark.parametrize(
    ("count", "reason", "is_enough"), [(2, "够了", False), (3, "", False), (3, "再问就出厂外了", True)]
)
def test_a_short_chain_needs_its_reason_and_a_very_short_one_is_none(count, reason, is_enough):
    rules()
    boss = a_user(Role.SUPERVISOR)
    found = asked(begun(by=boss), by=boss, count=count)
    if is_enough:
        assert analysis.conclude(found.pk, **conclusion(stopped_because=reason), by=boss, now=NOON).stopped_because
        return
    with pytest.raises(RuleBroken):
        analysis.conclude(found.pk, **conclusion(stopped_because=reason), by=boss, now=NOON)


def test_what_was_found_reaches_the_record_of_every_member_once():
    one, two = a_complaint(), a_complaint()
    boss = a_user(Role.SUPERVISOR)
    found = begun(one, by=boss)
    members.join(two.pk, analysis=found, by=boss, now=NOON)
    rules()
    asked(found, by=boss)
    analysis.conclude(found.pk, **conclusion(), by=boss, now=NOON)
    assert told(now=NOON) == 2
    assert told(now=NOON) == 0
    for complaint in (one, two):
        event = complaint.events.get(kind=EventKind.CAUSE_FOUND)
        assert event.facts["analysis"] == found.number


def test_a_complaint_belongs_to_one_analysis_at_a_time():
    one = a_complaint()
    found = begun(one)
    with pytest.raises(RuleBroken):
        begun(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        CauseMember.objects.create(analysis=found, complaint=one, joined_by=found.lead, joined_at=NOON)
    members.leave(one.pk, reason="原因不同", by=found.lead, now=NOON)
    assert begun(one).pk != found.pk


def test_nobody_concludes_without_the_right_and_no_customer_is_named():
    agent = a_user()
    found = begun(a_complaint(agent=agent), by=agent)
    with pytest.raises(RuleBroken):
        analysis.answer_why(found.pk, number=1, answer="客户 13800138000 说的", evidence="", by=agent, now=NOON)
    asked(found, by=agent)
    rules()
    with pytest.raises(NotPermitted):
        analysis.conclude(found.pk, **conclusion(), by=agent, now=NOON)


def test_a_form_drawn_before_a_change_is_refused_and_the_words_stay():
    boss = a_user(Role.SUPERVISOR)
    found = begun(by=boss)
    seen = RootCause.objects.get().events_count
    analysis.answer_why(found.pk, number=1, answer="先到的", evidence="", by=boss, now=NOON)
    with pytest.raises(Outdated):
        analysis.answer_why(found.pk, number=1, answer="后到的", evidence="", by=boss, now=NOON, seen=seen)
    page = desk_of(boss).post(
        reverse("admin:review_rootcause_act", args=[found.pk, "why"]),
        {"seen": seen, "number": 1, "answer": "后到的", "evidence": ""},
    )
    assert page.status_code == 409
    assert "后到的" in page.content.decode()


def test_the_record_of_an_analysis_cannot_be_changed():
    begun()
    with pytest.raises(Exception, match="append"), transaction.atomic():
        RootCauseEvent.objects.update(kind="x")
    with lifted():
        assert RootCauseEvent.objects.update(kind="x")
    assert connection.vendor


def test_analyses_of_the_category_are_suggested_the_likeliest_first():
    boss = a_user(Role.SUPERVISOR)
    other = members.open_analysis(a_complaint().pk, problem="赠品漏发", by=boss, now=NOON)
    like = members.open_analysis(a_complaint().pk, problem="酸奶胀包发馊", by=boss, now=NOON)
    complaint = a_complaint(subject="酸奶胀包", description="酸奶胀包发馊，没法喝。")
    assert suggested(complaint) == [like, other]


def test_a_page_shows_chain_fishbone_and_members_without_scripts():
    boss = a_user(Role.SUPERVISOR)
    complaint = a_complaint()
    found = concluded(complaint, by=boss)
    page = desk_of(boss).get(reverse("admin:review_rootcause_change", args=[found.pk])).content.decode()
    assert all(words in page for words in (*WHYS, PROBLEM, complaint.number, "机（设备与系统）", "冷机停机"))
    assert "<svg" in page
    desk = desk_of(boss)
    assert found.number in desk.get(reverse("admin:review_rootcause_changelist")).content.decode()
    assert found.cause in desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()


def test_a_complaint_is_added_by_its_number():
    boss = a_user(Role.SUPERVISOR)
    found, other = begun(by=boss), a_complaint()
    answer = desk_of(boss).post(
        reverse("admin:review_rootcause_act", args=[found.pk, "add"]), {"seen": 0, "number": f" {other.number} "}
    )
    assert answer.status_code == 302
    assert found.members.present().count() == 2
