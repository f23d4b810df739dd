"""Proof that the record was not changed (AUD-1)."""

import hmac
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.models import Complaint, ComplaintEvent, ComplaintSerial, EventKind, sealed_head
from complaints.permissions import check_right
from complaints.services.gate import lock
from complaints.services.numbers import kept_numbers, number_of


class Fault(NamedTuple):
    """A place where the record does not hold, in words an auditor reads."""

    number: str
    seq: int
    what: str


@transaction.atomic
def take_away(complaint_id, *, by, now):
    """The complaint, for `by` to take its whole record out of the house; that is an entry too. Raises NotPermitted."""
    complaint = lock(complaint_id, by=by)
    check_right(by, "complaints.export_complaints")
    ComplaintEvent.record(complaint, EventKind.RECORD_EXPORTED, by=by, at=now)
    return complaint


def faults_of(complaint):
    """Every fault in one complaint's chain: changed, missing, added or reordered events, or a moved head."""
    faults, expected, previous = [], 1, ""
    for event in ComplaintEvent.objects.filter(complaint=complaint).order_by("seq").iterator(chunk_size=500):
        if event.seq != expected:
            faults.append(Fault(complaint.number, expected, _("missing")))
            expected = event.seq
        if event.previous_hash != previous:
            faults.append(Fault(complaint.number, event.seq, _("does not follow the one before")))
        if not _is_keyed(event.hash, lambda key_id, event=event: event.computed_hash(complaint.number, key_id)):
            faults.append(Fault(complaint.number, event.seq, _("content changed")))
        previous, expected = event.hash, expected + 1
    head = (complaint.number, complaint.events_count, complaint.events_head)
    is_sealed = _is_keyed(complaint.events_seal, lambda key_id: sealed_head(*head, key_id))
    if head != (complaint.number, expected - 1, previous) or not is_sealed:
        faults.append(Fault(complaint.number, expected - 1, _("is not the last one the complaint knows")))
    return faults


def missing_numbers():
    """Numbers that were given out and are no longer there: whole complaints taken away (INT-2)."""
    faults = []
    for month in ComplaintSerial.objects.order_by("pk"):
        there = set(Complaint.everything.filter(number__startswith=f"{month.pk}-").values_list("number", flat=True))
        there.update(kept_numbers(month.pk))
        given_out = (number_of(month.pk, serial) for serial in range(1, month.last + 1))
        faults += [Fault(number, 0, _("the whole complaint is missing")) for number in given_out if number not in there]
    return faults


def _is_keyed(stored, compute):
    """Whether `stored` is what `compute` makes under the key it names."""
    try:
        return hmac.compare_digest(compute(stored.partition(":")[0]).encode(), stored.encode())
    except KeyError:
        return False
