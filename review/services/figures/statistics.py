"""What is told of counted measures: rates, and quantiles of durations.

A quantile is the nearest rank (Hyndman and Fan's type 1): of `n` durations in order the one at place ⌈p·n⌉. It is a
duration that occurred, and the same whether durations are counted or listed.
"""

from math import ceil


def durations(counts, measure):
    """Minutes → how many, of "solve" or "contact" among `counts`."""
    prefix = f"{measure}:"
    return {int(name[len(prefix) :]): number for name, number in counts.items() if name.startswith(prefix)}


def quantile(counted, percent):
    """The duration not exceeded by `percent` of them; None of none. `counted` maps minutes to how many."""
    rank = ceil(sum(counted.values()) * percent / 100)
    for minutes in sorted(counted):
        rank -= counted[minutes]
        if rank <= 0:
            return minutes
    return None


def part_of(part, whole):
    """Percent, rounded down so that 100 means all; None of nothing."""
    return part * 100 // whole if whole else None


def summed(counts, measure):
    """All parts of a measure: "closed" adds up every "closed:<resolution>"."""
    prefix = f"{measure}:"
    return sum(number for name, number in counts.items() if name.startswith(prefix))


def parts(counts, measure):
    """Part → count of a measure with parts."""
    prefix = f"{measure}:"
    return {name[len(prefix) :]: number for name, number in counts.items() if name.startswith(prefix)}
