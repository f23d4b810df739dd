"""The worker's part: batches waiting to be checked or imported, taken up one by one, again after a kill."""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from complaints.errors import Refusal, RuleBroken
from complaints.imports.batches import forget_file
from complaints.imports.checking import LEASE, check, judge_all
from complaints.imports.reading import reading
from complaints.models import ImportBatch, ImportState, said
from complaints.services.bulk import receive_many

log = logging.getLogger(__name__)

_MOST_ATTEMPTS = 3
_SMALL_BYTES = 256 * 1024
_SMALL_ROWS = 300
_FORGOTTEN_AFTER = timedelta(days=7)
_FORGOTTEN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


def run_waiting(*, now):
    """Check or import what waits, and forget what nobody came back to. Returns how many batches were taken up."""
    taken = 0
    while (batch := _claim(now)) is not None:
        run(batch, now=now)
        taken += 1
    _forget_old(now)
    return taken


def run(batch, *, now):
    """One batch, checked or imported; a refusal is kept on it, a clash with other work leaves it for another try."""
    try:
        if batch.state == ImportState.CHECKING:
            check(batch, now=now)
        else:
            _bring_in(batch.pk, now=now)
    except Refusal as refusal:
        _fail(batch, str(refusal.sentence), now=now)
    except IntegrityError:
        # The same customer or origin was being received at the same moment: next time it is known.
        log.info("import_clashed", extra={"batch": batch.pk})
        ImportBatch.objects.filter(pk=batch.pk).update(leased_until=None)
    finally:
        _progress_file(batch).unlink(missing_ok=True)


def progress_of(batch):
    """How far an import under way is, in percent. Its rows are not visible to anybody before all are in."""
    try:
        return int(_progress_file(batch).read_text())
    except (OSError, ValueError):
        return 0


def run_if_small(batch, *, now):
    """What takes a second or two is not left to the worker."""
    small = batch.file.size <= _SMALL_BYTES if batch.state == ImportState.CHECKING else batch.new_count <= _SMALL_ROWS
    claimed = _claim(now, pk=batch.pk) if small else None
    if claimed is not None:
        run(claimed, now=now)


@transaction.atomic
def _claim(now, **which):
    waiting = ImportBatch.objects.waiting(now).filter(**which)
    batch = waiting.select_related("created_by").select_for_update(skip_locked=True, of=("self",)).first()
    if batch is None:
        return None
    if batch.attempts >= _MOST_ATTEMPTS:
        with translation.override(batch.created_by.language):
            sentence = _("The import broke off %(count)s times. Split the file, or tell your administrator.")
            _fail(batch, sentence % {"count": batch.attempts}, now=now)
        return None
    ImportBatch.objects.filter(pk=batch.pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    return batch


@transaction.atomic
def _bring_in(batch_id, *, now):
    """Before or after, never between: rows, numbers, record and the state of the batch are one transaction."""
    batch = (
        ImportBatch.objects.select_for_update(of=("self",))
        .select_related("created_by", "confirmed_by")
        .get(pk=batch_id)
    )
    if batch.state != ImportState.CONFIRMED:
        return
    with translation.override(batch.created_by.language), batch.file.open() as file, reading(file) as table:
        outcome = receive_many(
            _good_rows(batch, table, now=now),
            by=batch.confirmed_by,
            now=now,
            batch=str(batch.uuid),
            on_progress=lambda steps: _note(batch, steps),
        )
    batch.state, batch.finished_at, batch.leased_until = ImportState.IMPORTED, now, None
    batch.imported_count, batch.known_count = outcome.new_count, outcome.known_count
    batch.first_number, batch.last_number = outcome.first_number, outcome.last_number
    batch.forget_cells()
    batch.save()
    forget_file(batch)


def _good_rows(batch, table, *, now):
    """Raises RuleBroken at a row that is no longer good, unless such rows were to stay out."""
    for judged in judge_all(batch, table, now=now):
        if judged.receipt is not None:
            yield judged.receipt
        elif not batch.good_rows_only:
            raise RuleBroken(
                _("Row %(row)s was good when it was checked and no longer is: %(sentence)s Check the file again.")
                % {"row": judged.row, "sentence": said(judged.faults[0].sentence, "")}
            )


def _note(batch, steps):
    """Each row is two steps, its people and itself. A file, because the transaction shows nothing until its end."""
    file = _progress_file(batch)
    file.with_suffix(".new").write_text(str(min(99, steps * 50 // max(1, batch.rows_count))))
    file.with_suffix(".new").replace(file)


def _progress_file(batch):
    return Path(settings.MEDIA_ROOT) / "imports" / f"{batch.uuid.hex}.progress"


def _fail(batch, sentence, *, now):
    # Only what is still where it was taken up: somebody may have set it aside meanwhile.
    ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
        state=ImportState.FAILED, failure=sentence[:500], leased_until=None, finished_at=now
    )


def _forget_old(now):
    old = ImportBatch.objects.filter(state__in=_FORGOTTEN, created_at__lt=now - _FORGOTTEN_AFTER)
    for batch_id in old.values_list("pk", flat=True):
        _forget(batch_id, now=now)


@transaction.atomic
def _forget(batch_id, *, now):
    # Asked again under the lock: somebody may have come back to it since it was found.
    batch = ImportBatch.objects.select_for_update().filter(pk=batch_id, state__in=_FORGOTTEN).first()
    if batch is not None:
        batch.state, batch.finished_at = ImportState.SET_ASIDE, now
        batch.forget_cells()
        batch.save()
        forget_file(batch)
