"""Reading the limits in force: what a holder may grant at a moment, and what a unit of a measure is worth."""

from decimal import ROUND_UP, Decimal
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.states import Measure
from escalation.models import AuthorityLimit, CompensationRate, LimitVersion
from escalation.weighing import Limits

_FEN = Decimal("0.01")


class Held(NamedTuple):
    """What one holder may grant, by (bound, measure), and under which version."""

    version: LimitVersion
    limits: Limits
    role: str
    #: Bounds and measures in which the person's own limit stands instead of the role's.
    own: frozenset[tuple[str, str]] = frozenset()


def version_in_force(now):
    """Raises LimitVersion.DoesNotExist before the presets are loaded."""
    return LimitVersion.objects.in_force(now).get()


def held_by(holder, *, now, department_id=None):
    """What `holder`, a role, a rung or a person, may grant at `now` out of the budget of the department."""
    return held_by_each([(holder, department_id)], now=now)[0]


def held_by_each(asked, *, now):
    """`held_by` for many pairs of holder and department, in one statement."""
    people = {holder.pk for holder, _department in asked if isinstance(holder, User)}
    today = timezone.localtime(now, CHINA).date()
    whose = Q(role__in={_role_of(holder) for holder, _department in asked})
    if people:
        whose |= Q(person__in=people, starts_on__lte=today, ends_on__gte=today)
    if departments := {department for _holder, department in asked} - {None}:
        whose |= Q(department__in=departments)
    found = AuthorityLimit.objects.filter(whose, version__in=LimitVersion.objects.in_force(now))
    rows = sorted(found.select_related("version"), key=lambda row: row.person_id is not None)
    version = rows[0].version if rows else version_in_force(now)
    return [_held(rows, version, holder, department) for holder, department in asked]


def _held(rows, version, holder, department_id):
    """What of `rows`, the persons' own limits last, is `holder`'s."""
    role, person = _role_of(holder), holder.pk if isinstance(holder, User) else None
    names = {("role", role), ("person", person), ("department", department_id)}
    mine = [row for row in rows if _named(row) in names]
    limits = {(row.bound, row.measure): row.limit_cny for row in mine}
    return Held(version, limits, role, frozenset((row.bound, row.measure) for row in mine if row.person_id))


def _named(row):
    if row.person_id:
        return "person", row.person_id
    return ("department", row.department_id) if row.department_id else ("role", row.role)


def _role_of(holder):
    return holder.role if isinstance(holder, User) else str(holder)


def rates_in_force(now):
    """Measure → the least one unit counts in yuan."""
    rates = CompensationRate.objects.filter(version__in=LimitVersion.objects.in_force(now))
    return dict(rates.values_list("measure", "cny_per_unit"))


def priced(choices, *, now):
    """`choices` with no worth below what its quantity counts where a rate is set, so that none is understated (A29).

    A dearer plan may be entered dearer. Raises RuleBroken without a quantity.
    """
    rates = rates_in_force(now)
    return tuple(
        choice._replace(items=tuple(_priced(item, rates.get(item.measure)) for item in choice.items))
        for choice in choices
    )


def least_worth(rate, quantity):
    """What `quantity` units count at least, in yuan."""
    return (rate * quantity).quantize(_FEN, ROUND_UP)


def _priced(item, rate):
    if rate is None:
        return item
    if not item.quantity:
        raise RuleBroken(
            _("Enter the quantity of “%(measure)s”; what it is worth is worked out from it.")
            % {"measure": Measure(item.measure).label}
        )
    return item._replace(value_cny=max(least_worth(rate, item.quantity), item.value_cny))
