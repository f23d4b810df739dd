"""Files as they come: made in memory, in every encoding and shape the desk has met."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

HEADINGS = ["投诉编号", "标题", "投诉内容", "投诉时间", "联系电话"]


def a_line(serial, **changes):
    """Cells of one ordinary row under HEADINGS."""
    cells = {
        "投诉编号": f"T{serial:04d}",
        "标题": f"第{serial}件外箱破损",
        "投诉内容": f"第{serial}件快递外箱破了，里面的杯子碎了。",
        "投诉时间": "2026/6/8 14:20",
        "联系电话": f"1380000{serial:04d}",
    }
    return list((cells | changes).values())


def lines(count, start=1):
    return [a_line(serial) for serial in range(start, start + count)]


def a_csv(rows, *, headings=HEADINGS, encoding="utf-8", end="\n", separator=",", name="台账.csv"):
    """Cells are quoted where they hold the separator, a quotation mark or a line end."""

    def quoted(cell):
        cell = str(cell)
        special = any(mark in cell for mark in (separator, '"', "\n", "\r"))
        return '"' + cell.replace('"', '""') + '"' if special else cell

    table = [headings, *rows] if headings else rows
    text = end.join(separator.join(quoted(cell) for cell in row) for row in table) + end
    return a_file(text.encode(encoding), name)


def a_workbook(rows, *, headings=HEADINGS, name="台账.xlsx", sheets=None):
    book = Workbook()
    sheet = book.active
    for row in [headings, *rows] if headings else rows:
        sheet.append(row)
    for title, content in (sheets or {}).items():
        other = book.create_sheet(title)
        for row in content:
            other.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return a_file(buffer.getvalue(), name)


def with_part(workbook, name, content):
    """The workbook with one part of its archive replaced."""
    buffer = BytesIO()
    with ZipFile(workbook) as before, ZipFile(buffer, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(part, content if part == name else before.read(part))
    return a_file(buffer.getvalue(), workbook.name)


def a_file(content, name="台账.csv"):
    return SimpleUploadedFile(name, content)
