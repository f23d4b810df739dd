"""One customer's trouble or many customers' (TRI-3, TRI-4): set by the app above that knows, under the lock."""

from complaints.services import clock
from complaints.states import Impact, priority_of


def widen(complaint, *, now):
    """The complaint is one of a group: its priority follows and its deadlines with it; the caller saves and records."""
    _set(complaint, Impact.GROUP, now=now)


def narrow(complaint, *, now):
    """The complaint stands alone after all."""
    _set(complaint, Impact.INDIVIDUAL, now=now)


def _set(complaint, impact, *, now):
    before = clock.grade_of(complaint)
    complaint.impact = impact
    if complaint.is_open and complaint.severity:
        complaint.priority = priority_of(severity=complaint.severity, impact=impact, tier=complaint.complainant.tier)
        clock.regrade(complaint, before=before, now=now)
