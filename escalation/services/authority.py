"""The weighing of sums: who may grant a proposal, by the limits of ESC-1. The third and last home of rights."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from accounts.models import User
from complaints.errors import NotPermitted
from complaints.models import LedgerEntry
from complaints.services import approval
from escalation.models import AuthorityLimit, Rung
from escalation.models.approval import over_limit


class Shortfall(NamedTuple):
    """Where a proposal exceeds a limit: for which measures, what is asked in total and what is held, in yuan."""

    measures: tuple[str, ...]
    asked_cny: Decimal
    held_cny: Decimal

    def sentence(self):
        """Which sum exceeds which limit, in the reader's language."""
        return over_limit(self.measures, self.asked_cny, self.held_cny)


def weigh(proposal, holder, *, now):
    """The first limit of `holder` (a role, a rung or a person) that `proposal` exceeds, or None.

    Measures without a limit of their own share the one for everything else. Weighed over the dearest option,
    together with what earlier rounds already booked, so that splitting over measures, options, tasks or rounds
    passes nothing. Director and legal together may grant everything.
    """
    if holder == Rung.JOINT:
        return None
    limits = _limits_of(holder)
    for limit, asked in sorted(_asked_per_limit(proposal, limits).items()):
        held = limits.get(limit, Decimal(0))
        if asked > held:
            return Shortfall(_measures_under(limit, proposal, limits), asked, held)
    return None


def rung_for(proposal, *, now):
    """The lowest rung of the ladder that covers `proposal`."""
    return next(rung for rung in Rung if weigh(proposal, rung, now=now) is None)


def endorse(proposal, *, by, now, in_name_of=None):
    """Keep the yes of one of those asked about `proposal`."""
    return approval.record_yes(proposal, by=by, now=now, in_name_of=in_name_of)


def grant(complaint, proposal, *, by, now, comment="", rung=None):
    """Approve exactly this proposal under the limits of `rung`, or of the decider where none is named.

    The limit on record is the sum of the limits that were asked; director and legal together (`Rung.JOINT`) cover
    what was asked. That both decided is the caller's to know. Raises NotPermitted when a limit is exceeded, with
    both sums.
    """
    holder = rung or by
    shortfall = weigh(proposal, holder, now=now)
    if shortfall is not None:
        raise NotPermitted(shortfall.sentence())
    approval.record_approval(
        complaint, proposal, under_cny=_covering(proposal, holder), by=by, now=now, comment=comment
    )


def refuse(complaint, proposal, *, reason, by, now):
    """Send the proposal back to whoever wrote it."""
    approval.record_send_back(complaint, proposal, reason=reason, by=by, now=now)


def waiting_proposal(complaint):
    """The proposal of the locked `complaint` that waits for a decision, locked. Raises RuleBroken."""
    return approval.locked_proposal(complaint)


def _covering(proposal, holder):
    if holder == Rung.JOINT:
        return proposal.compensation_cny
    limits = _limits_of(holder)
    return sum((limits.get(limit, Decimal(0)) for limit in _asked_per_limit(proposal, limits)), Decimal(0))


def _limits_of(holder):
    role = holder.role if isinstance(holder, User) else holder
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
