"""Urgent demands go to the fast lane by the customer's own words at receipt, whatever the door (INT-6, SLA-2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from complaints.models import Complaint, EventKind, UrgentWords
from complaints.services import fast_lane
from complaints.services.triage import regrade
from complaints.states import Severity, State, Urgency
from complaints.telling.timeline import entries
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def lane_of(text):
    complaint = Complaint(subject="投诉", description=text)
    fast_lane.mark(complaint, fast_lane.word_lists())
    return complaint.urgency


@pytest.mark.parametrize(
    ("text", "lane"),
    [
        ("银行卡昨晚被盗刷了三笔", Urgency.LOST_MONEY),
        ("我的账号被盗，密码也被改了", Urgency.STOLEN_ACCOUNT),
        ("帐户被冻结，工资取不出来", Urgency.FROZEN_ACCOUNT),
        ("充电宝在包里冒烟了", Urgency.SAFETY),
        ("快递丢了，孩子的胰岛素在里面", Urgency.MEDICAL),
        ("后天就要考试，网课打不开", Urgency.EXAM),
        ("I was charged twice for one order", Urgency.LOST_MONEY),
        ("My son was burned by the kettle", Urgency.SAFETY),
    ],
)
def test_words_of_a_demand_that_cannot_wait_are_found(text, lane):
    assert lane_of(text) == lane


@pytest.mark.parametrize(
    "text",
    [
        "箱子破了，幸好没有人受伤",
        "没有受伤，只要求换货",
        "担心账号被盗，想改密码",
        "这款热水器有漏电的隐患吗",
        "送我的盗刷险是什么意思",
        "车子打不着火",
        "一箱苹果摔坏了，真的很受伤",
        "Nobody was hurt, please exchange it",
        "快递比约定的晚了两天",
    ],
)
def test_what_is_denied_feared_or_only_sounds_alike_is_no_urgent_demand(text):
    assert lane_of(text) == ""


def test_minutes_of_health_come_before_money():
    assert lane_of("药费被重复扣款，明天等着手术") == Urgency.MEDICAL


def test_found_words_grade_assign_and_hurry_the_complaint_and_the_record_says_which():
    complaint = a_complaint(description="充电宝冒烟，我的手被烫伤。")
    assert (complaint.urgency, complaint.severity) == (Urgency.SAFETY, Severity.S1)
    event = complaint.events.get(kind=EventKind.RECEIVED)
    assert event.facts["found"] == ["烫伤", "冒烟"]
    assert "Fast lane Personal safety: found “烫伤, 冒烟”" in entries(complaint)[-1].words
    page = desk_of(complaint.received_by, language="en").get(f"/admin/complaints/complaint/{complaint.pk}/change/")
    assert "Fast lane Personal safety: found “烫伤”“冒烟”" in page.content.decode()


def test_a_lane_somebody_chose_wins_over_words_and_names_none():
    complaint = a_complaint(description="充电宝冒烟", urgency=Urgency.EXAM)
    assert complaint.urgency == Urgency.EXAM
    assert "found" not in complaint.events.get(kind=EventKind.RECEIVED).facts
    assert fast_lane.found_words(complaint) == []


def test_treatment_that_cannot_wait_is_due_in_ten_minutes():
    complaint = a_complaint(description="等着用药，药还没送到")
    assert complaint.next_due_at == NOON + timedelta(minutes=10)


def test_the_record_keeps_the_words_of_the_desk_not_those_of_the_customer():
    complaint = a_complaint(description="转账13800138000没到账")
    assert complaint.events.get(kind=EventKind.RECEIVED).facts["found"] == ["转账…没到账"]


def test_it_is_taken_off_with_a_reason_and_its_deadlines_go_back():
    complaint = a_complaint(at=State.TRIAGED, description="被骗走了三块钱")
    assert complaint.urgency == Urgency.LOST_MONEY
    facts = {"category": complaint.category, "severity": Severity.S3, "impact": complaint.impact, "urgency": ""}
    later = NOON + timedelta(minutes=1)
    complaint = regrade(complaint.pk, **facts, severity_reason="玩笑话", by=complaint.handler, now=later)
    event = complaint.events.get(kind=EventKind.REGRADED)
    assert (complaint.urgency, complaint.severity) == ("", Severity.S3)
    assert (event.facts["before"]["urgency"], event.facts["after"]["urgency"]) == (Urgency.LOST_MONEY, "")
    assert ("Fast lane", "Lost money", "—") in entries(complaint)[0].changes
    assert fast_lane.found_words(complaint) == []


def test_a_grade_that_says_nothing_of_the_lane_leaves_it():
    assert a_complaint(at=State.TRIAGED, description="被骗走了三块钱").urgency == Urgency.LOST_MONEY


def test_a_list_out_of_use_finds_nothing():
    UrgentWords.objects.filter(urgency=Urgency.SAFETY).update(is_active=False)
    assert lane_of("充电宝冒烟") == ""


def test_a_phrase_that_would_be_found_everywhere_is_refused():
    words = UrgentWords(urgency=Urgency.SAFETY, language="en", phrases="冒烟\n快")
    with pytest.raises(ValidationError, match="at least two letters"):
        words.full_clean(validate_unique=False)


def test_a_curator_edits_the_list_and_an_agent_does_not():
    words = UrgentWords.objects.get(urgency=Urgency.EXAM, language="zh-hans")
    address, typed = f"/admin/complaints/urgentwords/{words.pk}/change/", {"is_active": "on", "phrases": "面试在即"}
    assert desk_of(a_user(Role.AGENT)).post(address, typed).status_code == 403
    assert desk_of(a_user(Role.ADMINISTRATOR)).post(address, typed).status_code == 302
    assert lane_of("面试在即，材料还没寄到") == Urgency.EXAM
