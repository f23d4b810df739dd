"""Services of orders, as service_calls.py: what the shop knows fills in what a complaint lacks."""

from accounts.roles import Role
from complaints.models import Complaint, Order
from complaints.models import EventKind as K
from complaints.services import orders
from complaints.states import State
from tests.architecture.service_calls import Row
from tests.builders import NOON
from tests.shop import a_shop, an_account

R = State.RECEIVED
PRODUCT = {"product": "柴鸡蛋 30 枚"}


def ordered(it):
    order = Order.objects.create(number="E-7", ask_at=NOON)
    Complaint.objects.filter(pk=it.pk).update(order=order)


def ask(it, by):
    with a_shop(number="E-7", **PRODUCT) as server:
        an_account(server)
        assert orders.ask_shop(by=by, now=NOON) == 1


ORDERS = {
    "complaints.orders.keep_order": Row(
        R,
        lambda it, by: orders.keep_order("E-7", facts=PRODUCT, by=by, now=NOON),
        (K.ORDER_FOUND,),
        Role.INTEGRATION,
        ordered,
    ),
    "complaints.orders.ask_shop": Row(R, ask, (K.ORDER_FOUND,), Role.SYSTEM, ordered),
}
