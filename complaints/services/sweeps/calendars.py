"""Running deadlines counted anew after their calendar changed: hours, exceptions, or public holidays (SLA-19)."""

import logging
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from complaints.models import CalendarChange, Clock, ComplaintEvent, Deadline, EventKind
from complaints.services import clock
from complaints.services.calendar_changes import counters, note_notice
from complaints.services.gate import lock
from complaints.services.sweeps.sweeping import sweep

log = logging.getLogger(__name__)

#: Complaints between two marks of how far a change was carried.
_BATCH = 200


def recount_changed(*, by, now):
    """Carry every change of a calendar to the complaints it touches; returns how many batches were done."""
    note_notice(now=now)
    return sweep(CalendarChange.objects.due(now), partial(recount_batch, by=by, now=now), now=now).done


def recount_batch(change_id, *, by, now):
    """The next complaints a change touches; how far it came stands on its row.

    A complaint that cannot be counted is passed over and logged, so that the others get their right time.
    """
    change = CalendarChange.objects.select_related("calendar").get(pk=change_id)
    found = _touched(change)
    for complaint_id in found:
        try:
            change.moved += recount(complaint_id, change, by=by, now=now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as fault:
            change.passed_over += 1
            log.warning("recount_failed", extra={"complaint": complaint_id, "change": change.pk}, exc_info=fault)
        change.reached = complaint_id
    if len(found) < _BATCH:
        change.next_step_at = None
    change.leased_until, change.attempts, change.failure = None, 0, ""
    change.save()
    return True


@transaction.atomic
def recount(complaint_id, change, *, by, now):
    """Count one complaint anew; its record says what moved. Returns whether anything did."""
    complaint = lock(complaint_id, by=by)
    moved = [(one.kind, before, one.due_at) for one, before in clock.recount_days(complaint, now=now)]
    complaint.save()
    for counter in counters():
        moved += counter.recount(complaint)
    if moved:
        ComplaintEvent.record(
            complaint,
            EventKind.RECOUNTED,
            by=by,
            at=now,
            calendar=change.calendar.name if change.calendar else "",
            moved=[{"kind": kind, "was_due": before, "due": due} for kind, before, due in moved],
        )
    return bool(moved)


def _touched(change):
    """The next complaints with something running that counts by the calendar, in the order they were received."""
    if change.calendar:
        counts = Q(policy__calendar=change.calendar, clock=Clock.WORKING)
    else:
        follows = Q(policy__calendar=None) | Q(policy__calendar__follows_holidays=True)
        counts = follows & Q(clock=Clock.WORKING) | Q(legal_days__gt=0)
    running = Deadline.objects.running().filter(counts, complaint__gt=change.reached)
    found = {*running.order_by("complaint_id").values_list("complaint_id", flat=True).distinct()[:_BATCH]}
    if change.calendar is None:
        for counter in counters():
            found.update(counter.complaints_after(change.reached)[:_BATCH])
    return sorted(found)[:_BATCH]
