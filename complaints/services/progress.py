"""The duty to tell the customer how things stand while nothing else is told (SLA-14)."""

from django.db import transaction
from django.db.models import Prefetch

from complaints.models import Complaint, ComplaintEvent, Deadline, DeadlineKind, Delivery, EventKind, ProposalStatus
from complaints.services import clock, messages
from complaints.services.gate import lock
from complaints.services.updates import store_each
from complaints.states import State

#: What is truly being done; the customer's own turn, and the revisit, need no such notice.
_STEPS = {
    State.RECEIVED: "progress_received",
    State.TRIAGED: "progress_triaged",
    State.INVESTIGATING: "progress_investigating",
    State.PROPOSED: "progress_preparing",
    State.EXECUTING: "progress_executing",
}
_READ_ALONG = (
    "category",
    "policy__rules",
    "policy__calendar__days",
    "pauses",
    "proposals",
    "complainant__contact_points",
    Prefetch("deadlines", Deadline.objects.running()),
)
#: What changes on the complaint: what is due next, and the head of its record.
_KEPT = ("next_due_at", "next_due_kind", "events_count", "events_head", "events_seal")


@transaction.atomic
def tell_progress(deadline, *, by, now):
    """Nobody told the customer anything in time: say honestly how it stands, and when the next news comes.

    Called for a progress deadline that has passed; the next one begins, so it happens once an interval. Returns
    whether the customer was told. The caller's own copy of the complaint is behind the record afterwards.
    """
    lock(deadline.complaint_id, by=by)
    return tell_progress_together([deadline], by=by, now=now) > 0


def tell_progress_together(deadlines, *, by, now):
    """As `tell_progress`, of complaints the caller's transaction holds. Returns how many customers were told."""
    passed = {deadline.pk for deadline in deadlines}
    held = Complaint.objects.filter(pk__in={deadline.complaint_id for deadline in deadlines})
    complaints, ended, begun, events, letters = [], [], [], [], []
    for complaint in held.defer("description", "raw_text").order_by("pk").prefetch_related(*_READ_ALONG):
        running = complaint.deadlines.all()
        if not any(one.pk in passed and not one.is_paused and one.due_at <= now for one in running):
            continue
        step = None if _is_customers_turn(complaint) else _STEPS.get(State(complaint.state))
        # Met too late, which the figures of the desk keep; the customer's own turn is no delay of ours.
        over, following = clock.renew(complaint, running, DeadlineKind.PROGRESS, now=now, is_met=step is not None)
        complaints.append(complaint)
        ended += over
        begun += following
        if step is not None and following:
            promise = following[0].due_at
            events.append(ComplaintEvent.next_for(complaint, EventKind.PROGRESS_TOLD, by=by, at=now, promised=promise))
            letters.append(messages.letter_to(complaint, step, now=now, promise=promise))
    store_each(ended, clock.CHANGEABLE)
    Deadline.objects.bulk_create(begun)
    ComplaintEvent.objects.bulk_create(events)
    store_each(complaints, _KEPT)
    Delivery.objects.bulk_create(letter for letter in letters if letter is not None)
    return len(events)


def _is_customers_turn(complaint):
    return any(proposal.status == ProposalStatus.OFFERED for proposal in complaint.proposals.all())
