"""Intervals against tables and against simulation: they hold the truth as often as they say."""

from random import Random
from statistics import median

import pytest

from review.services.intervals import effective, mean, middle, share, student


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998) 857: table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_is_as_published(hits, count, low, high):
    told = share(hits, count)
    assert (round(told.low, 4), round(told.high, 4)) == (low, high)


@pytest.mark.parametrize(("freedom", "quantile"), [(1, 12.706), (5, 2.571), (12, 2.179), (30, 2.042), (120, 1.980)])
def test_students_quantile_is_as_in_tables(freedom, quantile):
    assert student(freedom) == pytest.approx(quantile, abs=0.001)


def test_nothing_is_said_of_one_and_of_none():
    assert share(0, 0) is None
    assert mean([]) is None
    assert mean([80.0]) == (80.0, None, None)
    assert middle([1, 2, 3, 4, 5])[1:] == (None, None)


def test_equal_weights_change_nothing_and_unequal_ones_widen():
    values = [80.0, 90.0, 95.0, 100.0, 70.0, 85.0]
    plain = mean(values)
    assert mean(values, [3.0] * 6) == pytest.approx(plain)
    assert effective([3.0] * 6) == pytest.approx(6)
    skewed = mean(values, [1.0, 1.0, 1.0, 1.0, 1.0, 20.0])
    assert skewed.high - skewed.low > plain.high - plain.low


@pytest.mark.parametrize(
    ("told", "truth"),
    [
        (lambda dice: mean([dice.gauss(80, 9) for _one in range(8)]), 80),
        (lambda dice: share(sum(dice.random() < 0.8 for _one in range(12)), 12), 0.8),
        (lambda dice: middle([dice.expovariate(1) for _one in range(15)]), median([0.6931])),
    ],
    ids=["mean", "share", "median"],
)
def test_the_truth_is_inside_in_about_95_of_100(told, truth):
    dice = Random(11)  # noqa: S311 — the same throws each time
    found = [told(dice) for _one in range(2_000)]
    assert 0.925 < sum(one.low <= truth <= one.high for one in found) / len(found) < 0.99
