"""A file as rows under headings, whatever its kind, encoding and decoration."""

from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.imports import headings as naming
from complaints.imports import text_table
from complaints.imports.files import MOST_COLUMNS, MOST_ROWS, Kind, recognise, too_many_columns
from complaints.imports.workbook import Workbook


@dataclass(frozen=True)
class Row:
    """`number` as Excel shows it; `values` holds filled cells only; `surplus` cells stand under no heading."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    surplus: tuple[str, ...] = ()


class Table:
    """Can be walked again and again, and keeps one row in memory at a time. Raises RuleBroken throughout."""

    def __init__(self, file):
        self.kind = recognise(file)
        self.encoding, self.sheets = "", []
        if self.kind == Kind.TEXT:
            self._file, self.encoding = file, text_table.encoding_of(file)
        else:
            self._workbook = Workbook(file)
            self.sheets = self._workbook.sheets
        numbered = list(islice(self._lines(), 40))
        position, headings = naming.find([cells for _number, cells in numbered])
        if not headings:
            raise RuleBroken(_("The file holds no rows. Export it again and check the first sheet."))
        if len(headings) > MOST_COLUMNS:
            raise RuleBroken(too_many_columns())
        self.heading_number = numbered[position][0]
        self.unnamed = {name for name, heading in zip(naming.distinct(headings), headings, strict=True) if not heading}
        self.headings = naming.distinct(headings)
        self._twins = naming.twins(headings)

    def __iter__(self):
        count = 0
        for number, cells in self._lines():
            if number <= self.heading_number or naming.repeats(self.headings, cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise RuleBroken(
                    _("The file has more than %(limit)s rows. Split it and import the parts one after the other.")
                    % {"limit": MOST_ROWS}
                )
            yield self._row(number, cells)

    def _lines(self):
        return text_table.rows(self._file, self.encoding) if self.kind == Kind.TEXT else self._workbook.rows()

    def _row(self, number, cells):
        width = len(self.headings)
        if self._twins:
            cells = self._continued(cells)
        values = {heading: cell for heading, cell in zip(self.headings, cells, strict=False) if cell}
        return Row(number, values, tuple(cell for cell in cells[width:] if cell))

    def _continued(self, cells):
        cells = list(cells)
        for position, first in self._twins.items():
            if position < len(cells) and cells[position] and not cells[first]:
                cells[first], cells[position] = cells[position], ""
        return cells
