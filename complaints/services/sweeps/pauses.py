"""Waiting for the customer that reached its middle or its end (SLA-16)."""

from functools import partial

from complaints.models import Pause
from complaints.services.pauses import end_at_bound
from complaints.services.sweeps.sweeping import sweep


def end_waits(*, by, now):
    """Remind, or close by rule, what has waited so long at `now`; returns how many complaints."""
    return sweep(Pause.objects.with_a_step_due(now), partial(end_at_bound, by=by, now=now), now=now).done
