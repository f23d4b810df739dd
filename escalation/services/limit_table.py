"""A version of the limits as people read it: one line per holder and measure, and what differs from another version."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.models import BudgetUse
from complaints.services.grants import month_of
from complaints.states import Measure
from escalation.services.limit_check import HOLDERS, holder_of
from escalation.states import BUDGETS, Bound

#: The columns; whose month it is follows from the holder.
BOUNDS = (Bound.OFFER, Bound.COMPLAINT, Bound.CUSTOMER, Bound.MONTH)
_MONTHS = {Bound.PERSON_MONTH: Bound.MONTH, Bound.DEPARTMENT_MONTH: Bound.MONTH}


@dataclass
class Line:
    """What one holder may grant of one measure, or of everything else."""

    holder: str
    measure: str
    limit: object
    sums: dict[str, Decimal] = field(default_factory=dict)

    @property
    def measure_told(self):
        return Measure(self.measure).label if self.measure else ""

    @property
    def cells(self):
        return [(bound, self.sums.get(bound)) for bound in BOUNDS]


class Change(NamedTuple):
    """One limit that differs: as it is and as it would be; None where it does not stand."""

    holder: str
    measure: str
    bound: str
    before: Decimal | None
    after: Decimal | None

    @property
    def told(self):
        """Whose limit on what, in words."""
        measure = Measure(self.measure).label if self.measure else _("Everything else")
        return " · ".join(map(str, (self.holder, measure, Bound(self.bound).label)))

    @property
    def is_raised(self):
        return self.after is None or (self.before is not None and self.after > self.before)


class Use(NamedTuple):
    """A budget of the month, and what is used of it."""

    holder: str
    used_cny: Decimal
    limit_cny: Decimal | None

    @property
    def left_cny(self):
        return self.limit_cny and max(self.limit_cny - self.used_cny, Decimal(0))

    @property
    def percent(self):
        return min(100, round(100 * self.used_cny / self.limit_cny)) if self.limit_cny else 0


def lines_of(version):
    """Roles from the lowest rung up, then people, then departments; what is named apart before everything else."""
    lines = {}
    for limit in rows_of(version):
        line = lines.setdefault(_key(limit), Line(holder_of(limit), limit.measure, limit))
        line.sums[_MONTHS.get(limit.bound, limit.bound)] = limit.limit_cny
    return [lines[key] for key in sorted(lines, key=_place)]


def rows_of(version):
    return version.limits.select_related("person", "department")


def changes_between(before, after):
    """Every limit that differs, in the order of the lines."""
    was, becomes = (_sums(version) for version in (before, after))
    keys = [*becomes, *(key for key in was if key not in becomes)]
    return [Change(*key, was.get(key), becomes.get(key)) for key in keys if was.get(key) != becomes.get(key)]


def uses_of(version, *, now):
    """Every budget of the month `now` lies in, roles first."""
    used = dict(BudgetUse.objects.filter(month=month_of(now)).values_list("scope", "used_cny"))
    budgets = [limit for limit in rows_of(version) if limit.bound in BUDGETS]
    return [
        Use(holder_of(limit), used.get(scope_of(limit), Decimal(0)), limit.limit_cny)
        for limit in sorted(budgets, key=lambda limit: _place(_key(limit)))
    ]


def scope_of(limit):
    if limit.role:
        return f"rung:{limit.role}"
    return f"user:{limit.person_id}" if limit.person_id else f"department:{limit.department_id}"


def _sums(version):
    return {(line.holder, line.measure, bound): cny for line in lines_of(version) for bound, cny in line.sums.items()}


def _key(limit):
    return limit.role, limit.person_id, limit.department_id, limit.measure


def _place(key):
    role, person, department, measure = key
    rank = HOLDERS.index(role) if role in HOLDERS else len(HOLDERS)
    return bool(person), bool(department), rank, person or department or 0, not measure, measure
