"""Customers who prefer a call are called: the message becomes a task of the handler's desk (COM-1)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Department
from complaints.channels.outcome import Reason, Undelivered
from complaints.models import ComplaintEvent, Delivery, DeliveryState, EventKind, Stage, Task
from complaints.services import clock
from complaints.services.gate import lock

#: How soon the desk calls.
_CALL_WITHIN = timedelta(hours=2)


@transaction.atomic
def give_call(delivery_id, words, *, by, now):
    """Turn the waiting message into a task for the handler; whether it did. Raises Undelivered when it is too late."""
    complaint = lock(Delivery.objects.values_list("complaint", flat=True).get(pk=delivery_id), by=by)
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != DeliveryState.WAITING:
        return False
    if not complaint.is_open:
        raise Undelivered(Reason.NOBODY_CALLS)
    handler = complaint.handler
    department = handler.department if handler else complaint.department
    task = Task.objects.create(
        complaint=complaint,
        stage=Stage.CONTACT,
        round=complaint.round,
        title=_("Call the customer: %(subject)s") % {"subject": words.subject},
        department=department or Department.objects.get(code="customer_service"),
        owner=handler,
        created_by=by,
        created_at=now,
        due_at=now + _CALL_WITHIN,
    )
    clock.settle(complaint, now=now, task=task)
    complaint.save()
    delivery.state, delivery.sent_at, delivery.leased_until = DeliveryState.SENT, now, None
    delivery.subject, delivery.body = words.subject, words.body
    delivery.reason, delivery.failure = "", ""
    delivery.save()
    ComplaintEvent.record(
        complaint,
        EventKind.TASK_ASSIGNED,
        by=by,
        at=now,
        task=task.title,
        department=task.department.name,
        due=task.due_at,
    )
    return True
