from escalation.admin import (
    approvals,
    bodies,
    escalations,
    incidents,
    letters,
    level_steps,
    limits,
    matters,
    packages,
    steps,
)

__all__ = [
    "approvals",
    "bodies",
    "escalations",
    "incidents",
    "letters",
    "level_steps",
    "limits",
    "matters",
    "packages",
    "steps",
]
from escalation.admin import approvals, chains, escalations, incidents, level_steps, limits, steps

__all__ = ["approvals", "chains", "escalations", "incidents", "level_steps", "limits", "steps"]
