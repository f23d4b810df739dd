"""How often early warning cries wolf, and how soon it sees a surge: whole desks simulated from a seed (MON-2).

A desk is some cells with a base rate each, weekdays and an evening lull, counted four times a day as they come in.
Days scatter `scatter` times as much as Poisson's. A surge multiplies one cell's rate from a day on.
"""

import random
from dataclasses import dataclass, field
from math import exp

from review.warning.expecting import REFERENCE_DAYS, level_of
from review.warning.judging import WINDOWS, Bar, chance_for, judge
from review.warning.shape import WEEK, house_shape

#: Monday first: calls on weekends are fewer.
_WEEK = (1.15, 1.1, 1.05, 1.05, 1.1, 0.85, 0.7)
#: The share of a day's complaints that is in by each of four looks.
_BY = (0.1, 0.45, 0.75, 1.0)
#: An alarm of the same cell within so many days is the same alarm.
REST_DAYS = 7
_GAP = max(WINDOWS)


@dataclass
class Desk:
    """A simulated desk: `rates` are complaints a day by cell."""

    rates: list[float]
    scatter: float = 1.0
    growth_a_week: float = 0.0
    surges: dict[int, tuple[int, float]] = field(default_factory=dict)
    seed: int = 1

    def days(self, count):
        """For each cell, for each day, what had come in by each look."""
        chance = random.Random(self.seed)  # noqa: S311 -- a desk that can be simulated again
        return [[self._day(chance, cell, day) for day in range(count)] for cell in range(len(self.rates))]

    def _day(self, chance, cell, day):
        mean = self.rates[cell] * _WEEK[day % WEEK] * exp(self.growth_a_week * day / WEEK)
        begins, times = self.surges.get(cell, (day + 1, 1.0))
        mean *= times if day >= begins else 1.0
        if self.scatter > 1.0 and mean > 0:
            # A gamma mixture: variance is `scatter` times the mean.
            size = mean / (self.scatter - 1.0)
            mean = chance.gammavariate(size, mean / size)
        parts = [by - before for by, before in zip(_BY, (0.0, *_BY), strict=False)]
        total, looks = 0, []
        for part in parts:
            total += _poisson(chance, mean * part)
            looks.append(total)
        return looks


@dataclass
class Found:
    """Alarms as (cell, day), and how many cell-weeks were watched."""

    alarms: list[tuple[int, int]]
    cell_weeks: float
    cells: int


def watch(desk, *, weeks, false_alarms_a_week, least_count=5, least_ratio=1.5):
    """Look at `desk` for `weeks` after a reference of twelve, four times a day, as the desk's own look does."""
    first = REFERENCE_DAYS + _GAP
    series = desk.days(first + weeks * WEEK)
    whole = [[looks[-1] for looks in days] for days in series]
    house = [sum(day) for day in zip(*whole, strict=True)]
    bar = Bar(least_count, least_ratio, chance_for(false_alarms_a_week, len(desk.rates)))
    alarms, resting = [], [-REST_DAYS] * len(series)
    for today in range(first, first + weeks * WEEK):
        reference = range(today - _GAP + 1 - REFERENCE_DAYS, today - _GAP + 1)
        shape = house_shape(dict(enumerate(house)), reference, lambda day: day % WEEK)
        factors = [shape.of(day) for day in range(reference[0], today + 1)]
        for cell, days in enumerate(series):
            if today - resting[cell] < REST_DAYS:
                continue
            if _alarms(days, whole[cell], factors, today, bar, shape):
                alarms.append((cell, today))
                resting[cell] = today
    return Found(alarms, weeks * len(series), len(series))


def _alarms(days, whole, factors, today, bar, shape):
    window = whole[today - _GAP + 1 : today]
    if sum(window) + days[today][-1] < bar.least_count:
        return False
    reference = whole[today - _GAP + 1 - REFERENCE_DAYS : today - _GAP + 1]
    level = level_of(reference, factors[:REFERENCE_DAYS])
    ahead = factors[REFERENCE_DAYS:]
    return any(
        judge(level, [*window, by], [*ahead[:-1], ahead[-1] * part], bar).rises
        for by, part in zip(days[today], _BY, strict=True)
    )


def _poisson(chance, mean):
    if mean > 30:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    left, count, product = exp(-mean), 0, chance.random()
    while product > left:
        count += 1
        product *= chance.random()
    return count


_SCATTERS = (1.0, 1.5, 2.0)
_RATES = (0.05, 0.3, 1.0, 3.0, 10.0)
_TIMES = (2, 3, 5)
_A_WEEK = 0.5
_NOISY, _SURGING = 60, 20
#: One desk says little of so rare a thing as a false alarm.
_SEEDS = range(1, 7)


def noise_at(weeks):
    """(Rate a day, scatter, false alarms in 1 000 cell-weeks, false alarms a week of a desk of 60 cells) each."""
    for rate in _RATES:
        for scatter in _SCATTERS:
            desks = [Desk([rate] * _NOISY, scatter, seed=seed) for seed in _SEEDS]
            found = [watch(desk, weeks=weeks, false_alarms_a_week=_A_WEEK) for desk in desks]
            alarms = sum(len(one.alarms) for one in found)
            yield rate, scatter, 1_000 * alarms / sum(one.cell_weeks for one in found), alarms / weeks / len(found)


def surges_at():
    """(Rate a day, times, share found within a week, days until then) each, 20 surges in 60 cells."""
    begins = REFERENCE_DAYS + _GAP + 2
    for rate in _RATES[1:]:
        for times in _TIMES:
            surges = dict.fromkeys(range(_SURGING), (begins, times))
            found = watch(Desk([rate] * _NOISY, 1.2, surges=surges), weeks=2, false_alarms_a_week=_A_WEEK)
            delays = {cell: day - begins for cell, day in reversed(found.alarms) if cell in surges and day >= begins}
            within = [days for days in delays.values() if days < WEEK]
            yield rate, times, len(within) / _SURGING, sum(within) / len(within) if within else None
