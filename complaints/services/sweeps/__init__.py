"""Doing what is due, row by row, whatever dies meanwhile: `sweep` and what it sweeps."""

from complaints.services.sweeps.sweeping import LEASE, MOST_ATTEMPTS, Swept, at_once, free, sweep

__all__ = ["LEASE", "MOST_ATTEMPTS", "Swept", "at_once", "free", "sweep"]
