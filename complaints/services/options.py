"""The options of a proposal: what the customer may choose, and what an approval is bound to (PRO-1)."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.text import check_row, check_text
from complaints.errors import RuleBroken
from complaints.models import Option, OptionItem, content_hash
from complaints.services.gate import check_filled
from complaints.states import ALWAYS_WORTH_SOMETHING, Measure

_MOST_OPTIONS = 3
_MOST_ITEMS = 10
_DEAREST_CNY = Decimal(100_000_000)
_MOST_PIECES = 100_000_000


class Item(NamedTuple):
    """One measure of an option: what, worth how much, how many points, months or pieces."""

    measure: Measure
    value_cny: Decimal = Decimal(0)
    quantity: int | None = None


class Choice(NamedTuple):
    """One option as the proposer writes it."""

    title: str
    items: tuple[Item, ...]
    description: str = ""

    @property
    def value_cny(self):
        return sum((item.value_cny for item in self.items), Decimal(0))


def check_choices(choices):
    """Raises RuleBroken with what is wrong with `choices`."""
    if not 1 <= len(choices) <= _MOST_OPTIONS:
        raise RuleBroken(_("Offer between one and three options."))
    for choice in choices:
        check_filled(choice.title, _("Give every option a title."))
        check_text(choice.description, _("what it means for the customer"))
        if not 1 <= len(choice.items) <= _MOST_ITEMS or not all(_is_payable(item) for item in choice.items):
            raise RuleBroken(
                _("“%(option)s” needs between one and %(most)s measures, each worth ¥0 or more in yuan and fen.")
                % {"option": choice.title, "most": _MOST_ITEMS}
            )
        _check_weighed(choice)
    if len(choices) == 1 and choices[0].value_cny > 0:
        raise RuleBroken(_("Where compensation is offered the customer chooses between two or three options."))


def write_options(proposal, choices):
    """The rows of `choices`, numbered from 1 as the customer sees them."""
    for position, choice in enumerate(choices, 1):
        option = Option(proposal=proposal, position=position, title=choice.title, description=choice.description)
        check_row(option)
        option.save()
        items = [OptionItem(option=option, **item._asdict()) for item in choice.items]
        for item in items:
            check_row(item)
        OptionItem.objects.bulk_create(items)


def check_unchanged(proposal):
    """Raises RuleBroken when the rows no longer hold what was approved; that takes a hand in the database."""
    if _stored_hash(proposal) != proposal.approved_hash:
        raise RuleBroken(_("The proposal is not what was approved. Take it back and write it anew."))


def check_stored(proposal):
    """Raises RuleBroken when the rows no longer hold what was proposed."""
    if _stored_hash(proposal) != proposal.content_hash:
        raise RuleBroken(_("The proposal is not what was proposed. Take it back and write it anew."))


def _stored_hash(proposal):
    stored = [
        Choice(
            option.title,
            tuple(Item(item.measure, item.value_cny, item.quantity) for item in option.items.all()),
            option.description,
        )
        for option in proposal.options.prefetch_related("items")
    ]
    return content_hash(message=proposal.message, improvement=proposal.improvement, options=stored)


def _check_weighed(choice):
    """A gift entered as worth nothing would pass every limit (ESC-1)."""
    for item in choice.items:
        if item.measure in ALWAYS_WORTH_SOMETHING and not item.value_cny:
            raise RuleBroken(
                _("Enter what “%(measure)s” in “%(option)s” is worth in yuan.")
                % {"measure": Measure(item.measure).label, "option": choice.title}
            )
        if item.measure == Measure.NONE and item.value_cny:
            raise RuleBroken(
                _("“%(option)s” names a sum but no compensation. Choose what is given.") % {"option": choice.title}
            )


def _is_payable(item):
    worth = item.value_cny
    in_fen = worth.is_finite() and not worth.is_signed() and worth <= _DEAREST_CNY and worth == round(worth, 2)
    return in_fen and 0 <= (item.quantity or 0) <= _MOST_PIECES
