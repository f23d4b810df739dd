"""Early warning against simulated desks: planted surges are found, noise stays within the promise (MON-2)."""

from math import comb, exp, factorial

import pytest

from bench.surges import Desk, watch
from review.warning.expecting import REFERENCE_DAYS, Level, level_of
from review.warning.judging import Bar, chance_for, judge
from review.warning.shape import YEAR, house_shape, season
from review.warning.tails import bound, tail

A_WEEK = 0.5
FIRST_WATCHED = REFERENCE_DAYS + 7


@pytest.mark.parametrize("scatter", [1.0, 2.0])
@pytest.mark.parametrize("rate", [0.05, 0.5, 2.0])
def test_noise_alarms_no_oftener_than_promised(rate, scatter):
    weeks, seeds = 4 if rate > 1 else 8, (31, 32)
    desks = [Desk([rate] * 40, scatter, seed=seed) for seed in seeds]
    alarms = sum(len(watch(desk, weeks=weeks, false_alarms_a_week=A_WEEK).alarms) for desk in desks)
    assert alarms <= A_WEEK * weeks * len(seeds)


def test_a_growing_desk_is_no_surge():
    found = watch(Desk([2.0] * 20, growth_a_week=0.02, seed=5), weeks=6, false_alarms_a_week=A_WEEK)
    assert len(found.alarms) <= 2 * A_WEEK * 6


@pytest.mark.parametrize(("rate", "times", "within"), [(0.5, 8, 4), (2.0, 5, 3), (5.0, 3, 3)])
def test_a_planted_surge_is_found_within_days(rate, times, within):
    begins = FIRST_WATCHED + 3
    surges = dict.fromkeys(range(10), (begins, times))
    found = watch(Desk([rate] * 30, surges=surges, seed=7), weeks=2, false_alarms_a_week=A_WEEK)
    caught = {cell for cell, day in found.alarms if cell in surges and begins <= day < begins + within}
    assert len(caught) >= 9


def test_few_complaints_are_silent_however_unusual():
    bar = Bar(least_count=5, least_ratio=1.5, chance=0.01)
    level = level_of([0] * REFERENCE_DAYS, [1.0] * REFERENCE_DAYS)
    assert not judge(level, [0, 0, 0, 0, 0, 0, 4], [1.0] * 7, bar).rises
    assert judge(level, [0, 0, 0, 0, 0, 0, 5], [1.0] * 7, bar).rises


def test_an_old_surge_lifts_the_expected_little():
    quiet, factors = [1] * REFERENCE_DAYS, [1.0] * REFERENCE_DAYS
    surged = [*quiet[:28], *([9] * 7), *quiet[35:]]
    assert level_of(surged, factors).per_day < 1.25
    assert sum(surged) / REFERENCE_DAYS > 1.6


def test_the_tail_is_poissons_where_nothing_scatters_more():
    below = sum(3.1**k * exp(-3.1) / factorial(k) for k in range(12))
    assert tail(12, 3.1, 3.1) == pytest.approx(1 - below, rel=1e-6)


def test_the_tail_is_the_negative_binomials():
    size, mean = 3, 6.0
    share = mean / (mean + size)
    below = sum(comb(k + size - 1, k) * (1 - share) ** size * share**k for k in range(15))
    assert tail(15, mean, mean + mean**2 / size) == pytest.approx(1 - below, rel=1e-6)


def test_the_bound_is_the_first_count_beyond_chance():
    found = bound(3.1, 5.0, 1e-4)
    assert tail(found, 3.1, 5.0) <= 1e-4 < tail(found - 1, 3.1, 5.0)


def test_more_cells_make_each_harder_to_alarm():
    assert chance_for(0.5, 1000) == pytest.approx(chance_for(0.5, 100) / 10)


def test_the_doubt_about_a_short_past_widens_the_bound():
    assert Level(1.0, 1.0, 84.0).expected(7)[1] < Level(1.0, 1.0, 8.0).expected(7)[1]


def test_weekends_expect_less():
    counts = {day: 20 if day % 7 >= 5 else 100 for day in range(84)}
    shape = house_shape(counts, range(84), lambda day: day % 7)
    assert shape.of(5) == pytest.approx(0.26, abs=0.05)
    assert shape.of(1) == pytest.approx(1.3, abs=0.05)


def test_what_was_busy_last_year_is_expected_busy():
    days = range(1000, 1084)
    year_ago = {day - YEAR: 2 for day in days} | {1095 - YEAR + around: 6 for around in range(-10, 11)}
    assert 2.0 < season(year_ago, 1095, days) < 3.0
    assert season({}, 1095, days) == 1.0
