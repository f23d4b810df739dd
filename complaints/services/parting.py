"""A merge taken back within the day: what was moved goes back (INT-6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import Complainant, ComplaintEvent, EventKind, Merge, Stage
from complaints.permissions import check_right
from complaints.services import clock, customers, messages
from complaints.services.gate import check_filled, lock, move
from complaints.services.merging import booked_on, decide, regrade
from complaints.states import Resolution, State

RIGHT = "complaints.close_duplicate"
_GRADED = (EventKind.TRIAGED, EventKind.REGRADED)


def undoable(complaint, *, now):
    """The merge of `complaint` that can still be taken back, or None."""
    if complaint.resolution != Resolution.DUPLICATE:
        return None
    merge = Merge.objects.standing().filter(complaint=complaint, into=complaint.duplicate_of_id).first()
    return merge if merge and now <= merge.undoable_until else None


@transaction.atomic
def undo_merge(complaint_id, *, reason, by, now, seen=None):
    """Take a merge back within the day: what was moved goes back, later changes of the other complaint stay.

    A proposal that stood is made anew. Raises NotPermitted, Outdated, and RuleBroken where something depends on it.
    """
    into = Merge.objects.standing().filter(complaint=complaint_id).values_list("into", flat=True).first()
    ids = sorted({complaint_id, into or complaint_id})
    locked = {pk: lock(pk, by=by, seen=seen if pk == complaint_id else None) for pk in ids}
    complaint = locked[complaint_id]
    check_right(by, RIGHT)
    check_filled(reason, _("Say why the two are not the same after all."))
    merge = undoable(complaint, now=now)
    if merge is None or merge.into_id != into:
        raise RuleBroken(
            _("%(number)s was not merged within the last day. A supervisor can open it again.")
            % {"number": complaint.number}
        )
    other = locked[into]
    _check_nothing_depends(merge, other)
    customers.lock_rows(complaint.complainant_id, other.complainant_id)
    _part_people(merge, complaint, other)
    _give_back(merge, complaint, other, now=now)
    round_before = complaint.round
    move(complaint, _way_back(merge.moved["state"]), by=by)
    complaint.tasks.filter(pk__in=merge.moved["tasks"]).exclude(stage=Stage.EXECUTION).update(cancelled_at=None)
    clock.restore(complaint, merge.moved["deadlines"], now=now)
    if complaint.round > round_before:
        clock.settle(complaint, now=now, start=clock.FROM_NEW_ROUND)
    complaint.save()
    other.save()
    merge.undone_by, merge.undone_at = by, now
    merge.save()
    decide(complaint, other, "", by=None, at=None)
    ComplaintEvent.record(complaint, EventKind.SEPARATED, by=by, at=now, reason=reason, other=other.number)
    apart = {} if merge.is_same_person else {"other_customer": True}
    ComplaintEvent.record(other, EventKind.SEPARATED, by=by, at=now, reason=reason, other=complaint.number, **apart)
    messages.tell(complaint, "separated", now=now)
    return complaint


def _check_nothing_depends(merge, other):
    if not other.is_open:
        raise RuleBroken(_("%(number)s is closed by now, for both. Open it again first.") % {"number": other.number})
    accepted = other.events.filter(kind=EventKind.ACCEPTED, seq__gt=merge.moved["seen"])
    if accepted.exists() or booked_on(other).count() > merge.moved["booked"]:
        raise RuleBroken(
            _("Since then the customer has accepted or been given something on %(number)s, for both. They stay one.")
            % {"number": other.number}
        )


def _way_back(state):
    """The transition to where it stood; what was offered or accepted then is worked out anew."""
    return {State.RECEIVED: "separate_received", State.TRIAGED: "separate_triaged"}.get(state, "separate")


def _part_people(merge, complaint, other):
    """Contacts and orders go back. Whoever was joined with others meanwhile stays one with them: limits count more."""
    people = merge.moved["people"]
    before = dict(people["same_as"])
    other.complainant.contact_points.filter(pk__in=people["contacts"]).update(complainant=people["of"])
    other.complainant.orders.filter(pk__in=people["orders"]).update(complainant=people["of"])
    complaint.complainant_id = people["of"]
    if set(customers.rows_of(other.complainant_id)) == set(before):
        for pk, same_as in before.items():
            Complainant.objects.filter(pk=pk).update(same_as=same_as)


def _give_back(merge, complaint, other, *, now):
    moved = merge.moved
    # What shows a task of the other complaint to be done stays: somebody has built on it.
    other.evidence.filter(uuid__in=moved["evidence"], tasks=None).delete()
    other.deadlines.running().filter(pk__in=moved["promises"]).update(complaint=complaint)
    other.tasks.open().filter(pk__in=moved["checks"]).update(complaint=complaint, round=complaint.round)
    # Whoever graded it since has looked at it, and that grade stays.
    if moved["severity"] is not None and not other.events.filter(kind__in=_GRADED, seq__gt=moved["seen"]).exists():
        regrade(other, moved["severity"], moved["severity_reason"], now=now)
    clock.settle(other, now=now)
