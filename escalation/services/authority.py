"""The weighing of sums: who may grant a proposal, by the limits of ESC-1. The third and last home of rights."""

from typing import NamedTuple

from accounts.models import User
from complaints.errors import NotPermitted
from complaints.services import approval, customers, grants
from escalation.models import Shortfall
from escalation.services.limits import Held, held_by
from escalation.services.standing import counted_for, offer_of, scopes_of
from escalation.states import Bound, Rung
from escalation.weighing import Offer, covered_cny, first_exceeded, rooms_left


def weigh(proposal, holder, *, now):
    """The first limit of `holder` (a role, a rung or a person) that `proposal` exceeds, as a `Shortfall`, or None.

    Weighed is the dearest option on top of everything booked and promised by live approvals: for the complaint in all
    its rounds and with its duplicates, for the customer in the window whatever row of theirs complained, and for the
    budgets of the month. Director and legal together may grant everything. `hold` first to act on the answer.
    """
    return _weighed(proposal, holder, now=now).shortfall


def rung_for(proposal, *, now):
    """The lowest rung of the ladder that covers `proposal`."""
    return next(rung for rung in Rung if weigh(proposal, rung, now=now) is None)


def endorse(proposal, *, by, now, in_name_of=None):
    """Keep the yes of one of those asked about `proposal`."""
    return approval.record_yes(proposal, by=by, now=now, in_name_of=in_name_of)


def rooms(complaint, holder, *, now):
    """What `holder` may still grant on `complaint`, limit by limit, for people to read."""
    held = held_by(holder, now=now, department_id=complaint.department_id)
    counted = counted_for(complaint, holder, now=now, window_days=held.version.window_days)
    return rooms_left(counted, held.limits)


def hold(complaint, *holders, now):
    """Lock what is weighed until the transaction ends: the rows of the customer, then the budgets of the month.

    Two grants that share a customer or a budget come one after the other. The complaint is locked before. Whoever
    weighs by several holders names them all at once, so that budgets are taken in one order.
    """
    customers.lock_rows(complaint.complainant_id)
    scopes = {scope for holder in holders for scope in scopes_of(complaint, holder).values()}
    grants.hold(sorted(scopes), grants.month_of(now))


def grant(complaint, proposal, *, by, now, comment="", rung=None):
    """Approve exactly this proposal under the limits of `rung`, or of the decider where none is named.

    The sum on record is that of the limits that were asked; director and legal together (`Rung.JOINT`) cover what
    was asked. That both decided is the caller's to know. Raises NotPermitted when a limit is exceeded: which sum,
    which limit, whose, and what is left.
    """
    holder = rung or by
    hold(complaint, holder, now=now)
    weighed = _weighed(proposal, holder, now=now)
    if weighed.shortfall is not None:
        raise NotPermitted(weighed.shortfall.sentence())
    is_joint = holder == Rung.JOINT
    approval.record_approval(
        complaint,
        proposal,
        under_cny=proposal.compensation_cny if is_joint else covered_cny(weighed.offer, weighed.held.limits),
        rung=weighed.held.role,
        limits_version=weighed.held.version.number,
        by=by,
        now=now,
        comment=comment,
    )


def refuse(complaint, proposal, *, reason, by, now):
    """Send the proposal back to whoever wrote it."""
    approval.record_send_back(complaint, proposal, reason=reason, by=by, now=now)


def waiting_proposal(complaint):
    """The proposal of the locked `complaint` that waits for a decision, locked. Raises RuleBroken."""
    return approval.locked_proposal(complaint)


class _Weighed(NamedTuple):
    held: Held
    offer: Offer
    shortfall: Shortfall | None


def _weighed(proposal, holder, *, now):
    complaint, offer = proposal.complaint, offer_of(proposal)
    held = held_by(holder, now=now, department_id=complaint.department_id)
    if holder == Rung.JOINT:
        return _Weighed(held, offer, None)
    counted = counted_for(complaint, holder, now=now, window_days=held.version.window_days, besides=proposal.pk)
    excess = first_exceeded(offer, counted, held.limits)
    whose = excess and _whose(excess, holder, held, complaint)
    return _Weighed(held, offer, excess and Shortfall.of(excess, holder=whose, window_days=held.version.window_days))


def _whose(excess, holder, held, complaint):
    """Whose limit it is: a role, or the name of a department, or of a person with a limit of their own."""
    if excess.bound == Bound.DEPARTMENT_MONTH:
        return complaint.department.name
    is_own = isinstance(holder, User) and (excess.bound, excess.limited) in held.own
    return str(holder) if is_own else held.role
