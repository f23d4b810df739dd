"""High risk is weighed after each event, told at once, and a person has the last word (ESC-3)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind, StaffNotice
from complaints.services.chase import chase
from complaints.services.contacts import record_contact
from complaints.services.record import faults_of
from complaints.services.sweeps.news import read_news
from complaints.services.triage import regrade
from complaints.states import State
from escalation.models import RiskAssessment, RiskWeight
from escalation.services.risk import clear_high_risk, set_high_risk
from escalation.services.rules import load_rules
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def presets():
    load_rules(now=NOON)


def read(now=NOON):
    return read_news(by=User.objects.system(), now=now)


def fresh(complaint):
    return Complaint.objects.get(pk=complaint.pk)


def marks(complaint):
    kinds = [EventKind.RISK_MARKED, EventKind.RISK_CLEARED]
    return [event.kind.partition("_")[2] for event in complaint.events.filter(kind__in=kinds).order_by("seq")]


def says(complaint, words, now=NOON):
    facts = {"direction": "in", "channel": "phone", "summary": words, "by": complaint.handler, "now": now}
    record_contact(complaint.pk, **facts)
    read(now)


def test_a_threat_marks_it_and_tells_the_supervisor_why():
    boss = a_user(Role.SUPERVISOR)
    complaint = a_complaint(description="再不退款就投诉到媒体")
    read()
    assert fresh(complaint).risk_signs == ["threat"]
    assert RiskAssessment.objects.get().score == 100
    notice = StaffNotice.objects.get(kind="high_risk")
    assert (notice.to, notice.facts["signs"]) == (boss, ["threat"])
    assert faults_of(fresh(complaint)) == []


def test_several_signs_add_up_and_each_is_named_by_its_weight():
    complaint = a_complaint(emotion="angry", demand_cny=Decimal("3000"))
    read()
    assert not fresh(complaint).is_high_risk
    for _time in range(2):
        chase(complaint.pk, by=complaint.received_by, now=NOON)
    read()
    assert RiskAssessment.objects.get().reasons == [["over_limit", 40], ["angry", 40], ["pressing", 30]]
    assert fresh(complaint).risk_signs == ["over_limit", "angry", "pressing"]


def test_the_weights_are_what_the_desk_says():
    RiskWeight.objects.filter(sign="threat").update(weight=0)
    complaint = a_complaint(description="再不退款就投诉到媒体")
    read()
    assert not fresh(complaint).is_high_risk


def test_it_is_told_once_and_keeps_its_latest_signs():
    a_user(Role.SUPERVISOR)
    complaint = a_complaint(at=State.TRIAGED)
    says(complaint, "我要打市长热线")
    says(complaint, "叫你们领导来", NOON + HOUR)
    assert set(fresh(complaint).risk_signs) == {"threat", "superior"}
    assert marks(complaint) == ["marked"]
    assert StaffNotice.objects.filter(kind="high_risk").count() == 1


def test_cleared_by_a_person_it_comes_back_only_with_a_new_sign():
    boss = a_user(Role.SUPERVISOR)
    complaint = a_complaint(at=State.TRIAGED)
    says(complaint, "我要打市长热线")
    clear_high_risk(complaint.pk, reason="已电话说明，客户不再投诉", by=boss, now=NOON)
    says(complaint, "好的，我等你们", NOON + HOUR)
    assert (fresh(complaint).is_high_risk, fresh(complaint).risk_signs) == (False, [])
    says(complaint, "叫你们领导来", NOON + 2 * HOUR)
    assert fresh(complaint).is_high_risk
    assert marks(complaint) == ["marked", "cleared", "marked"]
    assert RiskAssessment.objects.get().judgement == ""


def test_set_by_a_person_no_weighing_takes_it_away():
    complaint = a_complaint(at=State.TRIAGED)
    set_high_risk(complaint.pk, reason="客户是知名博主", by=complaint.handler, now=NOON)
    says(complaint, "好的", NOON + HOUR)
    assert fresh(complaint).is_high_risk
    grade = {"category": complaint.category, "severity": "S1", "severity_reason": "伤人", "impact": "individual"}
    regrade(complaint.pk, by=complaint.handler, now=NOON, **grade)
    read()
    assert fresh(complaint).risk_signs == ["urgent", "judgement"]
    with pytest.raises(RuleBroken):
        set_high_risk(complaint.pk, reason="再来一次", by=complaint.handler, now=NOON)


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.LEGAL, Role.CURATOR])
def test_only_who_oversees_the_desk_clears_it(role):
    complaint = a_complaint(at=State.TRIAGED)
    set_high_risk(complaint.pk, reason="客户是知名博主", by=complaint.handler, now=NOON)
    with pytest.raises(NotPermitted):
        clear_high_risk(
            complaint.pk, reason="没事", by=complaint.handler if role == Role.AGENT else a_user(role), now=NOON
        )


def test_a_closed_complaint_is_weighed_no_more():
    complaint = a_complaint(at=State.CLOSED, emotion="angry")
    read()
    assert not RiskAssessment.objects.filter(complaint=complaint).exists()


def test_queue_tab_and_page_show_it_with_its_reasons():
    boss = a_user(Role.SUPERVISOR)
    complaint = a_complaint(description="再不退款就投诉到媒体", agent=a_user())
    a_complaint(agent=complaint.received_by)
    read()
    desk = desk_of(boss)
    page = desk.get("/admin/complaints/complaint/?tab=risk").content.decode()
    assert complaint.number in page
    assert page.count('class="mark risk"') == 1
    assert 'title="扬言找媒体、监管或起诉"' in page
    page = desk.get(f"/admin/complaints/complaint/{complaint.pk}/change/").content.decode()
    assert 'href="#risk"' in page
    assert "扬言找媒体、监管或起诉" in page
