"""Lists taken out of the desk: ordered by somebody with the right, made by the worker, on record once (AUD-2)."""

import logging
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Export, ExportState, ExportSubject
from complaints.models.export import private_path
from complaints.permissions import check_right
from complaints.services.gate import check_filled

log = logging.getLogger(__name__)

#: How long the file can be fetched.
KEPT = timedelta(days=1)
RIGHT = "complaints.export_complaints"
_MOST_WAITING = 5


@transaction.atomic
def order_export(*, kind, language, by, now, ids=None, since=None, until=None, channel="", unmasked=False, reason=""):
    """Have a list made: of the complaints `ids` in their order, or the register of a time.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, RIGHT)
    if unmasked:
        check_right(by, "complaints.unmask_contact")
        check_filled(reason, _("Say why you need the contact data; the reason is recorded."))
    if ids is None and (since is None or until is None or since > until):
        raise RuleBroken(_("Choose a first and a last day, in this order."))
    if Export.objects.waiting().filter(owner=by).count() >= _MOST_WAITING:
        raise RuleBroken(_("Several of your exports are still being made. Wait for them first."))
    export = Export(
        subject=ExportSubject.REGISTER if ids is None else ExportSubject.LIST,
        kind=kind,
        language=language,
        ids=ids or [],
        since=since,
        until=until,
        channel=channel,
        is_unmasked=unmasked,
        reason=reason.strip() if unmasked else "",
        owner=by,
        ordered_at=now,
    )
    check_row(export)
    export.save()
    log.info("export_ordered", extra={"by": by.pk, "kind": kind, "subject": export.subject})
    return export


@transaction.atomic
def finish_export(export_id, *, draft, count, at):
    """The whole file takes its place; until then there is none to fetch (F19)."""
    export = Export.objects.select_for_update().get(pk=export_id)
    if export.state != ExportState.WAITING:
        return
    export.file.name, export.ids = private_path(export, ""), []
    export.state, export.made_at, export.failure, export.leased_until = ExportState.MADE, at, "", None
    export.done_count = export.all_count = count
    export.save()
    draft.replace(Path(default_storage.path(export.file.name)))


def fail_export(export_id, sentence):
    """It cannot be made, and why."""
    waiting = Export.objects.filter(pk=export_id, state=ExportState.WAITING)
    waiting.update(state=ExportState.FAILED, failure=sentence[:300], leased_until=None, ids=[])


def open_export(export_id, *, by, now):
    """The export, for its owner to fetch the file; nobody else does. Raises NotPermitted, RuleBroken."""
    export = Export.objects.visible_to(by).filter(pk=export_id, owner=by).first()
    if export is None:
        raise NotPermitted(_("This export does not exist or is not yours."))
    check_right(by, RIGHT)
    if export.is_unmasked:
        check_right(by, "complaints.unmask_contact")
    if export.state != ExportState.MADE or export.made_at <= now - KEPT:
        raise RuleBroken(_("There is no file: it is still being made, or was deleted after a day."))
    log.info("export_fetched", extra={"by": by.pk, "export": export.pk})
    return export


def delete_old(*, at):
    """Files nobody may fetch any more go; that they were taken stays. Returns how many went."""
    old = list(Export.objects.filter(state=ExportState.MADE, made_at__lte=at - KEPT)[:100])
    for export in old:
        name, export.file, export.state = export.file.name, "", ExportState.DELETED
        export.save(update_fields=["file", "state"])
        default_storage.delete(name)
    return len(old)
