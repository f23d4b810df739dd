"""How complaints spread over days by themselves: the weekday, the growth of the desk, last year's season.

A single product has too few complaints to learn weekdays from, so the shape of its days is learned from its category
and of that from the house, each leaning on the other as far as its own numbers do not carry.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

WEEK = 7
#: A year of whole weeks, so that weekdays meet weekdays.
YEAR = 52 * WEEK
#: How many complaints of its own a category needs before its weekdays count as much as those of the house.
_LEANING = 40
#: Growth of the house counts when it is no chance, and goes no further than this a week: it is carried forward.
_SURE, _STEEPEST = 2.0, 0.03
_LEAST_FOR_GROWTH = 100
#: Days on either side of the same day last year.
_AROUND = 10
_SEASON_LEANING, _LEAST_FOR_SEASON = 30, 30
_SEASON = (1 / 3, 5.0)

Counts = Mapping[int, int]


@dataclass(frozen=True)
class Shape:
    """How much of an average day each day (a date's ordinal) is; `kind_of` gives a day one of seven kinds."""

    kind_of: Callable[[int], int]
    kinds: Sequence[float]
    #: Growth by week, as a logarithm, from `origin`.
    growth: float = 0.0
    origin: int = 0

    def of(self, day):
        """The factor of `day`, around one."""
        return self.kinds[self.kind_of(day)] * exp(self.growth * (day - self.origin) / WEEK)


def house_shape(counts: Counts, days: Sequence[int], kind_of: Callable[[int], int]) -> Shape:
    """The shape of all complaints over the reference `days`."""
    kinds = _kinds(counts, days, kind_of, leaning_on=(1.0,) * WEEK)
    return Shape(kind_of, kinds, _growth(counts, days), days[0] if days else 0)


def category_shape(counts: Counts, days: Sequence[int], house: Shape) -> Shape:
    """The shape of one category: its own weekdays as far as they carry, the growth of the house."""
    kinds = _kinds(counts, days, house.kind_of, leaning_on=house.kinds)
    return Shape(house.kind_of, kinds, house.growth, house.origin)


def season(counts: Counts, day: int, days: Sequence[int]) -> float:
    """How much busier `day` is than the reference `days`, by what the same days were a year before.

    One where last year's numbers carry nothing.
    """
    before = sum(counts.get(one - YEAR, 0) for one in days)
    if before < _LEAST_FOR_SEASON:
        return 1.0
    around = range(day - YEAR - _AROUND, day - YEAR + _AROUND + 1)
    usual = before / len(days) * len(around)
    found = sum(counts.get(one, 0) for one in around)
    low, high = _SEASON
    return min(max((found + _SEASON_LEANING) / (usual + _SEASON_LEANING), low), high)


def _kinds(counts, days, kind_of, leaning_on):
    total, found, lasted = 0, [0] * WEEK, [0] * WEEK
    for day in days:
        kind, count = kind_of(day), counts.get(day, 0)
        total, found[kind], lasted[kind] = total + count, found[kind] + count, lasted[kind] + 1
    mean = total / len(days) if days else 0.0
    return tuple((found[kind] + _LEANING * leaning_on[kind]) / (mean * lasted[kind] + _LEANING) for kind in range(WEEK))


def _growth(counts, days):
    """By week, from weekly totals: least squares on logarithms, each week weighing as much as it counts."""
    weeks = [sum(counts.get(day, 0) for day in days[at : at + WEEK]) for at in range(0, len(days) - WEEK + 1, WEEK)]
    if len(weeks) < 4 or sum(weeks) < _LEAST_FOR_GROWTH:
        return 0.0
    points = [(at, log(count + 0.5), count + 0.5) for at, count in enumerate(weeks)]
    weight = sum(w for _x, _y, w in points)
    middle = sum(w * x for x, _y, w in points) / weight
    level = sum(w * y for _x, y, w in points) / weight
    spread = sum(w * (x - middle) ** 2 for x, _y, w in points)
    slope = sum(w * (x - middle) * (y - level) for x, y, w in points) / spread
    left = sum(w * (y - level - slope * (x - middle)) ** 2 for x, y, w in points) / (len(points) - 2)
    if abs(slope) < _SURE * sqrt(max(left, 1.0) / spread):
        return 0.0
    return min(max(slope, -_STEEPEST), _STEEPEST)
