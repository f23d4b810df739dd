"""A file on its way in: kept, mapped, checked, confirmed, or set aside (INT-8)."""

import hashlib
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.crypto.contact import mask_text
from complaints.errors import NotPermitted, RuleBroken
from complaints.imports.mappings import SAYS_WHAT, propose, remember
from complaints.imports.reading import CPU_SECONDS_OF_A_REQUEST, reading
from complaints.models import ImportBatch, ImportState
from complaints.permissions import check_right
from complaints.services.evidence import clean_name

#: In these the columns may still be chosen anew.
OPEN_TO_CHANGE = frozenset({ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED})
_RIGHT = "complaints.import_complaints"
_SAMPLE_ROWS = 3
_SAMPLE_LENGTH = 40


class Kept(NamedTuple):
    """`is_new` is false when the same file has been brought before: then it is that earlier batch.

    Of a workbook's `sheets` only the first with rows is read.
    """

    batch: ImportBatch
    is_new: bool
    sheets: list[str]


def keep(upload, *, preset, channel, by, now):
    """Keep an uploaded file and guess its columns. Raises NotPermitted, RuleBroken with what to do about the file."""
    check_right(by, _RIGHT)
    # Before the transaction: a file that takes its reader's time must not take the database's.
    with reading(upload, seconds=CPU_SECONDS_OF_A_REQUEST) as table:
        samples = _samples(table)
    return _kept(upload, table, samples, preset=preset, channel=channel, by=by, now=now)


@transaction.atomic
def _kept(upload, table, samples, *, preset, channel, by, now):
    digest = _sha256(upload)
    known = _brought_before(digest)
    if known is not None:
        return Kept(known, is_new=False, sheets=table.sheets)
    proposal = propose(table.headings)
    batch = ImportBatch(
        file_name=clean_name(upload.name),
        sha256=digest,
        encoding=table.encoding,
        preset=preset,
        channel=channel,
        headings=table.headings,
        samples=samples,
        mapping=proposal.mapping,
        mapping_source=proposal.source,
        created_by=by,
        created_at=now,
    )
    batch.file.save(batch.uuid.hex, upload, save=False)
    batch.save(force_insert=True)
    return Kept(batch, is_new=True, sheets=table.sheets)


@transaction.atomic
def choose_columns(batch_id, *, mapping, preset, channel, by, now, remembered_as=""):
    """Say which heading each field is read from; the check begins. Raises NotPermitted, RuleBroken.

    A choice with a name is remembered at once, any other once its rows are found right.
    """
    batch = lock(batch_id, by=by)
    check_right(by, _RIGHT)
    if batch.state not in OPEN_TO_CHANGE:
        raise RuleBroken(_("The columns of this import can no longer be changed."))
    chosen = {field: heading for field, heading in mapping.items() if heading}
    if not set(chosen.values()) <= set(batch.headings):
        raise RuleBroken(_("Choose columns of this file."))
    if len(set(chosen.values())) < len(chosen):
        raise RuleBroken(_("Two fields are read from the same column. Choose one column for each."))
    if not chosen.keys() & SAYS_WHAT:
        raise RuleBroken(_("Choose the column that says what the complaint is about: subject or description."))
    batch.mapping, batch.preset, batch.channel = chosen, preset, channel
    batch.state, batch.attempts, batch.leased_until, batch.failure = ImportState.CHECKING, 0, None, ""
    batch.rows_count = batch.checked_count = batch.new_count = batch.known_count = batch.errors_count = 0
    batch.errors, batch.preview = [], []
    if remembered_as.strip():
        batch.mapping_source = remember(batch.headings, chosen, name=remembered_as, by=by, now=now)
    batch.save()
    return batch


@transaction.atomic
def confirm(batch_id, *, by, now, good_rows_only=False):
    """Have the checked rows imported. Rows with errors stay out only when the person says so. Raises RuleBroken."""
    batch = lock(batch_id, by=by)
    check_right(by, _RIGHT)
    if batch.state != ImportState.CHECKED:
        raise RuleBroken(_("This import waits for no confirmation. Look at its state."))
    if not batch.new_count:
        raise RuleBroken(_("There is nothing new in this file."))
    if batch.errors_count and not good_rows_only:
        raise RuleBroken(
            _("%(count)s rows have errors. Correct them in the file, or choose to import the good rows only.")
            % {"count": batch.errors_count}
        )
    batch.good_rows_only = bool(batch.errors_count)
    batch.state, batch.attempts, batch.leased_until = ImportState.CONFIRMED, 0, None
    batch.staged_count = batch.stored_count = 0
    batch.confirmed_by, batch.confirmed_at = by, now
    batch.save()
    remember(batch.headings, batch.mapping, by=by, now=now)
    return batch


@transaction.atomic
def set_aside(batch_id, *, by, now):
    """Drop a file that is not to be imported; its content is deleted. Raises NotPermitted, RuleBroken."""
    batch = lock(batch_id, by=by)
    check_right(by, _RIGHT)
    if batch.state in {ImportState.IMPORTED, ImportState.SET_ASIDE}:
        raise RuleBroken(_("This import is finished."))
    if batch.state == ImportState.ARRIVING:
        raise RuleBroken(
            _("The numbers of this import are given out: it can only be finished. It will be in a moment.")
        )
    batch.state, batch.finished_at = ImportState.SET_ASIDE, now
    batch.forget_cells()
    batch.save()
    batch.rows.all().delete()
    forget_file(batch)
    return batch


def lock(batch_id, *, by):
    """The batch, locked until the transaction ends, if `by` may see it. Raises NotPermitted."""
    batch = ImportBatch.objects.visible_to(by).select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotPermitted(_("This import does not exist or is not yours to see."))
    return batch


def forget_file(batch):
    """Delete the file once the transaction is safe: nobody needs contact data in clear any longer."""
    storage, name = batch.file.storage, batch.file.name
    batch.file = ""
    batch.save(update_fields=["file"])
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _samples(table):
    """The first cells under each heading, so that somebody can tell what a column holds."""
    first = table.first(_SAMPLE_ROWS)
    if not first:
        raise RuleBroken(_("Below the headings the file holds no rows. Export it again."))
    return [
        [mask_text(row.values[heading][:_SAMPLE_LENGTH]) for row in first if heading in row.values]
        for heading in table.headings
    ]


def _brought_before(digest):
    """The batch of the same file that is under way, or that left nothing to import."""
    same = ImportBatch.objects.filter(sha256=digest).exclude(state__in=[ImportState.FAILED, ImportState.SET_ASIDE])
    return next((batch for batch in same if batch.state != ImportState.IMPORTED or not batch.errors_count), None)


def _sha256(upload):
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
