"""Which of the closed complaints are drawn: pure arithmetic over numbers, without the database and without chance.

Each complaint gets the SHA-256 of seed and number; of each part those with the smallest digests are drawn (“bottom-k”
sampling). A digest is as good as a throw of dice to whoever does not know the seed, does not depend on the order in
which complaints are read, and can be recounted with `sha256sum` by an auditor who does.
"""

import hashlib
import heapq
from collections import defaultdict
from typing import NamedTuple


class Drawn(NamedTuple):
    """`counts` is how many each part held; `chosen` is (part, member) in the order of their digests."""

    population: int
    digest: str
    counts: dict
    chosen: list


def ticket(seed, number):
    """The place of the complaint `number` in the draw of `seed`, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(members, *, seed, per_part):
    """`per_part` of each part of `members`, which are (part, number, anything); all of a part that holds fewer.

    The digest of the population is over its numbers in their own order, so that it names a set.
    """
    parts, numbers = defaultdict(list), []
    for part, number, member in members:
        parts[part].append((ticket(seed, number), number, member))
        numbers.append(number)
    chosen = [
        (place, part, member)
        for part, inside in parts.items()
        for place, _number, member in heapq.nsmallest(per_part, inside, key=lambda one: one[:2])
    ]
    chosen.sort(key=lambda one: one[0])
    return Drawn(
        population=len(numbers),
        digest=hashlib.sha256("\n".join(sorted(numbers)).encode()).hexdigest(),
        counts={part: len(inside) for part, inside in parts.items()},
        chosen=[(part, member) for _place, part, member in chosen],
    )


def seconded(count, percent):
    """How many of `count` drawn get a second opinion: at least one where any were wanted."""
    return min(count, -(-count * percent // 100))
