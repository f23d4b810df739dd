"""What the frontline may give alone: a demand beyond it needs more power from the beginning (ESC-2, ESC-3)."""

from accounts.roles import Role
from complaints.states import Measure
from escalation.services.limits import held_by
from escalation.states import Bound


def refund_limit_cny(*, now):
    """What an agent may refund on one complaint at `now`; None where no limit is set."""
    limits = held_by(Role.AGENT, now=now).limits
    return limits.get((Bound.COMPLAINT, Measure.REFUND), limits.get((Bound.COMPLAINT, "")))
