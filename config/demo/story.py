"""The demo desk's stories as written in `stories/*.toml`: their shape, read and checked."""

import tomllib
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent / "stories"

#: How far a story goes; those behind `closed` say how it ended.
ENDS = (
    "received",
    "triaged",
    "investigating",
    "awaiting_approval",
    "proposed",
    "executing",
    "revisit",
    "closed",
    "reopened",
    "unreached",
    "withdrawn",
    "duplicate",
    "not_accepted",
)


def read_stories():
    """All stories, the oldest first; duplicates after the complaint they repeat."""
    stories = [
        story
        for path in sorted(_FOLDER.glob("*.toml"))
        for story in tomllib.loads(path.read_text(encoding="utf-8"))["story"]
    ]
    keys = [story["key"] for story in stories]
    if len(set(keys)) != len(keys):
        raise ValueError("two stories share a key")
    for story in stories:
        if story["end"] not in ENDS:
            raise ValueError(f"{story['key']} ends in {story['end']!r}")
    return sorted(stories, key=lambda story: -story["age_hours"])
