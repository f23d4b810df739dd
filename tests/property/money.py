"""The oracle of test_authority.py: its own books in plain Python and its own copy of the limits."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from escalation.states import Rung

CHINA = ZoneInfo("Asia/Shanghai")

#: The limits in the oracle's own words: (per offer and complaint, per customer in 30 days), and a month.
BASE = {Rung.AGENT: (500, 1000), Rung.SUPERVISOR: (2000, 5000), Rung.DIRECTOR: (20_000, 50_000)}
SMALL = {Rung.AGENT: (50, 150), Rung.SUPERVISOR: (500, 1000)}
APART = ("coupon", "points")
MONTH = {Rung.AGENT: 1_200, Rung.SUPERVISOR: 6_000, Rung.DIRECTOR: 40_000}
DEPARTMENT = 9_000
COMPLAINTS = 6


@dataclass
class Promise:
    """What the oracle knows of one granted proposal."""

    of: int
    rung: str
    month: str
    options: list
    chosen: int | None = None
    paid: list = field(default_factory=list)
    is_live: bool = True


class Oracle:
    """Books of what may be granted, kept without looking at the product."""

    def __init__(self):
        self.customer = {0: {0, 1, 2}, 1: {3, 4}, 2: {5}}
        self.family = {of: {of} for of in range(COMPLAINTS)}
        self.promises, self.booked, self.share = [], [], 1

    def customer_of(self, of):
        return next(members for members in self.customer.values() if of in members)

    def unite(self, one, other):
        mine, theirs = (next(key for key, members in self.customer.items() if of in members) for of in (one, other))
        if mine != theirs:
            self.customer[mine] |= self.customer.pop(theirs)

    def merge(self, one, into):
        self.unite(one, into)
        family = self.family[one] | self.family[into]
        for of in family:
            self.family[of] = family

    def allows(self, of, rung, offered, now):
        """Whether the holder of `rung` may grant `offered`, by the rules of ESC-1 as one reads them."""
        if rung == Rung.JOINT:
            return True
        if not any(cny for option in offered for _measure, cny in option):
            return True
        for pool in ("everything else", *APART):
            counts = self._counting(rung, pool)
            mine = self._dearest(offered, counts)
            if not mine:
                continue
            per_complaint, per_customer = (SMALL if pool in APART and rung in SMALL else BASE)[rung]
            if mine + self._standing(self.family[of], counts) > per_complaint * self.share:
                return False
            if (
                mine + self._standing(self.customer_of(of), counts, since=now - timedelta(days=30))
                > per_customer * self.share
            ):
                return False
        dearest = self._dearest(offered, lambda measure: True)
        month = month_of(now)
        used = sum(self.cost(one) for one in self.promises if one.rung == rung and one.month == month)
        everybody = sum(self.cost(one) for one in self.promises if one.month == month)
        return dearest + used <= MONTH[rung] * self.share and dearest + everybody <= DEPARTMENT * self.share

    def cost(self, promise):
        """What a promise takes from its budgets."""
        if promise.chosen is None:
            return self._dearest(promise.options, lambda measure: True) if promise.is_live else Decimal(0)
        if promise.is_live:
            return sum(cny for _measure, cny in promise.options[promise.chosen])
        return sum(promise.options[promise.chosen][place][1] for place in promise.paid)

    def _standing(self, members, counts, since=None):
        booked = sum(
            cny
            for of, measure, cny, at, _p in self.booked
            if of in members and counts(measure) and (not since or at > since)
        )
        promised = sum(self._open(one, counts) for one in self.promises if one.of in members and one.is_live)
        return booked + promised

    def _open(self, promise, counts):
        if promise.chosen is None:
            return self._dearest(promise.options, counts)
        chosen = enumerate(promise.options[promise.chosen])
        return sum(cny for place, (measure, cny) in chosen if place not in promise.paid and counts(measure))

    def _dearest(self, offered, counts):
        return max(sum((cny for measure, cny in option if counts(measure)), Decimal(0)) for option in offered)

    def _counting(self, rung, pool):
        if pool in APART:
            return lambda measure: rung in SMALL and measure == pool
        return lambda measure: measure not in APART or rung not in SMALL


def month_of(now):
    return f"{now.astimezone(CHINA):%Y%m}"
