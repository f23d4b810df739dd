"""What happened, as plain values that can be weighed again: proposals with what became of them, and sums booked."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from escalation.weighing import Offer


class Wording(NamedTuple):
    """As much of a category as the chain asks about (PRO-3)."""

    needs_legal_review: bool


class Item(NamedTuple):
    """One measure of an option, when it was carried out or cancelled, and how many units it was."""

    pk: int
    option: int
    measure: str
    value_cny: Decimal
    quantity: int | None
    done_at: datetime | None
    cancelled_at: datetime | None

    @property
    def ended_at(self):
        return self.done_at or self.cancelled_at


class Past(NamedTuple):
    """One proposal. Who is one customer, who proposed in which role, priority and category are read as known today.

    `ended_at` is when the offer lapsed without being accepted, `approved_at` None where nobody ever granted it.
    """

    proposal: int
    complaint: int
    #: One key for all rows of the customer, and one for the complaint with its duplicates.
    customer: int
    family: int
    department: int | None
    person: int
    role: str
    at: datetime
    priority: str
    category: Wording | None
    compensation_cny: Decimal
    items: tuple[Item, ...]
    #: The items as they were valued then, option by option.
    offer: Offer
    approved_at: datetime | None = None
    approved_by: int | None = None
    approved_role: str = ""
    chosen: int | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    was_sent_back: bool = False


class Booked(NamedTuple):
    """A sum in the ledger."""

    at: datetime
    customer: int
    family: int
    measure: str
    value_cny: Decimal


def offer_of(items, worth=lambda item: item.value_cny):
    """`items` as an offer, each of the `worth` given."""
    options: dict[int, dict[str, Decimal]] = {}
    for item in items:
        option = options.setdefault(item.option, {})
        option[item.measure] = option.get(item.measure, Decimal(0)) + worth(item)
    return Offer(tuple(options.values()))
