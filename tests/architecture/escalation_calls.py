"""Services of escalation, as service_calls.py."""

from accounts.models import Department
from accounts.roles import Role
from complaints.models import Complaint
from complaints.models import EventKind as K
from complaints.services import closing, departments
from complaints.services.news import unread
from escalation.models import Escalation
from escalation.services import figures, meetings, raising, reading, referee, risk, rules, stepping
from tests.architecture.service_calls import LATER, D, I, Row, S, T
from tests.builders import NOON, a_user


def raise_it(it, by, **facts):
    facts = {"trigger": "by_hand", "reason": "客户要求当面谈", **facts}
    return raising.escalate(it.pk, by=by, now=NOON, **facts)


def escalated(it):
    raise_it(it, it.handler)


def running(it):
    return Escalation.objects.running().get(complaint=it).pk


def withdrawn(it):
    escalated(it)
    closing.withdraw(it.pk, reason="不追究", by=it.handler, now=NOON)


def read_its_end(it, by):
    reading.read(Complaint.objects.get(pk=it.pk), unread(it.pk, since=0)[-1:], by=by, now=NOON)


def hand_on(it, by):
    department = Department.objects.get(code="technology")
    departments.hand_to_department(it.pk, department=department, reason="系统问题", by=by, now=NOON)


def handed_over_twice(it):
    Complaint.objects.filter(pk=it.pk).update(handovers_count=2)


def rule(service, it, by):
    service(it.pk, department=Department.objects.get(code="technology"), ruling="接口超时所致", by=by, now=NOON)


def call_meeting(it, by):
    logistics = [Department.objects.get(code="logistics")]
    meetings.convene(it.pk, agenda="定责与赔付", held_at=LATER, departments=logistics, people=[], by=by, now=NOON)


def called(it):
    call_meeting(it, a_user(Role.DIRECTOR))


def write_minutes(it, by):
    decisions = [meetings.Decision("改用加固纸箱", a_user(Role.HANDLER), LATER)]
    facts = {"minutes": "两部门到会", "solution": "全额退款并补发", "decisions": decisions}
    meetings.record_minutes(meetings.open_meeting(it).pk, **facts, by=by, now=NOON)


#: As `INNER` of service_calls.py: called under another service's lock.
INNER_STEPS = {
    "complaints.meeting_tasks.ask_to_meeting",
    "complaints.meeting_tasks.end_meeting",
    "escalation.asking.go_on",
    "escalation.asking.remind",
    "escalation.authority.endorse",
    "escalation.authority.grant",
    "escalation.authority.refuse",
    "escalation.incidents.finding.read",
    "escalation.incidents.membership.take_in",
    "escalation.risk.read",
    "escalation.stepping.take_up",
    "escalation.triggers.read",
}

A_RULE = {
    "trigger": "threat",
    "form": "words",
    "expression": "投诉到媒体",
    "unless": "",
    "must_match": "我要投诉到媒体",
    "must_not_match": "",
    "language": "zh-hans",
    "escalates": True,
    "is_active": True,
}


def change_a_rule(it, by):
    rule = rules.add_rule(facts=A_RULE, by=by, now=NOON)
    facts = A_RULE | {"is_active": False}
    rules.change_rule(rule.pk, facts=facts, reason="并入另一条", seen=rule.version, by=by, now=NOON)


def at_high_risk(it):
    risk.set_high_risk(it.pk, reason="扬言要上门", by=it.handler, now=NOON)


ESCALATIONS = {
    "escalation.figures.figures": Row(
        T, lambda it, by: figures.figures(since=NOON, group="handler", by=by, now=LATER), (), S
    ),
    "escalation.risk.set_high_risk": Row(
        T, lambda it, by: risk.set_high_risk(it.pk, reason="扬言要上门", by=by, now=NOON), (K.RISK_MARKED,)
    ),
    "escalation.risk.clear_high_risk": Row(
        T,
        lambda it, by: risk.clear_high_risk(it.pk, reason="已当面谈妥", by=by, now=NOON),
        (K.RISK_CLEARED,),
        S,
        at_high_risk,
    ),
    "escalation.rules.add_rule": Row(
        T, lambda it, by: rules.add_rule(facts=A_RULE, by=by, now=NOON), (), Role.DIRECTOR
    ),
    "escalation.rules.change_rule": Row(T, change_a_rule, (), Role.DIRECTOR),
    "escalation.raising.escalate": Row(T, raise_it, (K.ESCALATED,)),
    "escalation.raising.escalate for another reason": Row(
        T, lambda it, by: raise_it(it, by, to="supervisor"), (K.ESCALATED_AGAIN,), ready=escalated
    ),
    "escalation.raising.escalate by a trigger": Row(
        I, lambda it, by: raise_it(it, by, trigger="threat", to="supervisor"), (K.ESCALATED,), Role.SYSTEM
    ),
    "escalation.reading.read": Row(T, read_its_end, (K.ESCALATION_LAPSED,), Role.SYSTEM, withdrawn),
    "escalation.meetings.convene": Row(I, call_meeting, (K.MEETING_CONVENED,), D),
    "escalation.meetings.record_minutes": Row(
        I, lambda it, by: write_minutes(it, by), (K.TASK_ASSIGNED, K.MINUTES_RECORDED), D, called
    ),
    "complaints.departments.hand_to_department": Row(T, hand_on, (K.DEPARTMENT_CHANGED,)),
    "complaints.departments.hand_to_department for the third time": Row(
        T, hand_on, (K.OWNER_DISPUTED,), ready=handed_over_twice
    ),
    "complaints.departments.rule_owner": Row(
        T, lambda it, by: rule(departments.rule_owner, it, by), (K.OWNER_RULED,), S
    ),
    "escalation.referee.decide_owner": Row(T, lambda it, by: rule(referee.decide_owner, it, by), (K.OWNER_RULED,), S),
    "escalation.stepping.step_in": Row(
        T, lambda it, by: stepping.step_in(running(it), by=by, now=NOON), (K.STEPPED_IN,), S, escalated
    ),
    "escalation.stepping.resolve": Row(
        T,
        lambda it, by: stepping.resolve(running(it), answer="已与客户谈妥", by=by, now=NOON),
        (K.ESCALATION_RESOLVED,),
        S,
        escalated,
    ),
    "escalation.stepping.hand_back": Row(
        T,
        lambda it, by: stepping.hand_back(running(it), instructions="先补查监控", by=by, now=NOON),
        (K.HANDED_BACK,),
        S,
        escalated,
    ),
}
