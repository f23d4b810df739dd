"""Services of escalation, as service_calls.py."""

from accounts.roles import Role
from complaints.models import Complaint
from complaints.models import EventKind as K
from complaints.services import closing
from complaints.services.news import unread
from escalation.models import Escalation
from escalation.services import raising, reading, stepping
from tests.architecture.service_calls import I, Row, S, T
from tests.builders import NOON


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


ESCALATIONS = {
    "escalation.raising.escalate": Row(T, raise_it, (K.ESCALATED,)),
    "escalation.raising.escalate for another reason": Row(
        T, lambda it, by: raise_it(it, by, to="supervisor"), (K.ESCALATED_AGAIN,), ready=escalated
    ),
    "escalation.raising.escalate by a trigger": Row(
        I, lambda it, by: raise_it(it, by, trigger="threat", to="supervisor"), (K.ESCALATED,), Role.SYSTEM
    ),
    "escalation.reading.read": Row(T, read_its_end, (K.ESCALATION_LAPSED,), Role.SYSTEM, withdrawn),
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
