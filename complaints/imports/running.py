"""The worker's part: batches waiting to be checked or imported, taken up one by one, again where a kill left them."""

import logging
from collections import deque
from datetime import timedelta
from itertools import islice
from time import monotonic, sleep

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints.errors import Refusal, RuleBroken
from complaints.imports.batches import forget_file
from complaints.imports.checking import LEASE, check, judge_all
from complaints.imports.reading import reading
from complaints.models import ImportBatch, ImportState, said
from complaints.services import bulk

log = logging.getLogger(__name__)

#: A task may run nine minutes: what comes in lets go long before, and a check begun last has the longer half.
ROUND_SECONDS = 240
_MOST_ATTEMPTS = 3
_SMALL_BYTES = 256 * 1024
_SMALL_ROWS = 300
#: SQLite lets a writer that waits look again every tenth of a second: what never pauses is never interrupted.
_LETS_OTHERS_WRITE_S = 0.12
_FORGOTTEN_AFTER = timedelta(days=7)
_FORGOTTEN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


def run_waiting(*, now):
    """Check or import what waits, and forget what nobody came back to. Returns how many batches were taken up.

    What does not get through in one round goes on in the next where it was.
    """
    taken, until = 0, monotonic() + ROUND_SECONDS
    while monotonic() < until and (batch := _claim(now)) is not None:
        run(batch, until=until, now=now)
        taken += 1
    _forget_old(now)
    return taken


def run(batch, *, until, now):
    """One batch, checked or imported; a refusal is kept on it, a clash with other work leaves it for another try."""
    try:
        if batch.state == ImportState.CHECKING:
            check(batch, now=now)
        else:
            _bring_in(batch, until=until, now=now)
    except Refusal as refusal:
        _fail(batch, str(refusal.sentence), now=now)
    except IntegrityError:
        # The same customer or origin was being received at the same moment: next time it is known.
        log.info("import_clashed", extra={"batch": batch.pk})
        _let_go(batch)


def run_if_small(batch, *, now):
    """What takes a second or two is not left to the worker."""
    small = batch.file.size <= _SMALL_BYTES if batch.state == ImportState.CHECKING else batch.new_count <= _SMALL_ROWS
    claimed = _claim(now, pk=batch.pk) if small else None
    if claimed is not None:
        run(claimed, until=monotonic() + ROUND_SECONDS, now=now)


@transaction.atomic
def _claim(now, **which):
    waiting = ImportBatch.objects.waiting(now).filter(**which)
    batch = waiting.select_related("created_by", "confirmed_by")
    batch = batch.select_for_update(skip_locked=True, of=("self",)).first()
    if batch is None:
        return None
    if batch.attempts >= _MOST_ATTEMPTS and batch.state != ImportState.ARRIVING:
        with translation.override(batch.created_by.language):
            sentence = _("The import broke off %(count)s times. Split the file, or tell your administrator.")
            _fail(batch, sentence % {"count": batch.attempts}, now=now)
        return None
    # Once numbers are given out it is tried for ever, though more and more seldom.
    lease = LEASE * max(1, min(batch.attempts, 30)) if batch.state == ImportState.ARRIVING else LEASE
    ImportBatch.objects.filter(pk=batch.pk).update(leased_until=now + lease, attempts=F("attempts") + 1)
    return batch


def _bring_in(batch, *, until, now):
    """Nothing of it is seen before all of it is there: see `services.bulk`."""
    if batch.state == ImportState.CONFIRMED:
        if not _set_down(batch, until=until, now=now):
            return
        bulk.number(batch.pk, by=batch.confirmed_by, now=now)
    while bulk.store(batch.pk):
        _go_on(batch)
        if monotonic() >= until:
            _let_go(batch)
            return
    forget_file(bulk.show(batch.pk, now=now))


def _set_down(batch, *, until, now):
    """All rows of the file, from where the last try ended; False when it was set aside, or time is up."""
    with translation.override(batch.created_by.language), batch.file.open() as file, reading(file) as table:
        # What was gone through before a break is only passed over.
        deque(islice(table, batch.staged_count), maxlen=0)
        judged, gone_through = judge_all(batch, table, now=now), batch.staged_count
        while chunk := list(islice(judged, bulk.CHUNK)):
            gone_through += len(chunk)
            how = {"gone_through": gone_through, "by": batch.confirmed_by, "now": now}
            if not bulk.set_down(batch.pk, _good(batch, chunk), **how):
                return False
            _go_on(batch)
            if monotonic() >= until:
                _let_go(batch)
                return False
    return True


def _good(batch, chunk):
    """Raises RuleBroken at a row that is no longer good, unless such rows were to stay out."""
    for judged in chunk:
        if judged.receipt is None and not batch.good_rows_only:
            raise RuleBroken(
                _("Row %(row)s was good when it was checked and no longer is: %(sentence)s Check the file again.")
                % {"row": judged.row, "sentence": said(judged.faults[0].sentence, "")}
            )
    return [judged.receipt for judged in chunk if judged.receipt is not None]


def _let_go(batch):
    ImportBatch.objects.filter(pk=batch.pk).update(leased_until=None)


def _go_on(batch):
    ImportBatch.objects.filter(pk=batch.pk).update(leased_until=timezone.now() + LEASE)
    if connection.vendor == "sqlite" and batch.new_count > _SMALL_ROWS:
        sleep(_LETS_OTHERS_WRITE_S)


@transaction.atomic
def _fail(batch, sentence, *, now):
    # Only what is still where it was taken up: somebody may have set it aside meanwhile.
    failed = ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
        state=ImportState.FAILED, failure=sentence[:500], leased_until=None, finished_at=now
    )
    if failed:
        batch.rows.all().delete()


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
