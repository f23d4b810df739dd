"""What stands beside an offer while the past goes by: sums of customers, and budgets of months, kept in memory."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import cache

from complaints.models import budget_scopes
from escalation.states import BUDGETS
from escalation.weighing import Counted, Offer

ZERO = Decimal(0)


class Customers:
    """Promises that live and sums that were booked, by customer; the same whatever rules the past is weighed by."""

    def __init__(self):
        self._standing = defaultdict(dict)

    def promise(self, past, key, offer):
        """From now on `offer` stands on the complaint of `past`, under a key of its own."""
        self._standing[past.customer][key] = past.family, offer, None

    def end(self, past, key):
        """It stands no more: refused, lapsed, or booked meanwhile."""
        self._standing[past.customer].pop(key, None)

    def book(self, booked):
        own = self._standing[booked.customer]
        own["booked", len(own), booked.at] = booked.family, Offer(({booked.measure: booked.value_cny},)), booked.at

    def beside(self, past, *, window_days):
        """The offers beside `past` on its complaint, and of its customer in the window."""
        standing = self._standing.get(past.customer)
        if not standing:
            return (), ()
        since = past.at - timedelta(days=window_days)
        rows = standing.values()
        return (
            tuple(offer for family, offer, _at in rows if family == past.family),
            tuple(offer for _family, offer, at in rows if at is None or at > since),
        )


class Budgets:
    """What the grants of each month take, under one version of the rules: who grants depends on them."""

    def __init__(self):
        self._used = defaultdict(Decimal)

    def take(self, scopes, month, cny):
        for scope in scopes:
            self._used[month, scope] += cny

    def used(self, rung, month, *, department, person=None):
        """Bound → yuan, for a grant by `rung` or by `person` in that role."""
        scopes = zip(BUDGETS, _named(rung, person, department), strict=True)
        return {bound: self._used.get((month, scope), ZERO) for bound, scope in scopes}


@cache
def _named(rung, person, department):
    """The names of the three budgets, in the order of `BUDGETS`; None where there is none."""
    each = ({"rung": rung}, {"rung": "", "person_id": person}, {"rung": "", "department_id": department})
    return tuple(next(iter(budget_scopes(**one)), None) for one in each)


def counted(beside, used):
    """Both, as the weighing takes it."""
    return Counted(complaint=beside[0], customer=beside[1], used=used)
