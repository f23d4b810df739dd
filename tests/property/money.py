"""The oracle of test_authority.py, with books and limits of its own, and the desk it watches."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import Department, User
from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.services.customers import join
from complaints.states import State
from escalation.models import AuthorityLimit, CompensationRate, LimitVersion
from escalation.states import Bound, Rung
from tests.builders import BEGINNING, a_complaint, a_user

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
        self.merges = {}
        self.promises, self.booked, self.share = [], [], 1

    def customer_of(self, of):
        return next(members for members in self.customer.values() if of in members)

    def unite(self, one, other):
        mine, theirs = (next(key for key, members in self.customer.items() if of in members) for of in (one, other))
        if mine != theirs:
            self.customer[mine] |= self.customer.pop(theirs)

    def merge(self, one, into):
        apart = (set(self.customer_of(one)), set(self.customer_of(into)))
        self.merges[one] = (into, apart)
        self.unite(one, into)
        self._relate()

    def part(self, one):
        """A merge taken back: one family less, and two customers unless somebody was joined with them since."""
        into, (mine, theirs) = self.merges.pop(one)
        self._relate()
        if mine != theirs and self.customer_of(into) == mine | theirs:
            self.customer = {key: members for key, members in self.customer.items() if into not in members}
            self.customer |= {f"{one} apart": mine, f"{into} apart": theirs}

    def _relate(self):
        self.family = {of: {of} for of in range(COMPLAINTS)}
        for one, (into, _apart) in self.merges.items():
            family = self.family[one] | self.family[into]
            self.family |= dict.fromkeys(family, family)

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


class World:
    """The desk every life begins from, made once."""

    def __init__(self):
        self.agent, self.finance, self.doer = a_user(), a_user(Role.FINANCE), a_user(Role.SUPERVISOR)
        self.system = User.objects.system()
        roles = {Rung.AGENT: self.agent, Rung.SUPERVISOR: a_user(Role.SUPERVISOR), Rung.DIRECTOR: a_user(Role.DIRECTOR)}
        self.people = roles | {Rung.JOINT: roles[Rung.DIRECTOR]}
        set_limits(1)
        people = [0, 0, 1, 2, 2, 3]
        self.phones = [f"1390000000{one}" for one in people]
        self.addresses = [f"k{one}@kunde.example" for one in people]
        made = [self._complaint(of) for of in range(COMPLAINTS)]
        self.complaints = [complaint.pk for complaint in made]
        join(made[0].complainant_id, made[2].complainant_id)

    def _complaint(self, of):
        contacts = {ContactKind.PHONE: self.phones[of], ContactKind.EMAIL: self.addresses[of]}
        return a_complaint(at=State.INVESTIGATING, agent=self.agent, contacts=contacts)


def set_limits(share, *, now=BEGINNING):
    """The oracle's limits in force from `now` on, each times `share`."""
    version = LimitVersion.objects.create(
        number=LimitVersion.objects.count() + 1, active_from=now, drafted_at=now, window_days=30
    )
    rows = []
    for measures, table in ((("",), BASE), (APART, SMALL)):
        for rung, (per_complaint, per_customer) in table.items():
            bounds = {Bound.OFFER: per_complaint, Bound.COMPLAINT: per_complaint, Bound.CUSTOMER: per_customer}
            rows += [
                AuthorityLimit(version=version, role=rung, measure=measure, bound=bound, limit_cny=cny * share)
                for bound, cny in bounds.items()
                for measure in measures
            ]
    rows += [
        AuthorityLimit(version=version, role=rung, bound=Bound.MONTH, limit_cny=cny * share)
        for rung, cny in MONTH.items()
    ]
    logistics = Department.objects.get(code="logistics")
    rows.append(
        AuthorityLimit(
            version=version, department=logistics, bound=Bound.DEPARTMENT_MONTH, limit_cny=DEPARTMENT * share
        )
    )
    AuthorityLimit.objects.bulk_create(rows)
    CompensationRate.objects.create(version=version, measure="points", cny_per_unit=Decimal("0.01"))
