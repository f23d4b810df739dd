"""One version of the limits and of the chain as plain values: what the past is weighed by."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone

from complaints.deadlines.workdays import CHINA
from escalation.models import AuthorityLimit, ChainRule
from escalation.services.limits import least_worth
from escalation.services.replay.past import offer_of
from escalation.weighing import by_bound

_SAID = ("role", "person_id", "department_id", "measure", "bound", "limit_cny", "starts_on", "ends_on")
_RULED = ("cause", "rung", "priority", "asked_role", "place", "minutes", "then_role")


@dataclass(frozen=True)
class Rules:
    """Limits with their window and rates, and who is asked beyond them."""

    limits: tuple[AuthorityLimit, ...]
    rates: dict
    window_days: int
    chain: tuple[ChainRule, ...]
    #: By whom, on which day, out of which budget; the same few are asked for again and again.
    _held: dict = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, version, chain):
        """Read once: rows of limits, rates and rules of the chain."""
        rates = dict(version.rates.values_list("measure", "cny_per_unit"))
        return cls(tuple(version.limits.all()), rates, version.window_days, tuple(chain.rules.all()))

    @property
    def content(self):
        """What it says, whichever rows say it."""
        limits = [{name: getattr(row, name) for name in _SAID} for row in self.limits]
        chain = [{name: getattr(row, name) for name in _RULED} for row in self.chain]
        return limits, chain, self.rates, self.window_days

    def held_by(self, role, *, at, department, person=None):
        """What somebody may grant by bound, as `escalation.services.limits.held_by` says it of the version in force.

        The very same object for whoever is held to the very same limits.
        """
        day = timezone.localtime(at, CHINA).date() if person in self._people else None
        key = role, person if day else None, day, department
        if key not in self._held:
            own = [row for row in self._people.get(person, ()) if row.starts_on <= day <= row.ends_on] if day else []
            rows = [*self._roles.get(role, ()), *self._departments.get(department, ()), *own]
            self._held[key] = by_bound({(row.bound, row.measure): row.limit_cny for row in rows})
        return self._held[key]

    def offer_of(self, past):
        """What was offered, no measure below what its quantity counts under these rates (A29)."""
        if any(item.quantity and item.measure in self.rates for item in past.items):
            return offer_of(past.items, self._worth)
        return past.offer

    def _worth(self, item):
        rate = self.rates.get(item.measure) if item.quantity else None
        return item.value_cny if rate is None else max(item.value_cny, least_worth(rate, item.quantity))

    @cached_property
    def _roles(self):
        return _grouped(self.limits, "role")

    @cached_property
    def _people(self):
        return _grouped(self.limits, "person_id")

    @cached_property
    def _departments(self):
        return _grouped(self.limits, "department_id")


def _grouped(limits, name):
    groups = defaultdict(list)
    for limit in limits:
        if getattr(limit, name):
            groups[getattr(limit, name)].append(limit)
    return dict(groups)
