"""Every text and event is read for what must escalate, each cause once while its escalation runs (ESC-2)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, EventKind, StaffNotice
from complaints.services.chase import chase
from complaints.services.contacts import correct_facts, record_contact
from complaints.services.proposal import refuse
from complaints.services.record import faults_of
from complaints.services.sweeps.news import read_news
from complaints.services.triage import regrade
from complaints.states import Level, State, Trigger
from escalation.models import Escalation, TriggerFinding, TriggerRule
from escalation.services.rules import load_rules
from escalation.services.stepping import hand_back
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def presets():
    load_rules(now=NOON)


def read(now=NOON):
    return read_news(by=User.objects.system(), now=now)


def says(complaint, words, now=NOON):
    record_contact(
        complaint.pk,
        direction="in",
        channel="phone",
        summary=words,
        by=complaint.handler or complaint.received_by,
        now=now,
    )
    read(now)


def told(complaint):
    """Trigger and words of every escalation of the complaint, also of reasons added to a running one."""
    kinds = [EventKind.ESCALATED, EventKind.ESCALATED_AGAIN]
    events = complaint.events.filter(kind__in=kinds).order_by("seq")
    return [(event.facts["trigger"], event.facts["reason"]) for event in events]


def test_what_stands_in_a_new_complaint_goes_to_the_supervisor_in_its_very_words():
    boss = a_user(Role.SUPERVISOR)
    complaint = a_complaint(description="鸡蛋全碎了。再不处理我就打１２３１５！")
    read()
    finding = TriggerFinding.objects.get()
    assert finding.words == "打１２３１５"
    assert (finding.trigger, finding.cause, finding.event.kind) == (
        "threat",
        "threat-zh-regulator",
        "complaints.received",
    )
    assert told(complaint) == [("threat", "“再不处理我就打１２３１５！”")]
    assert finding.escalation.to_level == Level.SUPERVISOR
    assert StaffNotice.objects.filter(to=boss, kind="escalated", complaint=complaint).count() == 1
    assert read() == 0
    assert faults_of(Complaint.objects.get()) == []


@pytest.mark.parametrize(
    "say",
    [
        lambda it: says(it, "客户要求找你们领导谈"),
        lambda it: chase(it.pk, words="叫你们经理给我回电话", by=User.objects.customer(), now=NOON),
        lambda it: correct_facts(
            it.pk,
            facts={"description": "让你们主管联系我"},
            seen=Complaint.objects.get(pk=it.pk).events_count,
            by=it.handler,
            now=NOON,
        ),
    ],
)
def test_it_is_heard_in_whatever_the_customer_says_later(say):
    complaint = a_complaint(at=State.TRIAGED)
    read()
    say(complaint)
    read()
    assert [trigger for trigger, _words in told(complaint)] == [Trigger.SUPERIOR]


def test_refusing_the_options_and_the_survey_are_read_too():
    complaint = a_complaint(at=State.PROPOSED)
    refuse(complaint.pk, reason="这点补偿？法庭上见", via="phone", by=complaint.handler, now=NOON)
    read()
    assert told(complaint)[-1][0] == Trigger.THREAT
    rated = a_complaint(at=State.REVISIT)
    record(
        rated.pk,
        channel="phone",
        reached=True,
        rating=1,
        reason="还是没解决，我去找消协",
        by=a_caller(),
        now=NOON + 2 * HOUR,
    )
    read()
    assert told(rated)[-1][0] == Trigger.THREAT


def test_the_same_cause_adds_nothing_while_its_escalation_runs_and_counts_anew_after_the_answer():
    boss = a_user(Role.SUPERVISOR)
    complaint = a_complaint(at=State.TRIAGED)
    says(complaint, "我要打市长热线")
    says(complaint, "再说一遍，我要打市长热线", NOON + HOUR)
    assert len(told(complaint)) == 1
    hand_back(Escalation.objects.get().pk, instructions="今天内补发", by=boss, now=NOON + 2 * HOUR)
    read(NOON + 2 * HOUR)
    assert len(told(complaint)) == 1
    says(complaint, "补发的还没到，我去12315举报", NOON + 3 * HOUR)
    assert len(told(complaint)) == 2
    assert Escalation.objects.running().count() == 1


def test_another_cause_is_added_to_the_running_escalation_and_climbs_no_further():
    complaint = a_complaint(at=State.TRIAGED)
    says(complaint, "我要打市长热线，叫你们领导来！孩子吃了上吐下泻")
    assert {trigger for trigger, _words in told(complaint)} == {"threat", "superior", "impact"}
    assert Escalation.objects.get().to_level == Level.SUPERVISOR
    assert Complaint.objects.get().level == Level.SUPERVISOR


def test_words_that_stood_there_before_a_correction_are_not_said_again():
    complaint = a_complaint(at=State.TRIAGED, description="我要打市长热线")
    boss = a_user(Role.SUPERVISOR)
    read()
    hand_back(Escalation.objects.get().pk, instructions="先致歉", by=boss, now=NOON)
    seen = Complaint.objects.get().events_count
    correct_facts(complaint.pk, facts={"description": "我要打市长热线。"}, seen=seen, by=complaint.handler, now=NOON)
    read()
    assert len(told(complaint)) == 1


def test_a_demand_the_frontline_may_not_meet_goes_up_at_once():
    a_complaint(demand_cny=Decimal("500.00"))
    over = a_complaint(demand_cny=Decimal("500.01"))
    read()
    assert list(TriggerFinding.objects.values_list("complaint", "trigger")) == [(over.pk, "authority")]


def test_pressing_counts_once_it_is_overdue():
    complaint = a_complaint(at=State.TRIAGED)
    chase(complaint.pk, words="快点", by=complaint.handler, now=NOON)
    read()
    assert told(complaint) == []
    late = Complaint.objects.get().next_due_at + HOUR
    chase(complaint.pk, words="到底什么时候处理", by=complaint.handler, now=late)
    read(late)
    assert [trigger for trigger, _words in told(complaint)] == [Trigger.PRESSING]
    assert set(TriggerFinding.objects.values_list("cause", flat=True)) == {"pressing-overdue", "pressing-zh"}


def test_a_group_goes_up_when_it_is_graded_so():
    complaint = a_complaint(at=State.TRIAGED)
    read()
    grade = {"category": complaint.category, "severity": "S2", "severity_reason": "多户", "impact": "group"}
    for _time in range(2):
        regrade(complaint.pk, by=complaint.handler, now=NOON, **grade)
        read()
    assert [trigger for trigger, _words in told(complaint)] == [Trigger.IMPACT]


def test_what_comes_too_late_is_kept_as_a_finding_without_an_escalation():
    complaint = a_complaint(at=State.REVISIT)
    read()
    record(
        complaint.pk,
        channel="phone",
        reached=True,
        rating=4,
        advice="下次再这样就投诉到媒体",
        by=a_caller(),
        now=NOON + HOUR,
    )
    read(NOON + 2 * HOUR)
    finding = TriggerFinding.objects.get()
    assert (finding.must_escalate, finding.escalation) == (True, None)
    assert not Complaint.objects.with_news().exists()


def test_a_rule_that_only_counts_escalates_nothing():
    TriggerRule.objects.update(escalates=False)
    complaint = a_complaint(description="我要打市长热线")
    read()
    assert told(complaint) == []
    assert TriggerFinding.objects.get().must_escalate is False


def test_a_rule_out_of_use_is_not_asked():
    TriggerRule.objects.update(is_active=False)
    a_complaint(description="我要打市长热线")
    read()
    assert not TriggerFinding.objects.exists()


def test_what_everybody_writes_escalates_nothing():
    a_complaint(at=State.CLOSED)
    read()
    assert not Escalation.objects.exists()
