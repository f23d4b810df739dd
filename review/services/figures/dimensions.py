"""What figures can be cut by, and which cuts are kept ready."""

import unicodedata
from itertools import combinations
from typing import NamedTuple

#: Dimension → its letter in the name of a cut. The order is that of the values within a cut.
LETTERS = {
    "category": "c",
    "channel": "h",
    "department": "d",
    "team": "t",
    "severity": "s",
    "product": "p",
    "place": "l",
}
DIMENSIONS = tuple(LETTERS)
#: Few values each, so that any two of them together stay fewer than complaints; of products and places there is no end.
_SMALL = ("category", "channel", "department", "team", "severity")
_LONGEST = 100


class Cut(NamedTuple):
    """Zero, one or two dimensions in the order of `DIMENSIONS`."""

    dimensions: tuple[str, ...]

    @property
    def name(self):
        return "".join(LETTERS[dimension] for dimension in self.dimensions)


#: Kept for every day: the whole desk, each dimension by itself, and each pair of small ones.
CUTS = (Cut(()), *(Cut((one,)) for one in DIMENSIONS), *(Cut(pair) for pair in combinations(_SMALL, 2)))
_KEPT = frozenset(cut.dimensions for cut in CUTS)


def cut_for(dimensions):
    """The kept cut of exactly these dimensions; None where complaints must be added up one by one."""
    asked = tuple(dimension for dimension in DIMENSIONS if dimension in dimensions)
    return Cut(asked) if asked in _KEPT else None


def cells_of(values):
    """Every (cut, first, second) a complaint with these `values` by dimension is counted in."""
    for cut in CUTS:
        own = [values[dimension] for dimension in cut.dimensions]
        yield (cut.name, *own, *[""] * (2 - len(own)))


def values_of(complaint):
    """Dimension → value of `complaint`, loaded with its order."""
    order = complaint.order
    return {
        "category": str(complaint.category_id or ""),
        "channel": complaint.channel,
        "department": str(complaint.department_id or ""),
        "team": str(complaint.team_id or ""),
        "severity": complaint.severity,
        "product": as_written(complaint.product or (order.product if order else "")),
        "place": as_written(complaint.place or (order.shop if order else "")),
    }


def as_written(name):
    """A name typed by many people: width and blanks count as the same, everything else as it stands."""
    return " ".join(unicodedata.normalize("NFKC", name).split())[:_LONGEST].strip()
