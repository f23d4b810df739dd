"""A file taken through the steps of an import as a person takes it."""

from complaints.imports import batches, running
from complaints.models import ImportBatch
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
