"""Finding phrases in a text: plain words, where … stands for a few characters of the same sentence (COM-3).

No expressions anybody writes reach a regular-expression engine: the work is at most phrase times text.
"""

import unicodedata
from typing import NamedTuple

GAP = "…"
#: How far apart the parts of a phrase may stand.
_WIDEST_GAP = 12
_ENDS = frozenset("。！？!?；;\n")


class Folded(NamedTuple):
    """A text in half-width small `letters`, and for each of them its place in `text`."""

    text: str
    letters: str
    places: list[int]


class Found(NamedTuple):
    """`text` as it was written, from `start` to `end`."""

    text: str
    start: int
    end: int


def parts_of(phrase):
    """The plain parts of `phrase`; none for a phrase of gaps and blanks."""
    return [part for part in (fold(one).letters.strip() for one in phrase.replace("...", GAP).split(GAP)) if part]


def occurrences(phrase, folded):
    """Every place where `phrase` stands, however wide or large the letters, in order, none overlapping."""
    parts = parts_of(phrase)
    if not parts:
        return
    text, letters, places = folded
    at = 0
    while (start := _position(parts[0], letters, at)) >= 0:
        end = start + len(parts[0])
        for part in parts[1:]:
            end = _following(part, letters, end)
            if end < 0:
                break
        if end < 0:
            at = start + 1
            continue
        first, last = places[start], places[end - 1] + 1
        yield Found(text[first:last], first, last)
        at = end


def sentence_around(text, start, end):
    """The sentence in which `text[start:end]` stands."""
    before = max((text.rfind(mark, 0, start) for mark in _ENDS), default=-1) + 1
    after = min((place for mark in _ENDS if (place := text.find(mark, end)) >= 0), default=len(text))
    return text[before:after]


def _following(part, letters, since):
    """Where `part` ends if it begins within the gap after `since` and the sentence goes on so far, else -1."""
    start = _position(part, letters, since)
    if start < 0 or start - since > _WIDEST_GAP or _ENDS & set(letters[since:start]):
        return -1
    return start + len(part)


def _position(part, letters, since):
    """Latin words are found as whole words: "asap" does not stand in "wasapi"."""
    start = letters.find(part, since)
    while start >= 0:
        end = start + len(part)
        if not (_joined(letters, start - 1, start) or _joined(letters, end - 1, end)):
            return start
        start = letters.find(part, start + 1)
    return -1


def _joined(letters, left, right):
    if left < 0 or right >= len(letters):
        return False
    return all(symbol.isascii() and symbol.isalnum() for symbol in (letters[left], letters[right]))


def fold(text):
    letters, places = [], []
    for place, symbol in enumerate(text):
        # The gap itself would unfold into three dots.
        for letter in symbol if symbol == GAP else unicodedata.normalize("NFKC", symbol).casefold():
            letters.append(letter)
            places.append(place)
    return Folded(text, "".join(letters), places)
