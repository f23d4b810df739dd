"""How sure a figure from few rows is: intervals that hold the truth in 95 of 100 cases. Pure arithmetic.

Sources: E. B. Wilson, JASA 22 (1927) 209–212, for a share; Student's t for a mean, its quantile by the expansion of
Cornish and Fisher (Abramowitz and Stegun 26.7.5) from 11 degrees of freedom on; order statistics for a median
(Conover, Practical Nonparametric Statistics, 3.2); L. Kish, Survey Sampling (1965) 8.2, for unequal weights.
"""

from math import comb, sqrt
from statistics import NormalDist, median
from typing import NamedTuple

_Z = NormalDist().inv_cdf(0.975)
_SURE = 0.95
#: The quantile 0.975 of Student's t for one to ten degrees of freedom.
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


class Interval(NamedTuple):
    """An estimate and what it may be; the bounds are None where the rows are too few to say anything."""

    value: float
    low: float | None
    high: float | None


def share(hits, count):
    """Wilson's interval for `hits` of `count`, which need not be whole; None of nothing."""
    if not count:
        return None
    at, spread = hits / count, _Z * _Z / count
    middle = (at + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * sqrt(at * (1 - at) / count + spread / (4 * count))
    return Interval(at, max(middle - half, 0.0), min(middle + half, 1.0))


def mean(values, weights=None):
    """Student's interval for the mean of `values`, each counting by its weight; None of nothing.

    With unequal weights as many rows count as Kish's design effect leaves of them.
    """
    if not values:
        return None
    weights = weights or [1.0] * len(values)
    whole = sum(weights)
    at = sum(value * weight for value, weight in zip(values, weights, strict=True)) / whole
    count = effective(weights)
    if count <= 1:
        return Interval(at, None, None)
    spread = sum(weight * (value - at) ** 2 for value, weight in zip(values, weights, strict=True)) / whole
    half = student(count - 1) * sqrt(spread / (count - 1))
    return Interval(at, at - half, at + half)


def effective(weights):
    """As how many equal rows these weighted ones count."""
    return sum(weights) ** 2 / sum(weight * weight for weight in weights)


def middle(values):
    """The median, between the order statistics that hold it in 95 of 100 cases; from six values on."""
    if not values:
        return None
    ranked, count = sorted(values), len(values)
    at, below = median(ranked), 0.0
    for place in range(count // 2):
        below += comb(count, place) * 0.5**count if count <= 1_000 else _normal_step(place, count)
        if 2 * below > 1 - _SURE:
            return Interval(at, ranked[place - 1], ranked[count - place]) if place else Interval(at, None, None)
    return Interval(at, None, None)


def quartiles(values):
    """The values a quarter and three quarters up, between neighbours by their distance."""
    ranked = sorted(values)
    return tuple(_at(ranked, share) for share in (0.25, 0.75))


def student(freedom):
    """The quantile 0.975 of Student's t for `freedom` degrees, which need not be whole."""
    if freedom < 1:
        return _T[0]
    if freedom < len(_T):
        low = int(freedom)
        return _T[low - 1] + (freedom - low) * (_T[low] - _T[low - 1])
    z, v = _Z, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )


def _at(ranked, part):
    place = part * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def _normal_step(place, count):
    law = NormalDist(count / 2, sqrt(count) / 2)
    return law.cdf(place + 0.5) - law.cdf(place - 0.5)
