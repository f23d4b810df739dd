"""Putting complaints under the version of the rules now in force: an act with a reason, on the record (SLA-19)."""

from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from complaints.errors import Refusal, RuleBroken
from complaints.models import Clock, Complaint, ComplaintEvent, Deadline, EventKind, Policy
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.policy_effect import foresee

#: As many as one request carries; whoever has more presses again.
MOST_AT_ONCE = 500


@transaction.atomic
def repin(complaint_id, *, reason, by, now, seen=None):
    """Count the open deadlines of the complaint anew, from their start, by the rules and the calendar of today.

    What was met stays met. Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.repin_complaint")
    check_open(complaint)
    check_filled(reason, _("Say in a sentence why other rules apply to this complaint."))
    before, version_before = _standing(complaint), complaint.policy.version
    complaint.policy = Policy.in_force(complaint.policy.preset, now)
    clock.regrade(complaint, before=clock.grade_of(complaint), now=now)
    after = _standing(complaint)
    if complaint.policy.version == version_before and before == after:
        raise RuleBroken(
            _("Complaint %(number)s is under version %(version)s already, and no deadline of it would move.")
            % {"number": complaint.number, "version": version_before}
        )
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.REPINNED,
        by=by,
        at=now,
        version=complaint.policy.version,
        version_before=version_before,
        reason=reason,
        moved={"before": before, "after": after},
    )
    return complaint


class Repinned(NamedTuple):
    """How many complaints were put under today's rules, and whether more are left for another time."""

    done: int
    more: bool


def repin_open(preset, *, reason, by, now):
    """`repin` for the open complaints of `preset` that `behind` finds, each in a transaction of its own."""
    check_right(by, "complaints.repin_complaint")
    found = list(islice(behind(preset, visible_to=by, now=now), MOST_AT_ONCE + 1))
    done = 0
    for complaint_id in found[:MOST_AT_ONCE]:
        # Somebody else may have been faster with one of them; the others are not to wait for that.
        with suppress(Refusal):
            repin(complaint_id, reason=reason, by=by, now=now)
            done += 1
    return Repinned(done, len(found) > MOST_AT_ONCE)


def behind(preset, *, visible_to, now):
    """Ids of open complaints under another version, then of those whose calendar has changed meanwhile."""
    current = Policy.in_force(preset, now)
    mine = Complaint.objects.visible_to(visible_to).open().filter(policy__preset=preset)
    yield from list(mine.exclude(policy=current).by_due().values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    counted = Deadline.objects.running().filter(clock=Clock.WORKING, complaint=OuterRef("pk"))
    same_rules = mine.filter(Exists(counted), policy=current).select_related("category")
    rules = list(current.rules.all())
    for complaint in same_rules.order_by("pk").prefetch_related("deadlines", "pauses").iterator(chunk_size=300):
        complaint.policy = current
        if any(one.before != one.after for one in foresee(complaint, rules=rules)):
            yield complaint.pk


def _standing(complaint):
    """Kind and due time of what runs, in the order of time."""
    running = complaint.deadlines.running().values_list("kind", "due_at")
    return [{"kind": kind, "due": due_at.isoformat()} for kind, due_at in running]
