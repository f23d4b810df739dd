"""Lists as CSV and XLSX: as long as they are, a chunk at a time, no cell ever a formula (A15)."""

import csv
import io
from tempfile import TemporaryFile

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from complaints.errors import RuleBroken
from complaints.exports.resource import RELATED, ComplaintResource
from complaints.spreadsheet import escaped, harmless

_CHUNK = 500
#: Below its heading a sheet holds one row less than a million and its like.
MOST_SHEET_ROWS = 1_048_575
_LONGEST_CELL = 32_767
BYTE_ORDER_MARK = "\ufeff"


def as_csv(complaints, language):
    """The list as pieces of UTF-8 text that Excel recognises, made while they are sent."""
    resource = ComplaintResource()
    with translation.override(language):
        piece = csv_text([resource.get_export_headers()])
    yield piece
    for lines in _lines(resource, complaints, language):
        yield joined(lines)


def as_workbook(complaints, language, notes):
    """A temporary file with the list and, on a second sheet, `notes`: who took it, when. Raises RuleBroken."""
    resource = ComplaintResource()
    book = Workbook(write_only=True)
    with translation.override(language):
        sheet = book.create_sheet(_("Complaints"))
        sheet.freeze_panes = "B2"
        sheet.append(texts(sheet, resource.get_export_headers()))
        told = _("About this list")
    written = 0
    for lines in _lines(resource, complaints, language):
        written += len(lines)
        if written > MOST_SHEET_ROWS:
            raise RuleBroken(_("This list is longer than a sheet of Excel. Export it as CSV."))
        for line in lines:
            sheet.append(texts(sheet, line))
    about = book.create_sheet(told)
    for line in notes:
        about.append(texts(about, line))
    file = TemporaryFile()  # noqa: SIM115 — handed to the response, which closes it
    book.save(file)
    file.seek(0)
    return file


def csv_text(lines):
    """A short list in one piece, for Excel to recognise."""
    return BYTE_ORDER_MARK + joined(lines)


def _lines(resource, complaints, language):
    """Chunks of lines; the language is set for each, because whoever takes the next chunk may speak another."""
    rows = complaints.select_related(*RELATED).prefetch_related("complainant__contact_points")
    chunk = []
    for complaint in rows.iterator(chunk_size=_CHUNK):
        chunk.append(complaint)
        if len(chunk) == _CHUNK:
            yield _read(resource, chunk, language)
            chunk = []
    if chunk:
        yield _read(resource, chunk, language)


def _read(resource, chunk, language):
    with translation.override(language):
        return [resource.export_resource(complaint) for complaint in chunk]


def joined(lines):
    """The lines as CSV text."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([harmless(str(cell)) for cell in line] for line in lines)
    return buffer.getvalue()


def texts(sheet, values):
    """Cells typed as text: what begins with = is shown, not run."""
    cells = []
    for value in values:
        cell = WriteOnlyCell(sheet, escaped(str(value)[:_LONGEST_CELL]))
        cell.data_type = "s"
        cells.append(cell)
    return cells
