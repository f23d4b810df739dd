"""The worker's part: an ordered list is read as its owner sees it, written and sealed; then it is there (F19)."""

import io
import os
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from complaints.crypto.files import seal_file
from complaints.errors import Refusal, RuleBroken
from complaints.exports import register
from complaints.exports.resource import RELATED, ComplaintResource
from complaints.exports.writing import BYTE_ORDER_MARK, MOST_SHEET_ROWS, joined, texts
from complaints.models import Complaint, Export, ExportKind, ExportState, ExportSubject
from complaints.models.export import private_path
from complaints.services.sweeps.sweeping import sweep
from complaints.services.taking_out import delete_old, fail_export, finish_export

_CHUNK = 500
_LEASE_MINUTES = 10
_A4 = 9
_LINE = Border(*[Side(style="thin", color="999999")] * 4)


def make_waiting(*, now):
    """Make what was ordered and delete what is older than a day; returns how many came to their end."""
    lease = timezone.timedelta(minutes=_LEASE_MINUTES)
    made = sweep(Export.objects.waiting(), lambda pk: make(pk, now=now), now=now, lease=lease).done
    delete_old(at=now)
    return made


def make(export_id, *, now):
    """One list from order to file. What its owner may no longer see when it is made is not in it."""
    export = Export.objects.select_related("owner").filter(pk=export_id, state=ExportState.WAITING).first()
    if export is None:
        return False
    draft = Path(default_storage.path(private_path(export, ""))).with_suffix(".draft")
    draft.parent.mkdir(parents=True, exist_ok=True, mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
    try:
        with translation.override(export.language), TemporaryFile() as plain:
            count = _write(export, plain)
            plain.seek(0)
            with open(draft, "wb", opener=_private) as sealed:
                seal_file(plain, sealed, place=str(export.uuid))
                sealed.flush()
                os.fsync(sealed.fileno())
        finish_export(export.pk, draft=draft, count=count, at=now)
    except Refusal as refusal:
        fail_export(export.pk, str(refusal.sentence))
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(export, file):
    """Returns how many complaints are in it."""
    ids = export.ids
    if export.subject == ExportSubject.REGISTER:
        period = {"since": export.since, "until": export.until, "channel": export.channel}
        ids = list(register.complaints_of(user=export.owner, **period).values_list("pk", flat=True))
    if export.kind == ExportKind.XLSX and len(ids) > MOST_SHEET_ROWS - 4:
        raise RuleBroken(_("This list is longer than a sheet of Excel. Export it as CSV."))
    lines = _Lines(export, ids)
    (_as_csv if export.kind == ExportKind.CSV else _as_workbook)(export, lines, file)
    return lines.count


class _Lines:
    """The lines of a list, a chunk of complaints in memory at a time; counts them, and shows how far it is."""

    def __init__(self, export, ids):
        self.export, self.ids, self.count = export, ids, 0
        self.is_register = export.subject == ExportSubject.REGISTER
        self.resource = None if self.is_register else ComplaintResource()

    @property
    def headings(self):
        return register.headings() if self.is_register else self.resource.get_export_headers()

    def __iter__(self):
        related, fetched = (
            (register.RELATED, register.FETCHED) if self.is_register else (RELATED, ("complainant__contact_points",))
        )
        Export.objects.filter(pk=self.export.pk).update(all_count=len(self.ids))
        for start in range(0, len(self.ids), _CHUNK):
            chunk = self.ids[start : start + _CHUNK]
            visible = Complaint.objects.visible_to(self.export.owner).filter(pk__in=chunk)
            found = {one.pk: one for one in visible.select_related(*related).prefetch_related(*fetched)}
            for pk in chunk:
                if pk in found:
                    self.count += 1
                    yield self._line(found[pk])
            Export.objects.filter(pk=self.export.pk).update(done_count=start + len(chunk))

    def _line(self, complaint):
        if self.is_register:
            return register.line_of(self.count, complaint, unmasked=self.export.is_unmasked)
        return self.resource.export_resource(complaint)


def _as_csv(export, lines, file):
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(BYTE_ORDER_MARK + joined([lines.headings]))
    for line in lines:
        text.write(joined([line]))
    text.detach()


def _as_workbook(export, lines, file):
    book = Workbook(write_only=True)
    if lines.is_register:
        sheet = _register_sheet(book, export)
    else:
        sheet = book.create_sheet(_("Complaints"))
        sheet.freeze_panes = "B2"
    sheet.append(_headed(texts(sheet, lines.headings)))
    for line in lines:
        cells = texts(sheet, line)
        sheet.append(_ruled(cells) if lines.is_register else cells)
    about = book.create_sheet(_("About this list"))
    for note in _notes(export, lines.count):
        about.append(texts(about, note))
    book.save(file)


def _register_sheet(book, export):
    """A sheet to be printed and filed: landscape, one page wide, title and period above, headings on each page."""
    sheet = book.create_sheet(_("Register of complaints"))
    for place, (_heading, width) in enumerate(register.COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:3"
    sheet.freeze_panes = "C4"
    sheet.oddFooter.center.text = "&P / &N"
    columns = len(register.COLUMNS)
    for text, font, where in (
        (_("Register of consumer complaints"), Font(bold=True, size=16), "centerContinuous"),
        (period_of(export), Font(size=10), "left"),
    ):
        cells = texts(sheet, [text, *[""] * (columns - 1)])
        for cell in cells:
            cell.font, cell.alignment = font, Alignment(horizontal=where, vertical="center")
        sheet.append(cells)
    return sheet


def period_of(export):
    """Unit, days and who made it, in one line."""
    return _("Unit: %(unit)s   Received %(since)s to %(until)s   Made by %(by)s") % {
        "unit": export.owner.department or "—",
        "since": export.since,
        "until": export.until,
        "by": export.owner,
    }


def _headed(cells):
    for cell in cells:
        cell.font, cell.border = Font(bold=True), _LINE
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    return cells


def _ruled(cells):
    for cell in cells:
        cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), _LINE
    return cells


def _notes(export, count):
    yield _("Exported by"), f"{export.owner} ({export.owner.username})"
    yield _("Exported at"), f"{timezone.localtime(export.ordered_at):%Y-%m-%d %H:%M}"
    yield _("Complaints"), count
    yield _("Contact data"), _("in full") if export.is_unmasked else _("masked")
    if export.reason:
        yield _("Reason"), export.reason


def _private(path, flags):
    return os.open(path, flags, 0o600)
