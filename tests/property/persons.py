"""The oracle of test_four_eyes.py: whose eyes an account sees with, kept without looking at the product."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import Team, User
from accounts.roles import Role
from complaints.models import Category
from complaints.services import triage
from complaints.states import Impact, Severity
from tests.builders import NOON, a_user
from tests.property.money import World

#: The people of the desk by account; a second account of somebody follows with the place of the first.
_ACCOUNTS = (
    (Role.AGENT, None),
    (Role.AGENT, None),
    (Role.SUPERVISOR, None),
    (Role.SUPERVISOR, None),
    (Role.DIRECTOR, None),
    (Role.DIRECTOR, None),
    (Role.LEGAL, None),
    (Role.FINANCE, None),
    (Role.FINANCE, None),
    (Role.HANDLER, None),
    (Role.SUPERVISOR, 0),
    (Role.FINANCE, 2),
    (Role.LEGAL, 4),
)
ACCOUNTS = range(len(_ACCOUNTS))
#: Whoever handles the complaints, another agent, and somebody who pays.
HANDLER, SUBSTITUTE, FINANCE = 0, 1, 7
#: Roles somebody is given while the desk runs; an agent needs a team, and the handler stays.
ROLES = (Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.FINANCE, Role.HANDLER)


@dataclass
class Standing:
    """`to` stands in for `of` from the first day to the last."""

    pk: int
    of: int
    to: int
    first: date
    last: date
    ended: bool = False


@dataclass
class Persons:
    """Which person holds an account, in which role, and who stands in for whom."""

    roles: dict = field(default_factory=lambda: {place: role for place, (role, _first) in enumerate(_ACCOUNTS)})
    active: set = field(default_factory=lambda: set(ACCOUNTS))
    standings: list = field(default_factory=list)

    def person(self, account):
        first = _ACCOUNTS[account][1]
        return account if first is None else first

    def absent(self, account, today):
        """Accounts in whose place `account` stands today."""
        now = (one for one in self.standings if one.to == account and not one.ended)
        return {one.of for one in now if one.first <= today <= one.last and one.of in self.active}

    def eyes(self, account, today):
        """Persons `account` sees for: itself, whoever it stands in for, and whoever those stand in for."""
        seen, new = set(), {self.person(account)}
        while new:
            seen |= new
            accounts = [one for one in ACCOUNTS if self.person(one) in new]
            new = {self.person(of) for one in accounts for of in self.absent(one, today)} - seen
        return seen

    def acts_as(self, account, today):
        """Roles `account` decides as."""
        if account not in self.active:
            return set()
        return {self.roles[one] for one in {account} | self.absent(account, today)}


class Desk(World):
    """The desk of money with many people at it: two complaints whose wording legal reads, one of some priority."""

    def __init__(self):
        super().__init__()
        self.administrator = a_user(Role.ADMINISTRATOR)
        made = [self.agent, *(a_user(role) for role, _first in _ACCOUNTS[1:])]
        for place, (_role, first) in enumerate(_ACCOUNTS):
            if first is not None:
                User.objects.filter(pk=made[place].pk).update(employee_number=made[first].employee_number)
        self.accounts = [person.pk for person in made]
        read = Category.objects.get(code="ecommerce.logistics.loss")
        Category.objects.filter(pk=read.pk).update(needs_legal_review=True)
        plain = Category.objects.get(code="ecommerce.logistics.damage")
        self._grade(1, category=read, severity=Severity.S3)
        self._grade(3, category=read, severity=Severity.S2)
        self._grade(5, category=plain, severity=Severity.S2)
        self.team = Team.objects.get(code="ecommerce-desk")

    def _grade(self, of, **grade):
        facts = {"severity_reason": "改判", "impact": Impact.INDIVIDUAL, "by": self.agent, "now": NOON}
        triage.regrade(self.complaints[of], **grade, **facts)
