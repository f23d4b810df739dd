"""How well the finder finds: sentences with marked spans, and counts of what was found of them.

A mark is `{kind:text}`; everything outside of marks is not personal.
"""

import re
from collections import Counter
from dataclasses import dataclass

from complaints.words.personal import find_personal
from complaints.words.personal.kinds import Found, PersonalKind

_MARK = re.compile(rf"\{{(?P<kind>{'|'.join(PersonalKind)}):(?P<text>[^{{}}]+)\}}")


@dataclass(frozen=True)
class Score:
    """Of `marked` spans `recalled` were found, of `found` spans `right` are marked."""

    marked: int
    found: int
    recalled: int
    right: int

    @property
    def recall(self):
        return self.recalled / self.marked if self.marked else 1.0

    @property
    def precision(self):
        return self.right / self.found if self.found else 1.0

    @property
    def f1(self):
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def read_marks(sentence):
    """The plain text of `sentence` and the spans marked in it."""
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(sentence):
        text += sentence[at : mark.start()]
        spans.append(Found(PersonalKind(mark["kind"]), len(text), len(text) + len(mark["text"]), mark["text"]))
        text, at = text + mark["text"], mark.end()
    return text + sentence[at:], spans


def score(sentences, *, exact):
    """A Score for each kind, and under None for all; `exact` asks for the same ends, else overlapping is enough."""
    counts: Counter = Counter()
    for sentence in sentences:
        text, marked = read_marks(sentence)
        found = find_personal(text)
        for name, ours, theirs in (("recalled", marked, found), ("right", found, marked)):
            total = "marked" if ours is marked else "found"
            for one in ours:
                counts[total, one.kind] += 1
                counts[name, one.kind] += any(_meets(one, other, exact=exact) for other in theirs)
    return {kind: _score(counts, kind) for kind in (*PersonalKind, None)}


def _score(counts, kind):
    kinds = [kind] if kind else list(PersonalKind)
    return Score(*(sum(counts[name, one] for one in kinds) for name in ("marked", "found", "recalled", "right")))


def _meets(one, other, *, exact):
    if one.kind != other.kind:
        return False
    if exact:
        return (one.start, one.end) == (other.start, other.end)
    return one.start < other.end and other.start < one.end
