"""What the shop knows of an order: kept when told, asked for when not, and filled in where it is missing (INT-3).

Nobody who complains waits for the shop. Receipt notes that there is something to ask, a sweep asks without holding a
lock; so a form is answered the same, and as soon, whether there is such an order or not (A05).
"""

import logging
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import is_aware

from accounts.roles import SERVICE_ROLES
from accounts.text import check_row
from complaints.channels import orders as shop
from complaints.channels.kinds import ORDERS
from complaints.channels.outcome import OUT_OF_ORDER, Undelivered
from complaints.errors import RuleBroken
from complaints.models import ChannelAccount, Complainant, Complaint, ComplaintEvent, EventKind, Order
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.sweeps import sweep
from complaints.states import Tier, priority_of

log = logging.getLogger(__name__)

#: What was said of an order is not asked for again within this time.
FRESH = timedelta(hours=1)
#: Longer than one question to the shop and what follows from its answer may take.
LEASE = timedelta(minutes=2)
FACTS = ("product", "shop", "amount_cny", "placed_at", "delivered_on", "delivery_address", "tier")
_NUMBERS = (int, float, str)


def of_number(number):
    """The order of this number, made where nobody has told of it; None for a blank number."""
    number = number.strip()
    return Order.objects.get_or_create(number=number)[0] if number else None


def ask_if_old(order, *, now):
    """Have the shop asked, unless it was within the hour or has no service to ask."""
    is_fresh = order.refreshed_at is not None and now - order.refreshed_at < FRESH
    if not is_fresh and _services().exists():
        Order.objects.filter(pk=order.pk).update(ask_at=now, attempts=0, failure="")


@transaction.atomic
def store(number, facts, *, now):
    """Keep `facts` of an order; what they do not name stays. Raises RuleBroken."""
    order = Order(number=number.strip(), **facts)
    check_row(order)
    known, _made = Order.objects.select_for_update().get_or_create(number=order.number)
    for name, value in facts.items():
        setattr(known, name, value)
    known.refreshed_at = now
    known.save(update_fields=[*facts, "refreshed_at"])
    return known


def keep_order(number, *, facts, by, now):
    """What a system of the shop tells of an order; open complaints learn of it. Raises NotPermitted, RuleBroken."""
    check_right(by, "complaints.keep_order")
    return _told(store(number, facts, now=now), by=by, now=now)


def ask_shop(*, by, now):
    """Ask for the orders that wait for it. Returns how many the shop knew."""
    account = _services().first()
    if account is None:
        return 0
    return sweep(Order.objects.to_ask(now), partial(_ask, account, by=by, now=now), now=now, lease=LEASE).done


def _services():
    return ChannelAccount.objects.in_use().filter(serves=ORDERS)


def _ask(account, pk, *, by, now):
    order = Order.objects.to_ask(now).filter(pk=pk).first()
    if order is None:
        return False
    try:
        said = shop.ask(account, order.number, now=now)
    except Undelivered as failure:
        return _failed(order, failure, now=now)
    _told(store(order.number, _usable(said or {}), now=now), by=by, now=now)
    return said is not None


def _failed(order, failure, *, now):
    log.warning("order_not_told", extra={"order": str(order.uuid), "reason": str(failure)})
    later = now + timedelta(minutes=2**order.attempts)
    Order.objects.filter(pk=order.pk).update(ask_at=later, leased_until=None, failure=str(failure))
    if failure.reason in OUT_OF_ORDER:
        # It is the shop, not the order: the others wait as long, instead of two seconds each in turn.
        Order.objects.to_ask(now).update(ask_at=later)
    return False


def _usable(said):
    """Those of the known facts in `said` that are what they should be; a foreign system is not taken at its word."""
    facts = {}
    for name in FACTS:
        value = said.get(name)
        if value is None or value == "":
            continue
        try:
            facts[name] = _checked(name, value)
        except (ValidationError, RuleBroken, ValueError, ArithmeticError):
            log.warning("order_fact_dropped", extra={"fact": name})
    return facts


def _checked(name, value):
    is_fit = isinstance(value, _NUMBERS if name == "amount_cny" else str) and not isinstance(value, bool)
    if not is_fit:
        raise ValueError(name)
    if name == "amount_cny":
        value = Decimal(str(value))
    elif name == "delivered_on":
        value = date.fromisoformat(value)
    else:
        value = Order._meta.get_field(name).to_python(value)
    if name == "placed_at" and not is_aware(value):
        raise ValueError(name)
    check_row(Order(**{name: value}))
    return value


def _told(order, *, by, now):
    """Nothing is left to ask for once every complaint knows."""
    open_ones = Complaint.objects.open().filter(order=order).order_by("pk")
    for pk in list(open_ones.values_list("pk", flat=True)):
        _fill_in(pk, order, by=by, now=now)
    Order.objects.filter(pk=order.pk).update(ask_at=None, leased_until=None, attempts=0, failure="")
    return order


@transaction.atomic
def _fill_in(complaint_id, order, *, by, now):
    """What the complaint lacks comes from the order, and its priority follows the customer's tier (TRI-4)."""
    rows = Complaint.objects.open().filter(pk=complaint_id, order=order)
    if not rows.select_for_update().order_by().values_list("pk", flat=True).first():
        return
    complaint = rows.select_related("complainant", "category", "policy", "received_by").get()
    before, graded = _known_of(complaint), clock.grade_of(complaint)
    complaint.product = complaint.product or order.product
    is_raised = _raise_tier(complaint, order.tier)
    if complaint.severity and is_raised:
        complaint.priority = priority_of(
            severity=complaint.severity, impact=complaint.impact, tier=complaint.complainant.tier
        )
        clock.regrade(complaint, before=graded, now=now)
    after = _known_of(complaint)
    if before == after and not is_raised:
        return
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.ORDER_FOUND,
        by=by,
        at=now,
        order=order.number,
        tier=order.tier,
        before=before,
        after=after,
    )


def _known_of(complaint):
    return {"product": complaint.product, "priority": complaint.priority}


def _raise_tier(complaint, tier):
    """Whether the customer rose: a stranger's form makes no known customer a better one."""
    customer = complaint.complainant
    if tier == Tier.REGULAR or customer.tier != Tier.REGULAR:
        return False
    is_known = customer.complaints.exclude(pk=complaint.pk).exists()
    if is_known and complaint.received_by.role in SERVICE_ROLES:
        return False
    customer.tier = tier
    Complainant.objects.filter(pk=customer.pk).update(tier=tier)
    return True
