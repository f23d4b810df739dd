"""A draft of the limits or of the chain set against what is in force, on the past proposals of some months."""

from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache

from complaints.models import Proposal
from escalation.models import ApprovalChain
from escalation.services.limits import version_in_force
from escalation.services.replay.comparing import compare
from escalation.services.replay.reading import Story
from escalation.services.replay.rules import Rules

#: The times one may choose; the second unless one does.
DAYS = (30, 90, 180)
USUAL = 90
#: With more proposals than this the answer is kept for some minutes.
_MANY = 2_000
#: Somebody waits for the page: of more proposals than this the newest are replayed.
MOST = 10_000
_KEPT_SECONDS = 600


def of_limits(version, *, days, now):
    """The `Comparison` of the draft `version` of the limits with the one in force, under the chain in force."""
    in_force, chain = version_in_force(now), ApprovalChain.in_force(now)
    rules = Rules.of(in_force, chain), Rules.of(version, chain)
    return _compared(*rules, valid_from=max(in_force.active_from, chain.active_from), days=days, now=now)


def of_chain(draft, *, days, now):
    """The `Comparison` of the `draft` of the chain with the one in force, under the limits in force."""
    version, chain = version_in_force(now), ApprovalChain.in_force(now)
    rules = Rules.of(version, chain), Rules.of(version, draft)
    return _compared(*rules, valid_from=max(version.active_from, chain.active_from), days=days, now=now)


def _compared(before, after, *, valid_from, days, now):
    content = repr((before.content, after.content, valid_from, days))
    key = f"replay:{sha256(content.encode()).hexdigest()}"
    comparison = cache.get(key)
    if comparison is None:
        comparison = compare(Story(since=_since(days, now), until=now), before, after, valid_from=valid_from)
        if comparison.before.proposals > _MANY:
            cache.set(key, comparison, _KEPT_SECONDS)
    return comparison


def _since(days, now):
    """So many days ago, or later where fewer hold as many proposals as are replayed."""
    since = now - timedelta(days=days)
    proposed = Proposal.objects.filter(proposed_at__range=(since, now)).order_by("-proposed_at")
    return next(iter(proposed.values_list("proposed_at", flat=True)[MOST - 1 : MOST]), since)
