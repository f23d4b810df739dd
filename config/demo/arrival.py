"""How a story's complaint arrives: order, receipt and the first picture."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.models import Order
from complaints.services import evidence
from complaints.services.intake import Receipt, receive
from complaints.services.numbers import find_by_tracking_code, tracking_code_of
from config.demo.pictures import picture

_BY_THE_CUSTOMER = frozenset({"web_form", "app", "qr_code"})


def arrive(story, *, category, agent, at):
    """Receive the complaint of `story` at `at`; returns it."""
    _keep_order(story, at=at)
    by = User.objects.customer() if story["channel"] in _BY_THE_CUSTOMER else agent
    complaint = receive(_receipt(story, category=category, at=at), by=by, now=at).complaint
    if story["channel"] in _BY_THE_CUSTOMER | {"counter"}:
        evidence.add_evidence(complaint.pk, upload=picture(story["subject"]), by=by, now=at)
    return complaint


def arrived(story):
    """The complaint of `story` on this desk, or None when it was not told yet."""
    return find_by_tracking_code(tracking_code_of(_seed(story)))


def cny(value):
    return None if value is None else Decimal(str(value))


def _seed(story):
    """Gives each story's complaint the same tracking code whenever it is told on this desk."""
    return f"demo story {story['key']}"


def _receipt(story, *, category, at):
    customer, origin = story["customer"], story.get("origin", {})
    hours = story.get("occurred_hours_before")
    return Receipt(
        preset=story["preset"],
        channel=story["channel"],
        subject=story["subject"],
        description=story["description"].strip(),
        demand=story["demand"],
        demand_note=story.get("demand_note", ""),
        demand_cny=cny(story.get("demand_cny")),
        emotion=story.get("emotion", "calm"),
        urgency=story.get("urgent", ""),
        name=customer["name"],
        contacts={
            kind: customer[kind]
            for kind in (ContactKind.PHONE, ContactKind.EMAIL, ContactKind.ACCOUNT)
            if customer.get(kind)
        },
        tier=customer.get("tier", ""),
        preferred_channel=customer.get("preferred", ""),
        language=story.get("language", "zh-hans"),
        order_number=story.get("order", {}).get("number", ""),
        category=category,
        occurred_at=None if hours is None else at - timedelta(hours=hours),
        place=story.get("place", ""),
        product=story.get("product", ""),
        external_id=origin.get("external_id", ""),
        origin_url=origin.get("url", ""),
        raw_text=story["description"].strip() if origin else "",
        code_seed=_seed(story),
    )


def _keep_order(story, *, at):
    order = story.get("order")
    if not order or not order.get("number"):
        return
    Order.objects.get_or_create(
        number=order["number"],
        defaults={
            "product": story.get("product", ""),
            "shop": order.get("shop", ""),
            "amount_cny": cny(order.get("amount_cny")),
            "placed_at": at - timedelta(days=order.get("placed_days_before", 3)),
            "delivery_address": order.get("address", ""),
            "tier": story["customer"].get("tier", "regular"),
        },
    )
