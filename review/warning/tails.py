"""How likely a count is by chance: the negative binomial by its mean and variance.

Complaints come in batches, so their counts scatter more than Poisson's. The negative binomial with the variance of a
quasi-Poisson model is what outbreak detection uses for that (Noufaily et al., Statistics in Medicine 32, 2013).
"""

from math import exp, lgamma, log

#: A variance this near to the mean is Poisson's.
_SAME = 1e-9
_PRECISION = 1e-12


def tail(count, mean, variance):
    """The chance of `count` or more where `mean` is expected."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count <= mean:
        return max(1.0 - sum(_terms_below(count, mean, variance)), 0.0)
    term, ratio = exp(_log_chance(count, mean, variance)), _ratio(mean, variance)
    total, at = term, count
    while term > total * _PRECISION:
        term *= ratio(at)
        total += term
        at += 1
    return min(total, 1.0)


def bound(mean, variance, chance):
    """The smallest count whose `tail` is at most `chance`."""
    low, high = int(mean), int(mean) + 1
    while tail(high, mean, variance) > chance:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if tail(middle, mean, variance) > chance else (low, middle)
    return high


def _terms_below(count, mean, variance):
    term, ratio = exp(_log_chance(0, mean, variance)), _ratio(mean, variance)
    for at in range(count):
        yield term
        term *= ratio(at)


def _log_chance(count, mean, variance):
    """The logarithm of the chance of exactly `count`."""
    size = _size(mean, variance)
    if size is None:
        return count * log(mean) - mean - lgamma(count + 1)
    own = lgamma(count + size) - lgamma(size) - lgamma(count + 1)
    return own + size * log(size / (size + mean)) + count * log(mean / (size + mean))


def _ratio(mean, variance):
    """The chance of the next count over that of `at`, by `at`."""
    size = _size(mean, variance)
    if size is None:
        return lambda at: mean / (at + 1)
    share = mean / (size + mean)
    return lambda at: (at + size) / (at + 1) * share


def _size(mean, variance):
    excess = variance - mean
    return mean * mean / excess if excess > mean * _SAME else None
