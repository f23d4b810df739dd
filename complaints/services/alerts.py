"""Overdue alerts: each missed deadline is put on the record once, however often the sweep runs (SLA-17)."""

from django.db import transaction

from complaints.models import ComplaintEvent, Deadline, EventKind
from complaints.services.gate import lock

_BATCH = 500


def alert_overdue(*, by, now):
    """Record every deadline that has passed and was not told yet; returns how many."""
    due = Deadline.objects.to_alert(now).values_list("pk", "complaint")[:_BATCH]
    return sum(_alert(pk, complaint_id, by=by, now=now) for pk, complaint_id in due)


@transaction.atomic
def _alert(deadline_id, complaint_id, *, by, now):
    """Re-checked under the lock: another sweep, or the handler, may have been faster."""
    complaint = lock(complaint_id, by=by)
    deadline = Deadline.objects.to_alert(now).filter(pk=deadline_id).first()
    if deadline is None:
        return 0
    deadline.alerted_at = now
    deadline.save(update_fields=["alerted_at"])
    ComplaintEvent.record(
        complaint, EventKind.DEADLINE_MISSED, by=by, at=now, deadline=deadline.kind, due=deadline.due_at
    )
    return 1
