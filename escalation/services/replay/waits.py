"""How long those asked really took to decide: what waiting is estimated from, and whom was really asked."""

from collections import defaultdict
from datetime import timedelta
from math import ceil
from statistics import median
from typing import NamedTuple

from escalation.models import ApprovalStep

#: From fewer decisions nothing is estimated.
FEWEST = 5
_CHUNK = 2_000


class Wait(NamedTuple):
    """What the decisions of one role took; None where they are too few to say."""

    role: str
    decisions: int
    median: timedelta | None
    p90: timedelta | None


class Asked(NamedTuple):
    """What the steps of a stretch of time tell: waits by role, and the roles really asked about each proposal."""

    waits: dict[str, Wait]
    roles: dict[int, frozenset[str]]

    def estimate(self, need):
        """How long `need` would take: places one after the other, in each the slowest of those asked at the median.

        None where one of them decided too seldom.
        """
        total = timedelta()
        for place in need.asked:
            medians = [self.waits[role].median if role in self.waits else None for role in place]
            if None in medians:
                return None
            total += max(medians)
        return total


def asked_between(since, until):
    """`Asked` of the requests of the time from `since` to `until`, in one question."""
    took, roles = defaultdict(list), defaultdict(set)
    rows = ApprovalStep.objects.filter(request__asked_at__range=(since, until)).order_by()
    fields = ("request__proposal_id", "asked_role", "asked_at", "decided_at", "decided_by_id", "after_id")
    for proposal, role, asked_at, decided_at, decider, after in rows.values_list(*fields).iterator(chunk_size=_CHUNK):
        if after is None:
            roles[proposal].add(role)
        if decider is not None:
            took[role].append(decided_at - asked_at)
    kept: dict = {}
    return Asked(
        {role: _wait(role, sorted(spans)) for role, spans in took.items()},
        # The same few sets, each kept once.
        {proposal: kept.setdefault(found := frozenset(them), found) for proposal, them in roles.items()},
    )


def _wait(role, spans):
    if len(spans) < FEWEST:
        return Wait(role, len(spans), None, None)
    return Wait(role, len(spans), median(spans), spans[ceil(len(spans) * 0.9) - 1])
