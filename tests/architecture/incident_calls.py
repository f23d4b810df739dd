"""Services of group incidents, as service_calls.py: an incident has a record of its own beside the complaint's."""

from datetime import date

from accounts.models import Department
from accounts.roles import Role
from complaints.models import EventKind as K
from escalation.models import Incident, IncidentMember
from escalation.services.incidents import affected, finding, membership, response
from tests.architecture.service_calls import C, I, R, Row, S, T
from tests.builders import NOON, a_user


def suspected(it):
    """An incident of this complaint alone."""
    incident = Incident.objects.create(
        number="GI202611-90",
        title="鸡蛋破损",
        category=it.category,
        reasons={"found": 2, "hours": 24, "shared": {}},
        found_at=NOON,
    )
    membership.take_in(incident.pk, it.pk, how="hand", reason={}, by=it.handler or it.received_by, now=NOON)


def handled(it):
    suspected(it)
    lead = a_user(Role.SUPERVISOR)
    response.confirm(_pk(), title="鸡蛋破损", lead=lead, by=lead, now=NOON)


def approved(it):
    handled(it)
    lead, other = Incident.objects.get().responders.get().person, a_user(Role.LEGAL)
    response.name_responder(_pk(), person=other, part="legal", by=lead, now=NOON)
    response.write_statement(_pk(), text="这一批鸡蛋已停止发货。", by=lead, now=NOON)
    response.approve_statement(_pk(), version=1, by=other, now=NOON)


def marked(it):
    handled(it)
    membership.serve(IncidentMember.objects.get().pk, by=a_user(Role.SUPERVISOR), now=NOON)


def written(it):
    handled(it)
    lead = Incident.objects.get().responders.get().person
    response.write_statement(_pk(), text="这一批鸡蛋已停止发货。", by=lead, now=NOON)


def _pk():
    return Incident.objects.get().pk


def _named(by):
    """`by` is of the response team."""
    Incident.objects.get().responders.create(person=by, part="lead")
    return _pk()


def fix(it, by):
    response.announce_fix(
        _pk(),
        facts="装车过重",
        cause="垫层不足",
        department=Department.objects.get(code="logistics"),
        responsibility="ours",
        suggestion="退款",
        by=by,
        now=NOON,
    )


INCIDENTS = {
    "escalation.incidents.finding.find_incidents": Row(
        R, lambda it, by: finding.find_incidents(by=by, now=NOON), (), Role.SYSTEM
    ),
    "escalation.incidents.finding.look": Row(R, lambda it, by: finding.look(0, by=by, now=NOON), (), Role.SYSTEM),
    "escalation.incidents.membership.join": Row(
        T,
        lambda it, by: membership.join(
            it.pk,
            incident=Incident.objects.create(
                number="GI202611-91", title="破损", category=it.category, reasons={}, found_at=NOON
            ),
            reason="同一批",
            by=by,
            now=NOON,
        ),
        (),
    ),
    "escalation.incidents.membership.leave": Row(
        T,
        lambda it, by: membership.leave(it.pk, reason="批号不同", by=by, now=NOON),
        (K.INCIDENT_LEFT,),
        S,
        marked,
    ),
    "escalation.incidents.membership.serve_members": Row(
        T,
        lambda it, by: membership.serve_members(by=by, now=NOON),
        (K.INCIDENT_JOINED, K.INCIDENT_TOLD),
        Role.SYSTEM,
        approved,
    ),
    "escalation.incidents.membership.serve": Row(
        C,
        lambda it, by: membership.serve(IncidentMember.objects.get().pk, by=by, now=NOON),
        (K.INCIDENT_JOINED,),
        Role.SYSTEM,
        approved,
    ),
    "escalation.incidents.response.confirm": Row(
        R, lambda it, by: response.confirm(_pk(), title="破损", lead=by, by=by, now=NOON), (), S, suspected
    ),
    "escalation.incidents.response.dismiss": Row(
        R, lambda it, by: response.dismiss(_pk(), reason="各有原因", by=by, now=NOON), (), S, suspected
    ),
    "escalation.incidents.response.name_responder": Row(
        R, lambda it, by: response.name_responder(_pk(), person=by, part="pr", by=by, now=NOON), (), S, handled
    ),
    "escalation.incidents.response.write_statement": Row(
        R, lambda it, by: response.write_statement(_named(by), text="已停止发货。", by=by, now=NOON), (), S, handled
    ),
    "escalation.incidents.response.approve_statement": Row(
        R, lambda it, by: response.approve_statement(_named(by), version=1, by=by, now=NOON), (), S, written
    ),
    "escalation.incidents.response.announce_fix": Row(I, fix, (), S, handled),
    "escalation.incidents.response.close": Row(
        R, lambda it, by: response.close(_pk(), result="已退款", by=by, now=NOON), (), S, marked
    ),
    "escalation.incidents.affected.list_people": Row(
        R,
        lambda it, by: affected.list_people(
            _named(by), people=[("周敏", affected.contacts_of("17012345678"))], by=by, now=NOON
        ),
        (),
        S,
        handled,
    ),
    "escalation.incidents.affected.list_buyers": Row(R, lambda it, by: _list_buyers(it, by), (), S, handled),
    "escalation.incidents.affected.tell_affected": Row(
        R, lambda it, by: affected.tell_affected(by=by, now=NOON), (), Role.SYSTEM
    ),
}


def _list_buyers(it, by):
    order = it.complainant.orders.create(number="DD1", product="鸡蛋", placed_at=NOON)
    span = {"since": date(2026, 11, 1), "until": date(2026, 11, 30)}
    affected.list_buyers(_named(by), product=order.product, **span, by=by, now=NOON)
