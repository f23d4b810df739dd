"""Whether a text denies or only fears what it names: "nobody was hurt", "if the account is locked" (INT-6)."""

import tomllib
from pathlib import Path

_WORDS = tomllib.loads((Path(__file__).resolve().parent / "denials.toml").read_text(encoding="utf-8"))
_BEFORE, _BEHIND = tuple(_WORDS["before"]), tuple(_WORDS["behind"])
_LONGEST = max(map(len, _BEFORE)) + 1


def is_denied(text, start, end):
    """Whether `text[start:end]` is denied right before or behind it; a sign between them parts the two."""
    before = text[max(0, start - _LONGEST) : start].casefold().rstrip(" ")
    return text.startswith(_BEHIND, end) or any(_ends_with(before, denial) for denial in _BEFORE)


def _ends_with(before, denial):
    if not before.endswith(denial):
        return False
    rest = before[: -len(denial)]
    return not (denial.isascii() and rest[-1:].isalnum())
