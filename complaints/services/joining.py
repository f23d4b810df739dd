"""Customers known under several contacts are taken for one person, and parted again within the day (INT-6, A29).

Nobody needs to see a name or a number for it: the two are named by their complaints (A51).
"""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.models import Complainant, Complaint, ComplaintEvent, EventKind, Grant, Joining, LedgerEntry
from complaints.permissions import check_right
from complaints.services import customers
from complaints.services.gate import check_filled, lock

RIGHT = "complaints.join_customers"
_MOST_SUGGESTED = 5


@transaction.atomic
def join_customers(complaint_id, *, other_id, reason, by, now, seen=None):
    """The customers of two complaints are one person from now on. Raises NotPermitted, RuleBroken, Outdated."""
    if complaint_id == other_id:
        raise RuleBroken(_("Name a complaint of the other customer."))
    locked = {pk: lock(pk, by=by, seen=seen if pk == complaint_id else None) for pk in sorted((complaint_id, other_id))}
    check_right(by, RIGHT)
    check_filled(reason, _("Say what shows that they are one person."))
    check_text(reason, _("reason"), 500)
    complaint, other = locked[complaint_id], locked[other_id]
    rows = customers.lock_rows(complaint.complainant_id, other.complainant_id)
    if other.complainant_id in customers.rows_of(complaint.complainant_id):
        raise RuleBroken(_("The two are known as one customer already."))
    before = [list(pair) for pair in Complainant.objects.filter(pk__in=rows).values_list("pk", "same_as")]
    customers.join(*rows)
    Joining.objects.create(complaint=complaint, other=other, reason=reason, before=before, by=by, at=now)
    for one, beside in ((complaint, other), (other, complaint)):
        ComplaintEvent.record(one, EventKind.CUSTOMERS_JOINED, by=by, at=now, other=beside.number, reason=reason)
    return complaint


def partable(complaint, *, now):
    """The joining of the customer of `complaint` that can still be taken back, or None."""
    joining = Joining.objects.standing().filter(Q(complaint=complaint) | Q(other=complaint)).first()
    return joining if joining and now <= joining.undoable_until else None


@transaction.atomic
def part_customers(complaint_id, *, reason, by, now, seen=None):
    """They are two persons after all. Refused once others were joined to them or something was granted to them as one.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    joined = Joining.objects.standing().filter(Q(complaint=complaint_id) | Q(other=complaint_id))
    ids = joined.values_list("complaint", "other").first() or (complaint_id,)
    locked = {pk: lock(pk, by=by, seen=seen if pk == complaint_id else None) for pk in sorted(ids)}
    check_right(by, RIGHT)
    check_filled(reason, _("Say what shows that they are two persons."))
    check_text(reason, _("reason"), 500)
    joining = partable(locked[complaint_id], now=now)
    if joining is None or {joining.complaint_id, joining.other_id} != set(ids):
        raise RuleBroken(_("This customer was not joined with another within the last day."))
    before = dict(joining.before)
    rows = customers.lock_rows(*before)
    if set(rows) != set(before):
        raise RuleBroken(_("More was joined with this customer since. They stay one."))
    if _was_granted(rows, since=joining.at):
        raise RuleBroken(_("Something was granted to the two as one customer since. They stay one."))
    for pk, same_as in before.items():
        Complainant.objects.filter(pk=pk).update(same_as=same_as)
    joining.undone_by, joining.undone_at = by, now
    joining.save()
    one, other = locked[joining.complaint_id], locked[joining.other_id]
    for half, beside in ((one, other), (other, one)):
        ComplaintEvent.record(half, EventKind.CUSTOMERS_PARTED, by=by, at=now, other=beside.number, reason=reason)
    return locked[complaint_id]


def suggested(complaint, user):
    """Complaints `user` may see of the same order, whose customer is not known to be the same; one query more."""
    if complaint.order_id is None:
        return []
    rows = customers.rows_of(complaint.complainant_id)
    of_order = Complaint.objects.visible_to(user).filter(order=complaint.order_id).exclude(complainant__in=rows)
    return list(of_order.select_related("complainant").order_by("-pk")[:_MOST_SUGGESTED])


def _was_granted(rows, *, since):
    booked = LedgerEntry.objects.filter(complaint__complainant__in=rows, booked_at__gte=since, value_cny__gt=0)
    granted = Grant.objects.filter(proposal__complaint__complainant__in=rows, proposal__approved_at__gte=since)
    return booked.exists() or granted.exists()
