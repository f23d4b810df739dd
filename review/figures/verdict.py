"""What is concluded from an effect and a goal (REV-4): plain values in, plain values out.

Effective: the goal is reached, and the fall is more than chance and more than elsewhere. Not effective: the goal is
missed for certain, or the fall it asked for is ruled out against the comparison group. Anything else is too few to
say, and never passes for either.
"""

from math import sqrt

from review.figures.effect import count_limits
from review.models.measurement import Verdict

_DAYS = 30


def verdict(effect, *, before, after, days_before, days_after, target, dispersion=1.0):
    """`target` in 30 days, as the goal was set; `effect` as `review.figures.effect` gives it."""
    if days_after <= 0 or (effect.ratio is None and not after):
        return Verdict.UNCLEAR
    allowed = target * days_after / _DAYS
    if after <= allowed and effect.upper is not None and effect.upper < 1:
        return Verdict.EFFECTIVE
    lowest = count_limits(after)[0]
    if after - sqrt(dispersion) * (after - lowest) > allowed:
        return Verdict.NOT_EFFECTIVE
    wanted = target / (before * _DAYS / days_before) if before else None
    if wanted is not None and wanted < 1 and effect.lower > wanted:
        return Verdict.NOT_EFFECTIVE
    return Verdict.UNCLEAR
