"""The tables of the board as a file: no cell of it is ever a formula (A15)."""

from tempfile import TemporaryFile

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook

from complaints.deadlines.workdays import CHINA
from complaints.exports.writing import csv_text, texts
from review.admin.board.asked import AGAINST
from review.admin.board.charts import charts, compared, compared_headings
from review.admin.board.tiles import tiles


def as_csv(asked, found, *, by):
    """Each table under its title, one below the other."""
    lines = []
    for title, table in _tables(asked, found, by):
        lines += [[title], *table, []]
    response = HttpResponse(csv_text(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(found, by)}.csv"'
    return response


def as_xlsx(asked, found, *, by):
    """Each table on a sheet of its own."""
    book = Workbook(write_only=True)
    for number, (title, table) in enumerate(_tables(asked, found, by), start=1):
        sheet = book.create_sheet(f"{number} {_sheet_name(title)}"[:31])
        for line in table:
            sheet.append(texts(sheet, line))
    file = TemporaryFile()  # noqa: SIM115 — handed to the response, which closes it
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{_name(found, by)}.xlsx")


def _tables(asked, found, by):
    """(Title, lines of text) of everything on the page."""
    headings = [_("Figure"), _("Value"), _("Note"), _("Change")]
    yield _("Figures"), [headings, *([one.label, one.value, one.note, one.change] for one in tiles(found))]
    yield str(compared_headings(found)[0]), [compared_headings(found), *_plain(compared(found, asked.names))]
    for chart in charts(found, asked.names):
        yield chart.title, [chart.headings, *_plain(chart.rows)]
    yield _("About this list"), list(_about(asked, found, by))


def _about(asked, found, by):
    yield [_("Period"), _("%(since)s to %(until)s") % found.period._asdict()]
    against = _("%(since)s to %(until)s") % found.against._asdict() if found.against else str(AGAINST["none"])
    yield [_("Compared with"), against]
    for words in asked.words:
        yield [_("Filter"), words]
    yield [_("Exported by"), f"{by} ({by.username})"]
    yield [_("Exported at"), f"{timezone.localtime(found.at, CHINA):%Y-%m-%d %H:%M}"]


def _plain(rows):
    return [[cell.text for cell in row] for row in rows]


def _name(found, by):
    return f"board-{found.period.since:%Y%m%d}-{found.period.until:%Y%m%d}-{by.username}"


def _sheet_name(title):
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip()
