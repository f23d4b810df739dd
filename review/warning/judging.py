"""Whether a cell rises beyond chance: windows of one, three and seven days, a bound that keeps false alarms rare.

False alarms are promised for the whole desk, so many a week. The more cells are looked at the rarer chance must be in
each (Bonferroni over cells). A cell is looked at every hour over three windows, and those looks hang together; that
they are worth `_LOOKS` independent ones a week was found by simulation, see ADR 31.
"""

from collections.abc import Sequence
from typing import NamedTuple

from review.warning.expecting import Level
from review.warning.tails import bound, tail

WINDOWS = (1, 3, 7)
_LOOKS = 16
#: So many times rarer than the bound asks is steep.
_STEEP = 1_000


class Bar(NamedTuple):
    """What a cell must pass: a count, so many times the expected, and a chance."""

    least_count: int
    least_ratio: float
    chance: float


class Verdict(NamedTuple):
    """One window of a cell: what was counted and expected, the bound, and the chance of as many."""

    days: int
    observed: int
    expected: float
    bound: int
    chance: float
    rises: bool
    steep: bool = False


def chance_for(false_alarms_a_week: float, cells: int) -> float:
    """How rare a count must be in each of `cells` that the desk sees so many false alarms a week, or fewer."""
    return min(false_alarms_a_week / (max(cells, 1) * _LOOKS), 0.01)


def judge(level: Level, counts: Sequence[int], factors: Sequence[float], bar: Bar) -> Verdict:
    """The window of `counts`, today last, that is least like chance; `factors` are those of its days.

    Today's factor is that of the hours that are over.
    """
    found = min((_Window(level, counts, factors, days) for days in WINDOWS), key=lambda one: (one.chance, one.days))
    enough = found.observed >= bar.least_count and found.observed >= bar.least_ratio * found.mean
    rises = enough and found.chance <= bar.chance
    return Verdict(
        found.days,
        found.observed,
        found.mean,
        max(bound(found.mean, found.variance, bar.chance), bar.least_count),
        found.chance,
        rises,
        steep=rises and found.chance <= bar.chance / _STEEP,
    )


def day_bound(level: Level, factor: float, bar: Bar) -> tuple[float, int]:
    """What one day worth `factor` average ones lets expect, and from how many it would warn by itself."""
    mean, variance = level.expected(factor)
    return mean, max(bound(mean, variance, bar.chance), bar.least_count)


class _Window:
    def __init__(self, level, counts, factors, days):
        self.days, self.observed = days, sum(counts[-days:])
        self.mean, self.variance = level.expected(sum(factors[-days:]))
        self.chance = tail(self.observed, self.mean, self.variance) if self.observed > self.mean else 1.0
