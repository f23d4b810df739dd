"""Repeating something and saying how long it took."""

from statistics import median
from time import perf_counter
from typing import NamedTuple


class Timing(NamedTuple):
    """Milliseconds of one measure: how often it ran, median, 95th percentile, and runs a second."""

    count: int
    median_ms: float
    p95_ms: float
    per_second: float

    def __str__(self):
        return f"{self.median_ms:8.1f} ms   p95 {self.p95_ms:8.1f} ms   {self.per_second:8.1f}/s   n={self.count}"


def timed(work, *, count, warm_up=3):
    """Time `work(turn)` `count` times after `warm_up` turns that do not count."""
    for turn in range(warm_up):
        work(-turn - 1)
    took = []
    for turn in range(count):
        started = perf_counter()
        work(turn)
        took.append((perf_counter() - started) * 1000)
    took.sort()
    return Timing(count, median(took), took[int(len(took) * 0.95) - 1], 1000 * count / sum(took))
