"""The weighing of sums: who may grant a proposal, by the limits of ESC-1. The third and last home of rights."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from accounts.roles import Role
from complaints.errors import NotPermitted
from complaints.models import LedgerEntry
from complaints.services import approval
from escalation.models import AuthorityLimit
from escalation.models.approval import over_limit

#: From the least authority to the most; each may grant what those before it may.
LADDER = (Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR)


class Shortfall(NamedTuple):
    """Where a proposal exceeds a limit: for which measures, what is asked in total and what is held, in yuan."""

    measures: tuple[str, ...]
    asked_cny: Decimal
    held_cny: Decimal

    def sentence(self):
        return over_limit(self.measures, self.asked_cny, self.held_cny)


def weigh(proposal, role):
    """The first limit of `role` that `proposal` exceeds on its complaint, or None.

    Measures without a limit of their own share the one for everything else. Weighed over the dearest option,
    together with what earlier rounds already booked, so that splitting over measures, options, tasks or rounds
    passes nothing.
    """
    limits = _limits_of(role)
    for limit, asked in sorted(_asked_per_limit(proposal, limits).items()):
        held = limits.get(limit, Decimal(0))
        if asked > held:
            return Shortfall(_measures_under(limit, proposal, limits), asked, held)
    return None


def lowest_role_for(proposal):
    """The first role of the ladder that may grant `proposal`; the director when it exceeds all limits."""
    return next((role for role in LADDER if weigh(proposal, role) is None), Role.DIRECTOR)


def grant(complaint, proposal, *, by, now, comment="", role=None):
    """Approve exactly this proposal under the limits of `role` (the decider's own unless standing in).

    The limit on record is the sum of the role's limits that were asked. Raises NotPermitted when one of
    them is exceeded, with both sums.
    """
    role = role or by.role
    shortfall = weigh(proposal, role)
    if shortfall is not None:
        raise NotPermitted(shortfall.sentence())
    limits = _limits_of(role)
    under_cny = sum((limits.get(limit, Decimal(0)) for limit in _asked_per_limit(proposal, limits)), Decimal(0))
    approval.record_approval(complaint, proposal, under_cny=under_cny, by=by, now=now, comment=comment)


def refuse(complaint, proposal, *, reason, by, now):
    """Send the proposal back to whoever wrote it."""
    approval.record_send_back(complaint, proposal, reason=reason, by=by, now=now)


def waiting_proposal(complaint):
    """The proposal of the locked `complaint` that waits for a decision, locked. Raises RuleBroken."""
    return approval.locked_proposal(complaint)


def _limits_of(role):
    return {limit.measure: limit.limit_cny for limit in AuthorityLimit.objects.filter(role=role)}


def _limit_for(measure, limits):
    """The name of the limit `measure` counts against: its own, or the blank one for everything else."""
    return measure if measure in limits else ""


def _asked_per_limit(proposal, limits):
    """Yuan per limit: the dearest any option asks, plus what the complaint was granted before."""
    asked = defaultdict(Decimal)
    for option in proposal.options.prefetch_related("items"):
        sums = defaultdict(Decimal)
        for item in option.items.all():
            sums[_limit_for(item.measure, limits)] += item.value_cny
        for limit, value in sums.items():
            asked[limit] = max(asked[limit], value)
    asked = {limit: value for limit, value in asked.items() if value}
    booked = LedgerEntry.objects.filter(complaint=proposal.complaint_id).order_by()
    for measure, total in booked.values_list("measure").annotate(Sum("value_cny")):
        if _limit_for(measure, limits) in asked:
            asked[_limit_for(measure, limits)] += total
    return asked


def _measures_under(limit, proposal, limits):
    items = [item for option in proposal.options.prefetch_related("items") for item in option.items.all()]
    asked = {item.measure for item in items if item.value_cny}
    return tuple(sorted(measure for measure in asked if _limit_for(measure, limits) == limit))
