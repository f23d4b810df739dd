"""Rows of a text file: encoding, line ends and separator are found out, never asked for."""

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.imports.cells import clean
from complaints.spreadsheet import unprefixed

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",\t;|"
_SAMPLE_BYTES = 64 * 1024
_SAMPLE_ROWS = 50
#: Share of everyday characters (GB 2312, level 1) above which a text is Chinese and not another encoding's bytes.
_EVERYDAY_SHARE = 0.6
#: Share of broken characters below which a file is damaged UTF-8 and not another encoding.
_DAMAGE_SHARE = 0.2


def decoded(raw):
    """The text of `raw` and the name of its encoding. Raises RuleBroken."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None) or _guessed(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as fault:
        raise RuleBroken(
            _("Line %(line)s cannot be read as %(encoding)s. Open the file in Excel or WPS and save it as .xlsx.")
            % {"line": raw.count(b"\n", 0, fault.start) + 1, "encoding": encoding.upper()}
        ) from None
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n"), encoding


def rows(text):
    """(number as Excel counts, cells) of every line that is not blank. Raises RuleBroken at a broken one."""
    first, _end, rest = text.partition("\n")
    told = first.strip().lower().startswith("sep=")
    reader = csv.reader(
        io.StringIO(rest if told else text, newline=""),
        delimiter=first.strip()[4:5] or "," if told else _separator(text),
        strict=True,
    )
    number = int(told)
    try:
        for number, cells in enumerate(reader, 1 + int(told)):
            cleaned = [unprefixed(clean(cell)) for cell in cells]
            if any(cleaned):
                yield number, cleaned
    except csv.Error:
        raise RuleBroken(
            _("After row %(row)s a quotation mark is missing or stands alone. Correct that row, or save as .xlsx.")
            % {"row": number}
        ) from None


def _guessed(raw):
    sample = raw[:_SAMPLE_BYTES]
    zeros = Counter(index % 2 for index, byte in enumerate(sample) if byte == 0)
    if sum(zeros.values()) > len(sample) / 10:
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    if _is_utf8(raw):
        return "utf-8"
    if _looks_chinese(sample.decode("gb18030", errors="ignore")):
        return "gb18030"
    best = from_bytes(sample, cp_isolation=["big5", "cp1252"]).best()
    if best is None:
        raise RuleBroken(_("The characters of this file cannot be read. Open it in Excel or WPS and save it as .xlsx."))
    return best.encoding


def _is_utf8(raw):
    """A few broken characters among many good ones are damage, which is refused by line later on."""
    text = raw.decode("utf-8", errors="replace")
    foreign = sum(1 for symbol in text if symbol > "\x7f")
    return text.count("\ufffd") <= foreign * _DAMAGE_SHARE


def _looks_chinese(text):
    han = [symbol for symbol in text if "\u4e00" <= symbol <= "\u9fff"]
    everyday = sum(1 for symbol in han if _is_everyday(symbol))
    return bool(han) and everyday >= _EVERYDAY_SHARE * len(han)


def _is_everyday(symbol):
    return 0xB0 <= symbol.encode("gb18030")[0] <= 0xD7 and symbol.encode("gb18030")[1] >= 0xA1


def _separator(text):
    """The separator under which most of the first rows have the same, largest number of cells."""
    sample = text[:_SAMPLE_BYTES].rpartition("\n")[0] or text[:_SAMPLE_BYTES]
    return max(_SEPARATORS, key=lambda separator: _agreement(sample, separator))


def _agreement(sample, separator):
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        widths = [len(cells) for cells in islice(reader, _SAMPLE_ROWS) if any(cells)]
    except csv.Error:
        return 0, 0
    width, count = max(Counter(widths).items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
    return (count / len(widths), width) if width > 1 else (0, 0)
