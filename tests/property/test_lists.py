"""Whatever a customer wrote comes out of a list as it was written, and no cell of it is run (A15)."""

import csv
import io
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from complaints.exports.writing import csv_text, texts
from complaints.spreadsheet import unprefixed

STARTS = [
    "",
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "'",
    '"',
    " =",
    "'=",
    '"=',
    "\u00a0=",
    "\u3000=",
]
written = st.builds(str.__add__, st.sampled_from(STARTS), st.text(max_size=200))
#: An operator that a spreadsheet program takes for the start of a formula, as far as it looks for it.
RUN = tuple("=+-@＝＋－＠\t\r\n")


def as_excel_reads(text):
    """Characters XML cannot hold stand in a workbook as `_x000D_`."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@given(st.lists(written, min_size=2, max_size=4))
@example(["=1\r\n,\"'", "a\rb", "\n"])
@settings(max_examples=300, deadline=None)
def test_csv_gives_any_text_back_and_starts_no_formula(line):
    (read,) = csv.reader(io.StringIO(csv_text([line]).removeprefix("\ufeff"), newline=""))
    assert [unprefixed(cell) for cell in read] == line
    assert not [cell for cell in read if cell.lstrip(" \u00a0\u3000\"'").startswith(RUN) and not cell.startswith("'")]


@given(st.lists(written, min_size=1, max_size=4))
@example(["_x0041_", "\x01x0041_", "\ufffe", "\uffff", "a\r\nb", "_x000D_x0041_", "__x005F__"])
@settings(max_examples=150, deadline=None)
def test_a_workbook_gives_any_text_back_and_holds_no_formula(line):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("x")
    sheet.append(texts(sheet, line))
    file = io.BytesIO()
    book.save(file)
    (cells,) = load_workbook(file).active.iter_rows()
    assert [as_excel_reads(cell.value or "") for cell in cells] == line
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "inlineStr"}
