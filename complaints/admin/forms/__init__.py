"""One small form per step; importing a room registers its steps."""

from complaints.admin.forms import (
    about,
    care,
    departments,
    facts,
    grading,
    inbound,
    investigation,
    messages,
    people,
    repinning,
    sameness,
    solution,
    told,
    waiting,
    ways_out,
)

__all__ = [
    "about",
    "care",
    "departments",
    "facts",
    "grading",
    "inbound",
    "investigation",
    "messages",
    "people",
    "repinning",
    "sameness",
    "solution",
    "told",
    "waiting",
    "ways_out",
]
