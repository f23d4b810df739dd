"""When two complaints look like one cause: what they share, judged without any library of words (ESC-6).

Pure: plain values in, plain values out. Two letters in a row are the unit, so Chinese needs no segmentation and a
typing slip costs two units, not a word.
"""

import re
import unicodedata
from math import sqrt
from typing import NamedTuple

_SILENT = re.compile(r"[\W_]+")
#: What a complaint is about stands at its beginning; the rest is how it went on.
_LETTERS = 400

CATEGORY, PRODUCT, PLACE, TEXT = "category", "product", "place", "text"


class Sketch(NamedTuple):
    """What likeness is judged by; `product` and `place` are folded, blank where unknown."""

    complaint: int
    category: int | None
    product: str
    place: str
    pairs: frozenset


def folded(text):
    """`text` without case, width, blanks and signs: as two people write the same name."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).casefold())


def pairs_of(text):
    """Every two letters that stand side by side."""
    letters = folded(text)[:_LETTERS]
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))


def likeness(one, other):
    """From 0, nothing in common, to 100, the same pairs."""
    if not one or not other:
        return 0.0
    return 100 * len(one & other) / sqrt(len(one) * len(other))


def shared(one, other, *, least):
    """What two sketches share, as names; empty when that is too little to suspect one cause.

    One category alone is no likeness: it takes the same product or place, or words alike from `least` percent.
    Under different categories it takes the same product and the words.
    """
    same = {
        CATEGORY: one.category is not None and one.category == other.category,
        PRODUCT: bool(one.product) and one.product == other.product,
        PLACE: bool(one.place) and one.place == other.place,
        TEXT: likeness(one.pairs, other.pairs) >= least,
    }
    is_like = (same[CATEGORY] and (same[PRODUCT] or same[PLACE] or same[TEXT])) or (same[PRODUCT] and same[TEXT])
    return tuple(name for name, holds in same.items() if holds) if is_like else ()
