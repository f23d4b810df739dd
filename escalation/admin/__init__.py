from escalation.admin import (
    approvals,
    bodies,
    chains,
    escalations,
    incidents,
    letters,
    level_steps,
    limits,
    matters,
    meeting_steps,
    packages,
    steps,
)

__all__ = [
    "approvals",
    "bodies",
    "chains",
    "escalations",
    "incidents",
    "letters",
    "level_steps",
    "limits",
    "matters",
    "meeting_steps",
    "packages",
    "steps",
]
