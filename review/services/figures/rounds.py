"""The scheduled round that keeps figures up to date."""

from functools import partial
from time import monotonic

from complaints.services.sweeps import sweep
from review.models import FiguresState, Tally
from review.services.figures.rebuilding import rebuild
from review.services.figures.upkeep import count_together

#: Of one round, while everything is counted anew; what changed meanwhile has the rest.
_REBUILDING_SECONDS = 10


def count_changed(*, by, now):
    """Count what changed, and what a deadline that passed changed; returns how many complaints.

    On a desk whose figures were never counted, or whose rebuild broke off, a part of that comes first.
    """
    _go_on_rebuilding(now)
    due = Tally.objects.filter(count_at__lte=now).order_by("count_at", "pk")
    return sweep(due, partial(count_one, now=now), together=partial(count_together, now=now), now=now).done


def count_one(tally_id, *, now):
    """Whether there was anything to count."""
    return bool(count_together([tally_id], now=now))


def _go_on_rebuilding(now):
    if FiguresState.objects.filter(is_counted=True).exists():
        return
    ends_at = monotonic() + _REBUILDING_SECONDS
    for _done in rebuild(now=now, resume=True):
        if monotonic() > ends_at:
            break
