"""What a cell's own past lets expect, and how surely: a level, its scatter, past surges weighing less.

After Farrington et al. (J. R. Statist. Soc. A 159, 1996) and Noufaily et al. (Statistics in Medicine 32, 2013): a
quasi-Poisson level over reference weeks, weeks far above it weighed down by their Anscombe residual, a negative
binomial bound. Unlike there the shape of the days is given (`shape`), because most cells have too few complaints.
"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from review.warning.shape import WEEK

REFERENCE_DAYS = 12 * WEEK
#: With less behind it a desk is not warned: four weeks tell a weekday from a surge.
LEAST_DAYS = 4 * WEEK
#: The busiest weeks left out while it is judged which of them were surges; else they would hide each other.
_TRIMMED = 2
#: What is left after trimming scatters less than all of them did.
_UNTRIMMED = 1.6
#: A week further out than this weighs less (Noufaily's value).
_FAR_OUT = 2.58
#: Added to what was counted: a cell that never had a complaint is expected to have one some day (Jeffreys).
_UNSEEN = 0.5


class Level(NamedTuple):
    """Complaints on an average day, `scatter` times Poisson's variance, from so many complaints."""

    per_day: float
    scatter: float
    counted: float

    def expected(self, factor):
        """Mean and variance of the count of days worth `factor` average ones, the level's own doubt included."""
        mean = self.per_day * factor
        return mean, self.scatter * mean + mean * mean * self.scatter / self.counted


def level_of(counts: Sequence[int], factors: Sequence[float]) -> Level:
    """The level behind `counts` of successive days whose shape is `factors`."""
    weeks = [
        (sum(counts[at : at + WEEK]), sum(factors[at : at + WEEK])) for at in range(0, len(counts) - WEEK + 1, WEEK)
    ]
    weights = _weights(weeks)
    counted = sum(weight * count for weight, (count, _factor) in zip(weights, weeks, strict=True)) + _UNSEEN
    per_day = counted / sum(weight * factor for weight, (_count, factor) in zip(weights, weeks, strict=True))
    days = [(weights[at // WEEK], counts[at], factors[at]) for at in range(len(weeks) * WEEK)]
    by_day = _scatter(days, per_day) * (1 + _doubt(len(days), counted / len(days)))
    by_week = _scatter([(weight, *week) for weight, week in zip(weights, weeks, strict=True)], per_day)
    return Level(per_day, max(1.0, by_day, by_week), counted)


def _weights(weeks):
    if len(weeks) <= _TRIMMED + 1:
        return [1.0] * len(weeks)
    usual = sorted(weeks, key=lambda week: week[0] / week[1])[:-_TRIMMED]
    per_day = (sum(count for count, _factor in usual) + _UNSEEN) / sum(factor for _count, factor in usual)
    scatter = max(1.0, _scatter([(1.0, *week) for week in usual], per_day) * _UNTRIMMED)
    return [_weight(count, per_day * factor, scatter) for count, factor in weeks]


def _weight(count, mean, scatter):
    residual = 1.5 * (count ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * scatter**0.5)
    return 1.0 if residual <= _FAR_OUT else (_FAR_OUT / residual) ** 2


def _scatter(points, per_day):
    """Pearson's estimate from (weight, count, factor) each."""
    freedom = sum(weight for weight, _count, _factor in points) - 1
    squares = sum(w * (count - per_day * factor) ** 2 / (per_day * factor) for w, count, factor in points)
    return squares / freedom if freedom > 0 else 1.0


def _doubt(points, mean):
    """One standard error of Pearson's estimate as a share of it: with few complaints it is often too small."""
    return sqrt((2 + 1 / mean) / points)
