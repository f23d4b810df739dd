"""What the shop knows of an order comes in by itself, and nobody who complains waits for it (INT-3)."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from difflib import unified_diff
from time import monotonic

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.channels.signed import is_signed
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complainant, Complaint, EventKind, Order
from complaints.services.channel_accounts import send_test
from complaints.services.intake import receive
from complaints.services.orders import ask_shop, keep_order
from complaints.services.sweeps.aside import set_aside
from complaints.states import Channel, Priority, Severity, State, Tier
from complaints.telling.timeline import entries
from tests.builders import NOON, a_complaint, a_receipt, a_user
from tests.customer import Customer
from tests.shop import SECRET, a_shop, an_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
KNOWN = {
    "product": "柴鸡蛋 30 枚",
    "shop": "城西生鲜店",
    "amount_cny": "89.00",
    "placed_at": "2026-11-12T10:00:00+08:00",
    "delivered_on": "2026-11-15",
    "delivery_address": "浙江省杭州市西湖区文三路 90 号",
    "tier": "vip",
}


def ask(now=NOON):
    return ask_shop(by=User.objects.system(), now=now)


def taken(**facts):
    return receive(a_receipt(order_number="E-7", **facts), by=a_user(), now=NOON).complaint


def test_the_shop_is_asked_after_receipt_and_what_it_knows_is_filled_in():
    with a_shop(**KNOWN, colour="red") as server:
        an_account(server)
        complaint = taken()
        assert server.requests == []
        assert (complaint.product, ask()) == ("", 1)
    (asked,) = server.requests
    stamp, sign = (asked["headers"][f"X-Redress-{name}"] for name in ("Timestamp", "Signature"))
    assert json.loads(asked["body"]) == {"number": "E-7"}
    assert is_signed(SECRET, stamp, sign, asked["body"], now=NOON)
    order = Order.objects.get()
    assert (order.shop, order.amount_cny, order.delivered_on) == ("城西生鲜店", Decimal("89.00"), date(2026, 11, 15))
    assert (order.delivery_address, order.tier) == (KNOWN["delivery_address"], Tier.VIP)
    complaint = Complaint.objects.get()
    assert complaint.product == "柴鸡蛋 30 枚"
    assert Complainant.objects.get().tier == Tier.VIP
    told = entries(complaint)[0]
    assert told.sentence == "Filled in from order E-7; customer tier: VIP"
    assert told.changes == (("Product or service", "—", "柴鸡蛋 30 枚"),)
    assert KNOWN["delivery_address"] not in str(complaint.events.last().facts)


def test_what_the_customer_said_stays():
    complaint = taken(product="鸭蛋")
    keep_order("E-7", facts={"product": "柴鸡蛋"}, by=a_user(Role.INTEGRATION), now=NOON)
    complaint = Complaint.objects.get()
    assert complaint.product == "鸭蛋"
    assert not complaint.events.filter(kind=EventKind.ORDER_FOUND).exists()


def test_the_same_order_is_asked_for_once_an_hour():
    with a_shop(**KNOWN) as server:
        an_account(server)
        taken()
        assert ask() == 1
        taken()
        assert ask(NOON + timedelta(minutes=5)) == 0
        receive(a_receipt(order_number="E-7"), by=a_user(), now=NOON + timedelta(minutes=61))
        assert ask(NOON + timedelta(minutes=61)) == 1
    assert len(server.requests) == 2


def test_an_order_the_shop_does_not_know_is_no_fault():
    with a_shop(status=404) as server:
        an_account(server)
        taken()
        assert ask() == 0
    order = Order.objects.get()
    assert (order.ask_at, order.refreshed_at, order.product) == (None, NOON, "")


def test_without_a_service_nothing_waits_for_one():
    taken()
    assert Order.objects.get().ask_at is None
    assert ask() == 0


@pytest.mark.parametrize(
    "shop", [{"status": 500}, {"status": 302}, {"number": "E-8"}, {"chunks": [b"<html>"]}, {"chunks": [b"x" * 70_000]}]
)
def test_a_shop_that_answers_nonsense_is_asked_again_later_and_then_stands_aside(shop):
    with a_shop(**shop) as server:
        an_account(server)
        complaint = taken()
        for minutes in (0, 1, 2, 6, 14, 30, 90):
            assert ask(NOON + timedelta(minutes=minutes)) == 0
    assert len(server.requests) == 5
    assert [(one.what, one.number) for one in set_aside()] == [("Question to the shop about an order", "E-7")]
    assert Complaint.objects.get().events_count == complaint.events_count


def test_a_slow_shop_is_cut_off_after_two_seconds_and_asked_for_no_other_order_meanwhile():
    with a_shop(slowness=6) as server:
        an_account(server)
        taken()
        receive(a_receipt(order_number="E-9"), by=a_user(), now=NOON)
        began = monotonic()
        assert ask() == 0
        assert monotonic() - began < 4
        assert len(server.requests) == 1


def test_a_shop_inside_our_network_is_not_asked_unless_allowed():
    """A14."""
    with a_shop(**KNOWN) as server:
        an_account(server, allow_private=False)
        taken()
        assert ask() == 0
    assert server.requests == []
    assert Order.objects.get().failure.startswith("not_allowed")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("product", "x" * 201),
        ("product", "鸡\x00蛋"),
        ("product", "\ud800"),
        ("product", ["鸡蛋"]),
        ("shop", {"name": "店"}),
        ("amount_cny", "-1"),
        ("amount_cny", "NaN"),
        ("amount_cny", 1e300),
        ("amount_cny", True),
        ("amount_cny", "1.005"),
        ("placed_at", "2026-11-12T10:00:00"),
        ("placed_at", "gestern"),
        ("delivered_on", "2026-02-30"),
        ("delivered_on", 20261112),
        ("delivery_address", "x" * 100_001),
        ("tier", "emperor"),
    ],
)
def test_a_fact_that_is_not_what_it_should_be_is_dropped_and_the_others_kept(name, value):
    with a_shop(**KNOWN | {name: value if value != "x" * 100_001 else "x\x00"}) as server:
        an_account(server)
        taken()
        assert ask() == 1
    order, fresh = Order.objects.get(), Order()
    kept = {"product": order.product, "shop": order.shop, "tier": order.tier}
    assert getattr(order, name) == getattr(fresh, name)
    assert kept == {one: getattr(fresh, one) if one == name else KNOWN[one] for one in kept}


def test_the_tier_that_comes_late_raises_the_priority_with_one_event():
    """TRI-4."""
    complaint = a_complaint(at=State.TRIAGED, order_number="E-7")
    Complaint.objects.filter(pk=complaint.pk).update(severity=Severity.S3, priority=Priority.LOW)
    keep_order("E-7", facts={"tier": "gold"}, by=a_user(Role.INTEGRATION), now=NOON)
    keep_order("E-7", facts={"tier": "gold"}, by=a_user(Role.INTEGRATION), now=NOON)
    complaint = Complaint.objects.get()
    assert complaint.priority == Priority.MEDIUM
    event = complaint.events.get(kind=EventKind.ORDER_FOUND)
    assert (event.facts["before"]["priority"], event.facts["after"]["priority"]) == ("low", "medium")


def test_a_strangers_form_makes_no_known_customer_a_better_one():
    contacts, web = {"phone": "17000000042"}, User.objects.customer()
    receive(a_receipt(contacts=contacts), by=a_user(), now=NOON)
    form = a_receipt(order_number="E-7", channel=Channel.WEB_FORM, contacts=contacts)
    receive(form, by=web, now=NOON)
    keep_order("E-7", facts={"tier": "vip"}, by=a_user(Role.INTEGRATION), now=NOON)
    assert Complainant.objects.get().tier == Tier.REGULAR
    taken(contacts=contacts)
    assert Complainant.objects.get().tier == Tier.VIP


def test_an_order_nobody_knows_makes_nobody_a_lesser_customer():
    contacts = {"phone": "17000000042"}
    taken(contacts=contacts, tier="vip")
    assert receive(a_receipt(order_number="E-8", contacts=contacts), by=a_user(), now=NOON).complaint
    assert Complainant.objects.get().tier == Tier.VIP


def test_a_form_is_answered_the_same_whether_there_is_such_an_order(time_machine):
    """A05: neither the receipt nor the tracking page says what an order holds."""
    keep_order("E-7", facts={"product": "柴鸡蛋", "shop": "城西店"}, by=a_user(Role.INTEGRATION), now=NOON)
    pages = []
    for number in ("E-7", "E-8"):
        customer = Customer()
        time_machine.move_to(NOON, tick=False)
        token = customer.opens_form()
        time_machine.shift(timedelta(minutes=1))
        sent = customer.sends(token, order_number=number, product="")
        receipt = customer.get(sent.url).content.decode()
        tracking = customer.get("/track/progress/").content.decode()
        pages.append([plain(receipt, number), plain(tracking, number)])
    for known, unknown in zip(*pages, strict=True):
        assert [*unified_diff(known.splitlines(), unknown.splitlines())] == []
    assert "柴鸡蛋" not in "".join(pages[0])
    assert Complaint.objects.get(order__number="E-7").product == "柴鸡蛋"


def plain(page, number):
    """The page without what differs between any two complaints."""
    page = page.replace(number, "…")
    page = re.sub(r"\d{6}-\d{3}|\b(\w{4}-){3}\w\b", "…", page)
    return re.sub(r'(value|nonce|data-\w+)="[^"]*"', "", page)


def test_only_a_system_of_the_shop_tells_of_orders_and_bad_values_are_refused_whole():
    for role in (Role.AGENT, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            keep_order("E-7", facts={"product": "鸡蛋"}, by=a_user(role), now=NOON)
    with pytest.raises(RuleBroken):
        keep_order("E-7", facts={"product": "鸡蛋", "shop": "x" * 101}, by=a_user(Role.INTEGRATION), now=NOON)
    assert not Order.objects.exists()


def test_the_account_is_tried_by_asking_for_an_order():
    administrator = a_user(Role.ADMINISTRATOR)
    with a_shop(**KNOWN) as server:
        account = an_account(server)
        send_test(account.pk, to="E-7", by=administrator, now=NOON)
    with pytest.raises(RuleBroken, match="The order service could not be asked"):
        send_test(account.pk, to="E-7", by=administrator, now=NOON)
    with pytest.raises(RuleBroken, match="Give an order number"):
        send_test(account.pk, to=" ", by=administrator, now=NOON)
