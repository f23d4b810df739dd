"""Whether a number of complaints fell by more than chance and by more than everywhere else (REV-4).

Counts before and after, of what an action touches and of a comparison group, are taken as Poisson. The effect is the
ratio of the two rate ratios, θ = (after / before) / (other after / other before): difference in differences on the
scale of logarithms. What touches both groups alike, a season or a peak of sales, and how long either time lasted, is
in both ratios and cancels out.

Given the four margins the count after follows Fisher's noncentral hypergeometric distribution, whose odds are θ
(Cornfield, 1956; Breslow and Day, 1980, chapter 4). The limits are exact and mid-P (Lancaster, 1961; Berry and
Armitage, 1995): θ at which what was seen, counted half, and anything more extreme has a chance of (1 - level) / 2.
From `_MANY` complaints on the limits of Woolf (1955) on the logarithm are the same to two places and cost nothing.

Complaints come in bursts, so that their variance is above their mean: from the weeks a dispersion φ is estimated as
Pearson's statistic over its degrees of freedom, never below one, and the logarithmic limits are widened by its root
(McCullagh and Nelder, 1989, section 4.5).
"""

from math import exp, inf, lgamma, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

_MANY = 1_500
_STEPS = 60
_FURTHEST = 30.0
_FEWEST_WEEKS = 6


class Effect(NamedTuple):
    """`ratio` None where the comparison or the time before has no complaint; `upper` None without bound."""

    ratio: float | None
    lower: float
    upper: float | None


def effect(before, after, other_before, other_after, *, level=0.95, dispersion=1.0):
    """The ratio of rate ratios with its limits; see the head of this file."""
    counts = (before, after, other_before, other_after)
    ratio = after * other_before / (before * other_after) if before and other_after else None
    if min(counts) >= 1 and before + after > _MANY:
        spread = NormalDist().inv_cdf((1 + level) / 2) * sqrt(sum(1 / count for count in counts))
        limits = log(ratio) - spread, log(ratio) + spread
    else:
        limits = _exact(*counts, level=level)
    return Effect(ratio, *_widened(limits, counts, sqrt(dispersion)))


def rate_ratio(before, after, days_before, days_after, *, level=0.95):
    """The rate after over the rate before, without a comparison: after is binomial given both (Przyborowski and
    Wilenski, 1940), its limits mid-P."""
    total, exposure = before + after, log(days_after / days_before)
    weights = [(x, _choose(total, x) + x * exposure) for x in range(total + 1)]
    lower, upper = _limits(weights, after, level)
    return Effect(after / before * days_before / days_after if before else None, _up(lower) or 0.0, _up(upper))


def count_limits(count, *, level=0.95):
    """Between which mean a Poisson count of `count` lies (Garwood, 1936)."""
    tail = (1 - level) / 2
    lower = 0.0 if not count else _bisect(lambda mean: 1 - _poisson_below(count, mean) - tail, 0.0, float(count))
    upper = _bisect(
        lambda mean: tail - _poisson_below(count + 1, mean), float(count), count + 10 * sqrt(count + 1) + 10
    )
    return lower, upper


def dispersion(weeks_before, weeks_after):
    """φ from pairs (count, count of the comparison group) a week: 1 where weeks vary as chance lets them.

    Given a week's total its share is binomial with one chance before and one after, so a peak both groups share is no
    dispersion. Too few weeks, or none of one of the groups, tell nothing.
    """
    statistic, weeks = 0.0, 0
    for span in (weeks_before, weeks_after):
        counted = [(one, one + other) for one, other in span if one + other]
        whole = sum(total for _one, total in counted)
        chance = sum(one for one, _total in counted) / whole if whole else 0.0
        if not 0 < chance < 1:
            continue
        weeks += len(counted) - 1
        statistic += sum((one - total * chance) ** 2 / (total * chance * (1 - chance)) for one, total in counted)
    return max(1.0, statistic / weeks) if weeks >= _FEWEST_WEEKS - 2 else 1.0


def expected_weeks(weeks_before, weeks_after, *, phi=1.0, level=0.95):
    """For each week after: (expected, lower, upper) had the action changed nothing.

    The comparison group's week times what the share was before; its variance is that of the week itself and of the
    three counts it is made from, by the delta method, times φ.
    """
    before = sum(one for one, _other in weeks_before)
    other_before = sum(other for _one, other in weeks_before)
    z = NormalDist().inv_cdf((1 + level) / 2)
    bands = []
    for _one, other in weeks_after:
        mean = other * before / other_before if other_before else 0.0
        relative = sum(1 / count for count in (before, other_before, other) if count)
        spread = z * sqrt(phi * (mean + mean * mean * relative))
        bands.append((mean, max(0.0, mean - spread), mean + spread))
    return bands


def _exact(before, after, other_before, other_after, *, level):
    """Limits of log θ; ∓ infinite where nothing bounds them."""
    mine, others, later = before + after, other_before + other_after, after + other_after
    lowest, highest = max(0, later - others), min(mine, later)
    weights = [(x, _choose(mine, x) + _choose(others, later - x)) for x in range(lowest, highest + 1)]
    return _limits(weights, after, level)


def _limits(weights, seen, level):
    tail = (1 - level) / 2
    lower = (
        -inf
        if seen == weights[0][0]
        else _bisect(lambda theta: _mid_tail(weights, seen, theta, above=True) - tail, -_FURTHEST, _FURTHEST)
    )
    upper = (
        inf
        if seen == weights[-1][0]
        else _bisect(lambda theta: tail - _mid_tail(weights, seen, theta, above=False), -_FURTHEST, _FURTHEST)
    )
    return lower, upper


def _mid_tail(weights, seen, theta, *, above):
    """The chance, at log odds `theta`, of more (or less) than what was seen, and half of that itself."""
    logs = [(x, weight + x * theta) for x, weight in weights]
    top = max(weight for _x, weight in logs)
    whole = tail = 0.0
    for x, weight in logs:
        mass = exp(weight - top)
        whole += mass
        if x == seen:
            tail += mass / 2
        elif (x > seen) == above:
            tail += mass
    return tail / whole


def _bisect(rising, low, high):
    """Where a function that rises crosses zero."""
    for _step in range(_STEPS):
        middle = (low + high) / 2
        if rising(middle) > 0:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _widened(limits, counts, factor):
    before, after, other_before, other_after = (count + (0 if min(counts) else 0.5) for count in counts)
    centre = log(after * other_before / (before * other_after))
    lower, upper = (centre + factor * (limit - centre) for limit in limits)
    return _up(lower) or 0.0, _up(upper)


def _up(limit):
    return None if limit == inf else 0.0 if limit == -inf else exp(limit)


def _poisson_below(count, mean):
    """The chance of fewer than `count`."""
    if mean <= 0:
        return 1.0
    return sum(exp(x * log(mean) - mean - lgamma(x + 1)) for x in range(count))


def _choose(n, k):
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
