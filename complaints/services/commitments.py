"""Promises of a clock time: what is owed to the customer when one was broken (SLA-3, SLA-18)."""

from decimal import Decimal

from django.db import transaction

from complaints.models import ComplaintEvent, EventKind, LedgerEntry
from complaints.services import messages
from complaints.services.gate import lock
from complaints.states import Measure

#: In the ledger beside what a task books; the database books it once for each complaint.
PURPOSE = "broken_promise"


@transaction.atomic
def make_good(deadline, *, by, now):
    """Apologise for a promise that passed unkept and book the small coupon of the customer's tier, once a complaint.

    Returns whether it was done now. The caller's own copy of the complaint is behind the record afterwards.
    """
    complaint = lock(deadline.complaint_id, by=by)
    is_broken = complaint.deadlines.running().filter(pk=deadline.pk, due_at__lte=now).exists()
    if not is_broken or complaint.events.filter(kind=EventKind.MADE_GOOD).exists():
        return False
    coupon_cny = coupon_of(complaint)
    if coupon_cny:
        LedgerEntry.objects.create(
            complaint=complaint,
            purpose=PURPOSE,
            measure=Measure.COUPON,
            value_cny=coupon_cny,
            booked_by=by,
            booked_at=now,
        )
    ComplaintEvent.record(
        complaint, EventKind.MADE_GOOD, by=by, at=now, due=deadline.due_at, compensation_cny=coupon_cny
    )
    if coupon_cny:
        messages.tell(complaint, "made_good", now=now, promise=deadline.due_at, coupon=f"{coupon_cny:f}")
    else:
        messages.tell(complaint, "apology", now=now, promise=deadline.due_at)
    return True


def coupon_of(complaint):
    """What the policy of the complaint gives a customer of this tier, in yuan."""
    return Decimal(str(complaint.policy.apology_coupons.get(complaint.complainant.tier, 0)))
