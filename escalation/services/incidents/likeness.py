"""When two complaints look like one cause: what they share (ESC-6). Pure: plain values in, plain values out."""

from typing import NamedTuple

from complaints.words.likeness import likeness

CATEGORY, PRODUCT, PLACE, TEXT = "category", "product", "place", "text"


class Sketch(NamedTuple):
    """What likeness is judged by; `product` and `place` are folded, blank where unknown."""

    complaint: int
    category: int | None
    product: str
    place: str
    pairs: frozenset


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
