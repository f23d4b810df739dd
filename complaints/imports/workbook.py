"""Rows of the first visible sheet of a workbook that holds any."""

import zipfile
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from openpyxl import DEFUSEDXML, LXML, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from complaints.errors import RuleBroken
from complaints.imports.cells import written
from complaints.imports.files import MOST_COLUMNS, too_many_columns

if LXML or not DEFUSEDXML:
    raise ImproperlyConfigured(
        "openpyxl must read XML through defusedxml: unset OPENPYXL_DEFUSEDXML and OPENPYXL_LXML."
    )

#: A sheet cannot have more; a file that says so walks through empty rows for hours.
_LAST_ROW = 1_048_576
#: A stray cell at the far right happens; a table of them is not one of complaints.
_MOST_WIDE_ROWS = 100
_FAULTS = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, IndexError, TypeError, OSError)


class Workbook:
    """Opened once: the texts of a workbook are read when it is opened, its rows each time they are asked for."""

    def __init__(self, file):
        with _refusing():
            self._values = _opened(file, formulas=False)
            self._formulas = _opened(file, formulas=True) if _has_formulas(file) else None

    @property
    def sheets(self):
        return [sheet.title for sheet in _visible(self._values)]

    def rows(self):
        """(row number, cells) of every row that is not blank. Raises RuleBroken."""
        with _refusing():
            for position, sheet in enumerate(_visible(self._values)):
                filled = False
                sources = _cells(_visible(self._formulas)[position]) if self._formulas else None
                for number, cells in enumerate(_cells(sheet), 1):
                    if number > _LAST_ROW:
                        raise RuleBroken(_("The sheet has more rows than Excel can hold. Export it again."))
                    if sources is not None:
                        _check_computed(number, cells, next(sources))
                    texts = [written(value) for value in cells]
                    if any(texts):
                        filled = True
                        yield number, texts
                if filled:
                    return


@contextmanager
def _refusing():
    """Whatever openpyxl stumbles over in a broken file is one refusal."""
    try:
        yield
    except RuleBroken:
        raise
    except DefusedXmlException:
        raise RuleBroken(_("The workbook holds what Excel never writes. Save it again with Excel or WPS.")) from None
    except _FAULTS:
        raise RuleBroken(_("The workbook is damaged. Open it in Excel or WPS and save it again as .xlsx.")) from None


def _opened(file, *, formulas):
    file.seek(0)
    return load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)


def _visible(book):
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _cells(sheet):
    """Rows as long as they are: the size a sheet declares is often far beyond its last filled cell."""
    sheet.reset_dimensions()
    wide = 0
    for cells in sheet.iter_rows(values_only=True):
        if len(cells) > MOST_COLUMNS:
            wide += 1
            if wide > _MOST_WIDE_ROWS:
                raise RuleBroken(too_many_columns())
            cells = (*cells[:MOST_COLUMNS], *(value for value in cells[MOST_COLUMNS:] if value is not None))
        yield cells


def _check_computed(number, values, sources):
    """A formula whose result was never stored would be read as blank."""
    for column, (value, source) in enumerate(zip(values, sources, strict=False), 1):
        if value is None and isinstance(source, str) and source.startswith("="):
            raise RuleBroken(
                _("Cell %(cell)s holds a formula without its result. Open the file in Excel or WPS and save it.")
                % {"cell": f"{get_column_letter(column)}{number}"}
            )


def _has_formulas(file):
    """Whether any sheet holds one; asked first, because reading formulas takes a second pass."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        return any(_holds(archive, name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))


def _holds(archive, name):
    last = b""
    with archive.open(name) as part:
        while chunk := part.read(1024**2):
            if b"<f>" in last + chunk or b"<f " in last + chunk:
                return True
            last = chunk[-3:]
    return False
