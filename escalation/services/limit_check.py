"""What a draft of the limits must hold before it is kept: one word about each thing, by holders who may grant."""

from collections import Counter

from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.states import Measure
from escalation.models import AuthorityLimit, holder_told
from escalation.states import BUDGETS, Bound, Rung

#: Who may be given limits; the last rung needs none.
HOLDERS = tuple(rung.roles[0] for rung in Rung if rung != Rung.JOINT)
_DEAREST_CNY = 100_000_000


def check_limits(limits, rates):
    """Raises RuleBroken unless `limits` and `rates` (dicts) speak once of each thing and hold together."""
    for row in limits:
        _check_one(AuthorityLimit(**row))
    for row, count in Counter(_about(row) for row in limits).items():
        if count > 1:
            raise RuleBroken(
                _("%(holder)s: the same limit stands there twice. Remove one of the two.") % {"holder": row[0]}
            )
    for role in HOLDERS:
        named = [row for row in limits if row["role"] == role and row["bound"] == Bound.COMPLAINT]
        if not any(row["measure"] == "" for row in named):
            raise RuleBroken(
                _("%(holder)s: give a limit per complaint for everything else; ¥0 grants nothing.")
                % {"holder": holder_told(role)}
            )
    if len({row["measure"] for row in rates}) < len(rates):
        raise RuleBroken(_("A measure has one rate only."))


def _check_one(limit):
    holder = holder_of(limit)
    if limit.role and limit.role not in HOLDERS:
        raise RuleBroken(_("%(holder)s decides about no sums and takes no limit.") % {"holder": holder})
    if limit.person and limit.person.role not in HOLDERS:
        raise RuleBroken(_("%(holder)s decides about no sums and takes no limit.") % {"holder": holder})
    if not 0 <= limit.limit_cny <= _DEAREST_CNY:
        raise RuleBroken(_("%(holder)s: a limit lies between ¥0 and ¥100,000,000.") % {"holder": holder})
    if limit.person and not (limit.starts_on and limit.ends_on and limit.starts_on <= limit.ends_on):
        raise RuleBroken(_("%(holder)s: a limit of one person has a first and a last day.") % {"holder": holder})
    if limit.measure == Measure.NONE:
        raise RuleBroken(_("%(holder)s: “No compensation” needs no limit.") % {"holder": holder})
    if limit.measure and limit.bound in BUDGETS:
        raise RuleBroken(_("%(holder)s: a budget of a month covers all measures together.") % {"holder": holder})


def holder_of(limit):
    """The name of whoever holds the limit, in words."""
    return str(limit.person or limit.department or holder_told(limit.role))


def _about(row):
    limit = AuthorityLimit(**row)
    return holder_of(limit), limit.role, limit.person_id, limit.department_id, limit.measure, limit.bound
