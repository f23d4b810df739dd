"""All rows judged before anybody confirms: what is new, what is there already, what is wrong and where."""

from datetime import timedelta
from itertools import islice

from django.utils import timezone, translation

from complaints.crypto.contact import mask_contact, mask_name
from complaints.deadlines.workdays import CHINA
from complaints.imports.judging import Judge, is_row_key
from complaints.imports.reading import reading
from complaints.models import Complaint, ImportBatch, ImportState

CHUNK = 1_000
#: A worker that has not reported for so long is dead, and another one begins anew.
LEASE = timedelta(minutes=2)
_MOST_ERRORS_KEPT = 2_000
_PREVIEWED = 20


def check(batch, *, now):
    """Judge every row and keep the result; stops when the batch was taken away meanwhile. Raises RuleBroken."""
    errors, preview, seen = [], [], set()
    batch.rows_count = batch.known_count = batch.errors_count = batch.new_count = 0
    with translation.override(batch.created_by.language), batch.file.open() as file, reading(file) as table:
        judged = judge_all(batch, table, now=now)
        while chunk := list(islice(judged, CHUNK)):
            receipts = [one.receipt for one in chunk if one.receipt]
            known = _known(batch.channel, receipts)
            for one in chunk:
                if one.receipt is None:
                    batch.errors_count += 1
                    errors.extend(
                        [fault.row, fault.heading, fault.sentence, fault.cell]
                        for fault in one.faults[: _MOST_ERRORS_KEPT - len(errors)]
                    )
                elif one.receipt.external_id in known or one.receipt.external_id in seen:
                    batch.known_count += 1
                else:
                    batch.new_count += 1
                    seen.add(one.receipt.external_id)
                    if len(preview) < _PREVIEWED:
                        preview.append({"row": one.row, "facts": _shown(one.receipt)})
            batch.rows_count += len(chunk)
            if not _report(batch):
                return
    _under_way(batch).update(
        errors=errors,
        preview=preview,
        state=ImportState.CHECKED,
        leased_until=None,
        **{name: getattr(batch, name) for name in ("rows_count", "new_count", "known_count", "errors_count")},
    )


def judge_all(batch, table, *, now):
    judge = Judge(preset=batch.preset, channel=batch.channel, mapping=batch.mapping, unnamed=table.unnamed, now=now)
    return (judge.judge(row) for row in table)


def _report(batch):
    """Show how far the check is and keep the lease; false when somebody set the file aside or chose again."""
    return _under_way(batch).update(checked_count=batch.rows_count, leased_until=timezone.now() + LEASE)


def _under_way(batch):
    return ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKING)


def _known(channel, receipts):
    ids = [receipt.external_id for receipt in receipts]
    there = Complaint.objects.of_origin(*ids, channels=[channel])
    return set(there.values_list("external_id", flat=True))


def _shown(receipt):
    """The row as it will be stored, in words, contact data masked."""
    facts = {
        "external_id": "" if is_row_key(receipt.external_id) else receipt.external_id,
        "subject": receipt.subject,
        "description": receipt.description[:200],
        "occurred_at": receipt.occurred_at and f"{receipt.occurred_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        "name": mask_name(receipt.name),
        **{kind.value: mask_contact(kind, value) for kind, value in receipt.contacts.items()},
        "order_number": receipt.order_number,
        "product": receipt.product,
        "place": receipt.place,
        "category": receipt.category and str(receipt.category),
        "demand": str(receipt.demand.label),
        "demand_note": receipt.demand_note,
        "demand_cny": receipt.demand_cny and str(receipt.demand_cny),
        "emotion": str(receipt.emotion.label),
        "tier": str(receipt.tier.label) if receipt.tier else "",
        "origin_url": receipt.origin_url,
    }
    return {field: value for field, value in facts.items() if value}
