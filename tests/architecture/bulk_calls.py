"""Services for many complaints at once, as service_calls.py: the record of each begins when it is stored."""

from accounts.roles import Role
from complaints.exports.making import make
from complaints.models import EventKind
from complaints.services import bulk
from complaints.services.taking_out import open_export, order_export
from complaints.states import State
from tests.architecture.service_calls import Row
from tests.builders import NOON, a_receipt
from tests.complaints.importing import a_confirmed, brought_in

R = State.RECEIVED


def set_down(it, by):
    bulk.set_down(a_confirmed(by).pk, [a_receipt(external_id="1")], gone_through=1, by=by, now=NOON)


def opened(it, by):
    export = order_export(kind="csv", language="en", ids=[it.pk], by=by, now=NOON)
    make(export.pk, now=NOON)
    return open_export(export.pk, by=by, now=NOON)


BULK = {
    "complaints.bulk.set_down": Row(R, set_down, ()),
    "complaints.bulk.number": Row(
        R, lambda it, by: brought_in([a_receipt(external_id="1")], by), (EventKind.RECEIVED,)
    ),
    "complaints.taking_out.order_export": Row(
        R, lambda it, by: order_export(kind="csv", language="en", ids=[it.pk], by=by, now=NOON), (), Role.SUPERVISOR
    ),
    "complaints.taking_out.open_export": Row(R, opened, (), Role.SUPERVISOR),
}
