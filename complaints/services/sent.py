"""What has left: marked at once by one statement, put on the records of many complaints by one transaction (I16)."""

from functools import partial

from django.db import transaction
from django.db.models import Prefetch

from complaints.models import ComplaintEvent, Deadline, DeadlineKind, Delivery, DeliveryState, EventKind
from complaints.services import clock
from complaints.services.gate import lock_free
from complaints.services.sweeps import at_once
from complaints.services.updates import store_each

_UNREAD = ("description", "raw_text")
_READ_ALONG = ("policy__calendar__days", "pauses", Prefetch("deadlines", Deadline.objects.running()))
#: What changes on the complaint: what is due next, and the head of its record.
_KEPT = ("next_due_at", "next_due_kind", "events_count", "events_head", "events_seal")
_AT_ONCE = 100


def mark_sent(delivery, provider_id, *, awaits_arrival, now):
    """The provider took the claimed `delivery` as it stands here; whether it was still waiting.

    No lock: nobody changes a message that is under way. Whoever dies after this repeats nothing.
    """
    waiting = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
    left = waiting.update(
        state=DeliveryState.SENT,
        sent_at=now,
        leased_until=None,
        subject=delivery.subject,
        body=Delivery._meta.get_field("body").pre_save(delivery, add=False),
        awaits_arrival=awaits_arrival,
        arrived_at=None,
        reason="",
        failure="",
        provider_id=provider_id[:120],
        awaits_record=True,
    )
    return left == 1


def record_left_over(*, by):
    """Put on the record what senders marked and did not live to record."""
    left = Delivery.objects.filter(awaits_record=True).order_by("pk")
    record_sent(list(left.values_list("pk", flat=True)[:_AT_ONCE]), by=by)


def record_sent(delivery_ids, *, by):
    """Put on their complaints' records that these have left, each once, and meet the acknowledgement (SLA-1).

    It waits for nobody: what belongs to a complaint somebody holds is left to the next sweep.
    """
    for _recorded in at_once(partial(record_together, by=by), delivery_ids, Delivery):
        continue


@transaction.atomic
def record_together(delivery_ids, *, by):
    """As `record_sent`, all or none. Returns which were recorded."""
    unrecorded = Delivery.objects.filter(pk__in=delivery_ids, awaits_record=True)
    free = lock_free(list(unrecorded.values_list("complaint", flat=True)), by=by)
    complaints = {one.pk: one for one in free.defer(*_UNREAD).prefetch_related(*_READ_ALONG)}
    # Asked again under the lock: another sweep may have been faster.
    sent = list(unrecorded.filter(complaint__in=complaints).defer("body", "facts").order_by("pk"))
    met, events = [], []
    for delivery in sent:
        complaint = complaints[delivery.complaint_id]
        if delivery.step.startswith("received"):
            running = complaint.deadlines.all()
            met += clock.meet(complaint, running, DeadlineKind.ACKNOWLEDGEMENT, now=delivery.sent_at)
        facts = {"by": by, "at": delivery.sent_at, "step": delivery.step, "channel": delivery.channel}
        events.append(ComplaintEvent.next_for(complaint, EventKind.MESSAGE_SENT, **facts))
    store_each(met, clock.CHANGEABLE)
    ComplaintEvent.objects.bulk_create(events)
    store_each({event.complaint_id: event.complaint for event in events}.values(), _KEPT)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in sent]).update(awaits_record=False)
    return {delivery.pk: True for delivery in sent}
