"""Services of what arrives from outside, as service_calls.py."""

from accounts.models import User
from accounts.roles import Role
from complaints.models import EventKind as K
from complaints.services import inbound, inbound_steps
from complaints.states import State
from tests.architecture.service_calls import Row
from tests.builders import NOON
from tests.letters import an_arrival

T = State.TRIAGED
INVESTIGATING = State.INVESTIGATING


def held(it):
    return inbound.take_in(an_arrival(complaint=it.pk), by=User.objects.system(), now=NOON)


def take_in(it, by):
    inbound.take_in(an_arrival(complaint=it.pk), by=by, now=NOON)


def join(it, by):
    inbound_steps.join(it.inbound.get().pk, number=it.number, by=by, now=NOON)


def set_aside(it, by):
    inbound_steps.set_aside(it.inbound.get().pk, reason="推销", by=by, now=NOON)


def open_as(it, by):
    facts = {"preset": "ecommerce", "subject": "漏水", "description": "壶底渗水。", "demand": "refund"}
    inbound_steps.open_as(it.inbound.get().pk, **facts, by=by, now=NOON)


INBOUND = {
    "complaints.inbound.take_in": Row(T, take_in, (K.LETTER_HELD,), Role.SYSTEM),
    "complaints.inbound_steps.join": Row(INVESTIGATING, join, (K.CONTACTED,), ready=held),
    "complaints.inbound_steps.set_aside": Row(INVESTIGATING, set_aside, (K.LETTER_SET_ASIDE,), ready=held),
    "complaints.inbound_steps.open_as": Row(INVESTIGATING, open_as, (K.RECEIVED,), ready=held),
}
