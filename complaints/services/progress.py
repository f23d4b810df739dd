"""The duty to tell the customer how things stand while nothing else is told (SLA-14)."""

from django.db import transaction

from complaints.models import ComplaintEvent, DeadlineKind, EventKind, ProposalStatus
from complaints.services import clock, messages
from complaints.services.gate import lock
from complaints.states import State

#: What is truly being done; the customer's own turn, and the revisit, need no such notice.
_STEPS = {
    State.RECEIVED: "progress_received",
    State.TRIAGED: "progress_triaged",
    State.INVESTIGATING: "progress_investigating",
    State.PROPOSED: "progress_preparing",
    State.EXECUTING: "progress_executing",
}


@transaction.atomic
def tell_progress(deadline, *, by, now):
    """Nobody told the customer anything in time: say honestly how it stands, and when the next news comes.

    Called for a progress deadline that has passed; the next one begins, so it happens once an interval. Returns
    whether the customer was told. The caller's own copy of the complaint is behind the record afterwards.
    """
    complaint = lock(deadline.complaint_id, by=by)
    running = complaint.deadlines.running().filter(pk=deadline.pk, paused_at=None, due_at__lte=now)
    if not running.exists():
        return False
    step = None if _is_customers_turn(complaint) else _STEPS.get(State(complaint.state))
    # Met too late, which the figures of the desk keep; the customer's own turn is no delay of ours.
    changed = {"meet": (DeadlineKind.PROGRESS,)} if step else {}
    clock.settle(complaint, now=now, start=(DeadlineKind.PROGRESS,), **changed)
    complaint.save()
    following = next_news_of(complaint)
    if step is None or following is None:
        return False
    ComplaintEvent.record(complaint, EventKind.PROGRESS_TOLD, by=by, at=now, promised=following)
    messages.tell(complaint, step, now=now, promise=following)
    return True


def next_news_of(complaint):
    """By when the customer hears from us again, or None where the policy promises nothing."""
    running = complaint.deadlines.running().filter(kind=DeadlineKind.PROGRESS).first()
    return running and running.due_at


def _is_customers_turn(complaint):
    return complaint.proposals.filter(status=ProposalStatus.OFFERED).exists()
