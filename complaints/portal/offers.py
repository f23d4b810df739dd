"""The options on the table as the customer compares them: worth how much, what, when, how."""

from decimal import Decimal
from typing import Any, NamedTuple

from complaints.services.clock import EXECUTION_TIME


class Offer(NamedTuple):
    position: int
    title: str
    meaning: str
    items: Any
    worth_cny: Decimal
    days: int


def offers_of(proposal):
    """One for each option of `proposal`, in the order of the page."""
    return [_offer(option) for option in proposal.options.all()]


def _offer(option):
    items = list(option.items.all())
    worth = sum((item.value_cny for item in items), Decimal(0))
    return Offer(option.position, option.title, option.description, items, worth, EXECUTION_TIME.days)
