"""What an uploaded file is, judged by its content, and what to do about each kind that is no table (A17)."""

import zipfile
from enum import StrEnum

import filetype
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken

#: A hundred thousand complaints with their descriptions are 60 MB as CSV; front servers let through 100 MB.
MOST_BYTES = 80 * 1024**2
MOST_ROWS = 200_000
MOST_COLUMNS = 200

_MOST_BYTES_UNPACKED = 200 * 1024**2
_MOST_BYTES_OF_TEXTS = 100 * 1024**2
_HIGHEST_RATIO = 100
#: Small workbooks of equal rows pack better than the ratio allows and are harmless.
_RATIO_COUNTS_FROM = 20 * 1024**2

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<style")


class Kind(StrEnum):
    WORKBOOK = "xlsx"
    TEXT = "csv"


def recognise(file):
    """Whether `file` is a workbook or text. Raises RuleBroken with what to do for everything else."""
    if file.size == 0:
        raise RuleBroken(_("The file is empty. Export it again and check that it holds rows."))
    if file.size > MOST_BYTES:
        raise RuleBroken(
            _("The file is larger than %(limit)s MB. Split it and import the parts one after the other.")
            % {"limit": MOST_BYTES // 1024**2}
        )
    file.seek(0)
    head = file.read(4096)
    if head.startswith(_ZIP):
        _check_workbook(file)
        return Kind.WORKBOOK
    if head.startswith(_OLD_OFFICE):
        raise RuleBroken(_old_office(file))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_WEB_PAGE):
        raise RuleBroken(
            _("This is a web page with another name. Open it in Excel or WPS and save it as “Excel workbook (.xlsx)”.")
        )
    if filetype.guess(head) is not None:
        raise RuleBroken(_("This is not a table. Choose a CSV file or an Excel workbook (.xlsx)."))
    return Kind.TEXT


def _old_office(file):
    file.seek(0)
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        return _protected()
    return _("This is an Excel file of the old kind (.xls). Open it and save it as “Excel workbook (.xlsx)”.")


def _check_workbook(file):
    """Weighs the parts by the archive's own list, before any is unpacked."""
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise RuleBroken(_("The file is damaged or incomplete. Copy or export it again.")) from None
    sizes = {part.filename: part.file_size for part in parts}
    if "[Content_Types].xml" not in sizes or not any(name.startswith("xl/workbook") for name in sizes):
        raise RuleBroken(_("This is an archive. Unpack it and import the CSV or XLSX file inside."))
    if any(part.flag_bits & 1 for part in parts):
        raise RuleBroken(
            _("The workbook is protected by a password. Save a copy without the password and import that.")
        )
    unpacked = sum(sizes.values())
    bomb = unpacked > _RATIO_COUNTS_FROM and unpacked > _HIGHEST_RATIO * file.size
    if bomb or unpacked > _MOST_BYTES_UNPACKED or sizes.get("xl/sharedStrings.xml", 0) > _MOST_BYTES_OF_TEXTS:
        raise RuleBroken(
            _("The workbook unpacks to more than this desk takes. Save the sheet as CSV (UTF-8) or split it.")
        )


def _protected():
    return _("The workbook is protected by a password. Save a copy without the password and import that.")


def too_many_columns():
    return _("The file has more than %(limit)s columns. Keep those that describe the complaint.") % {
        "limit": MOST_COLUMNS
    }
