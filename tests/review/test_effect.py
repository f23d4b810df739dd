"""The effect of an improvement: known values, coverage by simulation, and what is concluded from it (REV-4)."""

from math import exp, sqrt
from random import Random

import pytest

from review.figures.effect import count_limits, dispersion, effect, expected_weeks, rate_ratio
from review.figures.verdict import verdict
from review.models import Verdict

_TRIALS = 400


def seeded(seed):
    """The same chances each time."""
    return Random(seed)  # noqa: S311


def poisson(random, mean):
    """Knuth's way; means here are small."""
    limit, count, product = exp(-mean), 0, random.random()
    while product > limit:
        count, product = count + 1, product * random.random()
    return count


def bursting(random, mean, shape):
    """Negative binomial: a Poisson count whose mean varies by a gamma of `shape`."""
    return poisson(random, random.gammavariate(shape, mean / shape))


def test_the_limits_of_a_count_are_garwoods():
    assert count_limits(0) == pytest.approx((0, 3.689), abs=0.001)
    assert count_limits(10) == pytest.approx((4.795, 18.390), abs=0.001)
    assert count_limits(100) == pytest.approx((81.36, 121.63), abs=0.01)


def test_mid_p_limits_of_a_small_table_are_near_those_on_the_logarithm():
    found = effect(30, 10, 25, 20)
    assert found.ratio == pytest.approx(10 * 25 / (30 * 20))
    assert found.lower < found.ratio < found.upper < 1.1
    by_woolf = 1.96 * sqrt(1 / 30 + 1 / 10 + 1 / 25 + 1 / 20)
    assert found.lower == pytest.approx(found.ratio * exp(-by_woolf), rel=0.12)
    assert found.upper == pytest.approx(found.ratio * exp(by_woolf), rel=0.12)


def test_exact_and_large_number_limits_meet():
    exact, large = effect(700, 500, 9_000, 9_100), effect(900, 643, 11_571, 11_700)
    assert exact.ratio == pytest.approx(large.ratio, rel=0.01)
    assert exact.lower == pytest.approx(large.lower, rel=0.03)
    assert exact.upper == pytest.approx(large.upper, rel=0.03)


def test_a_season_both_groups_share_and_the_length_of_the_times_cancel_out():
    alone = effect(40, 40, 400, 400)
    peak = effect(40, 120, 400, 1_200)
    assert alone.ratio == peak.ratio == 1


@pytest.mark.parametrize(
    ("counts", "ratio", "is_bounded"),
    [((20, 0, 300, 300), 0.0, True), ((0, 5, 300, 300), None, False), ((0, 0, 300, 300), None, False)],
)
def test_nothing_before_or_after_breaks_nothing(counts, ratio, is_bounded):
    found = effect(*counts)
    assert found.ratio == ratio
    assert found.lower >= 0
    assert (found.upper is not None) is is_bounded


def test_a_rate_ratio_without_comparison_knows_how_long_either_time_was():
    assert rate_ratio(40, 20, 56, 28).ratio == 1
    found = rate_ratio(60, 20, 56, 56)
    assert found.lower < 1 / 3 < found.upper < 0.6


@pytest.mark.parametrize(("before", "theta"), [(8, 1.0), (20, 0.5), (60, 0.7)])
def test_the_limits_hold_the_truth_as_often_as_they_say(before, theta):
    random, held = seeded(before), 0
    for _trial in range(_TRIALS):
        counts = (
            poisson(random, before),
            poisson(random, before * theta * 1.3),
            poisson(random, 300),
            poisson(random, 300 * 1.3),
        )
        found = effect(*counts)
        held += found.lower <= theta <= (found.upper or 1e9)
    # 95 % less twice the error of 400 trials.
    assert held / _TRIALS >= 0.928


def test_bursts_are_seen_in_the_weeks_and_widen_the_limits():
    random, held, widened = seeded(7), 0, 0
    trials = 300
    for _trial in range(trials):
        before = [(bursting(random, 10, 3), poisson(random, 150)) for _week in range(8)]
        after = [(bursting(random, 10, 3), poisson(random, 150)) for _week in range(8)]
        phi = dispersion(before, after)
        sums = [sum(column) for span in (before, after) for column in zip(*span, strict=True)]
        found = effect(sums[0], sums[2], sums[1], sums[3], dispersion=phi)
        held += found.lower <= 1 <= found.upper
        widened += phi > 1.5
    assert held / trials >= 0.90
    assert widened / trials > 0.8


def test_weeks_that_vary_by_chance_alone_are_seldom_taken_for_bursts():
    random = seeded(11)
    seen = [
        dispersion(*[[(poisson(random, 10), poisson(random, 150)) for _week in range(8)] for _span in range(2)])
        for _trial in range(200)
    ]
    assert sum(phi > 2 for phi in seen) / len(seen) < 0.05


def concluded(before, after, target, *, others=(400, 400), days=56):
    return verdict(
        effect(before, after, *others), before=before, after=after, days_before=56, days_after=days, target=target
    )


@pytest.mark.parametrize(
    ("before", "after", "target", "expected"),
    [
        (60, 20, 12, Verdict.EFFECTIVE),
        (60, 58, 12, Verdict.NOT_EFFECTIVE),
        (60, 75, 12, Verdict.NOT_EFFECTIVE),
        # Far below before and still certainly above the goal.
        (120, 70, 12, Verdict.NOT_EFFECTIVE),
        (4, 2, 1, Verdict.UNCLEAR),
        (0, 0, 1, Verdict.UNCLEAR),
        (6, 0, 1, Verdict.EFFECTIVE),
    ],
)
def test_a_verdict_is_given_only_where_the_figures_bear_it(before, after, target, expected):
    assert concluded(before, after, target) == expected


def test_a_goal_reached_because_everything_fell_is_not_the_improvements():
    assert concluded(60, 22, 12, others=(4_000, 1_450)) == Verdict.NOT_EFFECTIVE


def test_what_changed_nothing_is_seldom_called_effective():
    random = seeded(3)
    verdicts = [
        concluded(poisson(random, 30), poisson(random, 30), 12, others=(poisson(random, 400), poisson(random, 400)))
        for _trial in range(_TRIALS)
    ]
    # 2.5 % and twice the error of 400 trials.
    assert verdicts.count(Verdict.EFFECTIVE) / _TRIALS <= 0.041


def test_half_as_many_is_found_where_there_were_sixty():
    random = seeded(5)
    verdicts = [
        concluded(poisson(random, 60), poisson(random, 28), 18, others=(poisson(random, 400), poisson(random, 400)))
        for _trial in range(200)
    ]
    assert verdicts.count(Verdict.EFFECTIVE) / 200 > 0.75


def test_the_band_holds_the_weeks_of_what_changed_nothing():
    random, inside, weeks = seeded(9), 0, 0
    for _trial in range(100):
        before, after = ([(poisson(random, 12), poisson(random, 200)) for _week in range(8)] for _span in range(2))
        for (one, _other), (_mean, lower, upper) in zip(after, expected_weeks(before, after), strict=True):
            inside, weeks = inside + (lower <= one <= upper), weeks + 1
    assert 0.92 <= inside / weeks <= 0.99
