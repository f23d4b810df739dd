"""A file taken through the steps of an import as a person takes it."""

from complaints.imports import batches, running
from complaints.models import ImportBatch, ImportState
from complaints.services import bulk
from complaints.states import Channel, Preset
from tests.builders import NOON


def kept(file, by, *, channel=Channel.PHONE, now=NOON):
    return batches.keep(file, preset=Preset.ECOMMERCE, channel=channel, by=by, now=now)


def checked(file, by, **options):
    batch = kept(file, by, **options).batch
    return check(batch, by)


def check(batch, by, **changes):
    chosen = {"mapping": batch.mapping, "preset": batch.preset, "channel": batch.channel} | changes
    batches.choose_columns(batch.pk, **chosen, by=by, now=NOON)
    running.run_waiting(now=NOON)
    return ImportBatch.objects.get(pk=batch.pk)


def imported(batch, by, **options):
    batches.confirm(batch.pk, by=by, now=NOON, **options)
    running.run_waiting(now=NOON)
    return ImportBatch.objects.get(pk=batch.pk)


def a_confirmed(by, *, channel=Channel.PHONE, rows=0):
    """An import somebody confirmed, of which nothing is set down yet."""
    return ImportBatch.objects.create(
        file_name="台账.csv",
        preset=Preset.ECOMMERCE,
        channel=channel,
        state=ImportState.CONFIRMED,
        rows_count=rows,
        new_count=rows,
        created_by=by,
        created_at=NOON,
        confirmed_by=by,
        confirmed_at=NOON,
    )


def brought_in(receipts, by):
    """The receipts as one import, through each of its four steps."""
    batch = a_confirmed(by, channel=receipts[0].channel, rows=len(receipts))
    bulk.set_down(batch.pk, receipts, gone_through=len(receipts), by=by, now=NOON)
    return finished(batch, by)


def finished(batch, by):
    bulk.number(batch.pk, by=by, now=NOON)
    while bulk.store(batch.pk):
        """A chunk more."""
    return bulk.show(batch.pk, now=NOON)
