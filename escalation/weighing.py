"""The arithmetic of authority over plain values: no database and no clock, so that the past can be weighed again.

Limits are a mapping of (bound, measure) to yuan; the blank measure is everything that has none of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.states import Measure
from escalation.states import BUDGETS, Bound

ZERO = Decimal(0)
Option = Mapping[str, Decimal]
Limits = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True)
class Offer:
    """Options of which the customer gets one, each as measure → yuan. What is booked is an offer of one option."""

    options: tuple[Option, ...]

    @cached_property
    def measures(self):
        return {measure for option in self.options for measure, cny in option.items() if cny}

    def dearest(self, measures):
        """The most that `measures` can cost, whichever option is chosen; several limits ask for the same."""
        if measures not in self._known:
            self._known[measures] = max((_worth(option, measures) for option in self.options), default=ZERO)
        return self._known[measures]

    @cached_property
    def _known(self):
        return {}

    def named(self, measures):
        """Those of `measures` that the dearest option holds."""
        option = max(self.options, key=lambda option: _worth(option, measures))
        return tuple(sorted(measure for measure, cny in option.items() if cny and measure in measures))


@dataclass(frozen=True)
class Counted:
    """What stands beside an offer: booked and promised for the complaint and the customer, and budgets used."""

    complaint: tuple[Offer, ...] = ()
    customer: tuple[Offer, ...] = ()
    used: Mapping[str, Decimal] = field(default_factory=dict)

    def under(self, bound, measures):
        """What of it counts against a limit on `measures`."""
        if bound in BUDGETS:
            return self.used.get(bound, ZERO)
        beside = {Bound.COMPLAINT: self.complaint, Bound.CUSTOMER: self.customer}.get(bound, ())
        return sum((offer.dearest(measures) for offer in beside), ZERO)


class Excess(NamedTuple):
    """The limit an offer exceeds: on what, what is offered, what stands already, and what is held, in yuan."""

    bound: str
    #: The measure the limit names, blank for everything else.
    limited: str
    measures: tuple[str, ...]
    offered_cny: Decimal
    already_cny: Decimal
    held_cny: Decimal


class Room(NamedTuple):
    """One limit, what is used of it, and what an offer would take."""

    bound: str
    limited: str
    held_cny: Decimal
    used_cny: Decimal
    asked_cny: Decimal = ZERO

    @property
    def limited_told(self):
        """Of which kind of compensation; blank where all kinds are counted together."""
        if self.bound in BUDGETS:
            return ""
        return Measure(self.limited).label if self.limited else _("Everything else")

    @property
    def left_cny(self):
        return max(self.held_cny - self.used_cny, ZERO)

    @property
    def after_cny(self):
        """What is left once the offer is granted; below zero where it exceeds the limit."""
        return self.held_cny - self.used_cny - self.asked_cny


class Bounded(NamedTuple):
    """The limits on one bound by measure, and the measures that share the blank one."""

    bound: str
    held: Mapping[str, Decimal]
    shared: frozenset[str]


def by_bound(limits):
    """`limits` sorted out once, for whoever weighs many offers by them.

    Where nothing bounds a complaint nothing may be granted; any other bound that is not set does not bind.
    """
    found = []
    for bound in Bound:
        held = {measure: cny for (of, measure), cny in limits.items() if of == bound}
        if bound == Bound.COMPLAINT:
            held = {"": ZERO} | held
        if held:
            found.append(Bounded(bound, held, frozenset(_sharing("", held))))
    return tuple(found)


def first_exceeded(offer, counted, limits):
    """The first limit that `offer` on top of what is `counted` exceeds, or None.

    Measures without a limit of their own share the blank one, so that splitting over measures passes nothing.
    """
    return first_exceeded_of(offer, counted, by_bound(limits))


def first_exceeded_of(offer, counted, bounds):
    """`first_exceeded` of limits that were sorted out `by_bound`."""
    for bound, held, shared in bounds:
        for name in sorted({measure if measure in held else "" for measure in offer.measures}):
            if name not in held:
                continue
            measures = (name,) if name else shared
            asked, already = offer.dearest(measures), counted.under(bound, measures)
            if asked + already > held[name]:
                return Excess(bound, name, offer.named(measures), asked, already, held[name])
    return None


def rooms_left(counted, limits):
    """Every limit as a `Room`, in the order of bounds, the limit for everything else last of its kind."""
    rooms = []
    for bound in Bound:
        held = {measure: cny for (of, measure), cny in limits.items() if of == bound}
        for name in sorted(held, key=lambda name: (not name, name)):
            rooms.append(Room(bound, name, held[name], counted.under(bound, _sharing(name, held))))
    return rooms


def rooms_beside(offer, counted, limits):
    """The limits `offer` counts against, each as a `Room` with what it asks for."""
    rooms = []
    for bound in Bound:
        held = {measure: cny for (of, measure), cny in limits.items() if of == bound}
        for name, measures in sorted(_pools(offer, held)):
            if name in held:
                used = counted.under(bound, measures)
                rooms.append(Room(bound, name, held[name], used, offer.dearest(measures)))
    return rooms


def covered_cny(offer, limits):
    """The sum of the limits per complaint that `offer` was weighed by: at least what its dearest option costs."""
    held = {measure: cny for (of, measure), cny in limits.items() if of == Bound.COMPLAINT}
    return sum((held[name] for name, _measures in _pools(offer, held) if name in held), ZERO)


def _worth(option, measures):
    return sum((cny for measure, cny in option.items() if measure in measures), ZERO)


def _pools(offer, held):
    """Limits the offer counts against, by name, each with the measures that share it."""
    names = {measure if measure in held else "" for measure in offer.measures}
    return [(name, _sharing(name, held)) for name in names]


def _sharing(name, held):
    return (name,) if name else tuple(measure for measure in Measure if measure not in held)
