"""A stored report as PDF and as workbook, in the active language; both from its content alone (MON-3)."""

import io

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from complaints.exports.writing import texts
from complaints.typesetting.press import typeset
from escalation.exports import blocks
from review.services.reports.wording import findings_of, sections_of

_WIDE, _NARROW = 42, 18


def printed(report):
    """The bytes of the PDF; of the same report and language always the same."""
    sections = sections_of(report.content)
    document = {
        "lang": blocks.language_code(),
        "house": _("Redress"),
        "title": _("Report on the handling of complaints"),
        "subtitle": str(report),
        "running": [_("Report on the handling of complaints"), str(report)],
        "foot": _("Within the house"),
        "page_words": blocks.page_words(),
        "contents": pgettext("of a document", "Contents"),
        "cover": [*cover(report), [_("Digest"), {"digest": report.sha256}]],
        "notes": findings_of(report.content),
        "sections": [{"title": one["title"], "blocks": _blocks(one)} for one in sections],
    }
    return typeset("document", document, at=report.made_at)


def cover(report):
    before = report.content["before"]
    return [
        [_("Period"), f"{report.since} – {report.until}"],
        [_("Compared with"), f"{before['since']} – {before['until']}"],
        [_("Made"), f"{blocks.at(report.made_at)} · {report.made_by}"],
        [_("Arranged by"), _("ISO 10002:2018 and GB/T 19012-2019, clause 8")],
    ]


def workbook(report):
    """The bytes of an XLSX: findings first, then a sheet for each section; no cell is a formula (A15)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Findings"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NARROW, 2 * _WIDE
    for row in (*cover(report), [_("Digest"), report.sha256]):
        sheet.append(texts(sheet, row))
    sheet.append([])
    for sentence in findings_of(report.content):
        sheet.append(texts(sheet, ["", sentence]))
    for section in sections_of(report.content):
        sheet = book.create_sheet(section["title"][:31])
        for column, width in zip("ABCDE", (_WIDE, *[_NARROW] * 4), strict=True):
            sheet.column_dimensions[column].width = width
        if section["facts"]:
            _append(sheet, [_("Figure"), _("This period"), _("Period before"), _("Change")], section["facts"])
        for table in section["tables"]:
            sheet.append([])
            _append(sheet, [table["title"], *table["head"]], [[name, *cells] for name, cells in table["rows"]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _append(sheet, head, rows):
    cells = texts(sheet, head)
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    for row in rows:
        sheet.append(texts(sheet, list(row)))


def _blocks(section):
    found = [blocks.text(_("Clause %(clause)s") % {"clause": section["clause"]})]
    if section["facts"]:
        head = [_("Figure"), _("This period"), _("Period before"), _("Change")]
        found.append(blocks.table(head, [2, 1, 1, 1], [list(row) for row in section["facts"]]))
    for table in section["tables"]:
        found.append(blocks.head(table["title"]))
        widths = [2, *[1] * len(table["head"])]
        found.append(
            blocks.table(
                [pgettext("report", "Item"), *table["head"]], widths, [[name, *cells] for name, cells in table["rows"]]
            )
        )
    return found
