"""Rows of a text file: encoding, line ends and separator are found out, never asked for.

The file is read a piece at a time: a long one costs no more memory than a short one.
"""

import codecs
import csv
from collections import Counter
from itertools import chain, islice

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
_PIECE_BYTES = 1024**2
_SAMPLE_BYTES = 64 * 1024
_SAMPLE_ROWS = 50
_LONGEST_LINE = 2_000_000
#: Share of everyday characters (GB 2312, level 1) above which a text is Chinese and not another encoding's bytes.
_EVERYDAY_SHARE = 0.6
#: Share of broken characters below which a file is damaged UTF-8 and not another encoding.
_DAMAGE_SHARE = 0.2


def encoding_of(file):
    """The name of the encoding in which all of `file` can be read. Raises RuleBroken."""
    sample = _sample(file)
    encoding = next((name for mark, name in _MARKS if sample.startswith(mark)), None) or _guessed(sample, file)
    line, decoder = 1, codecs.getincrementaldecoder(encoding)()
    try:
        for piece in _pieces(file):
            line += decoder.decode(piece).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as fault:
        raise RuleBroken(
            _("Line %(line)s cannot be read as %(encoding)s. Open the file in Excel or WPS and save it as .xlsx.")
            % {"line": line + fault.object.count(b"\n", 0, fault.start), "encoding": encoding.upper()}
        ) from None
    return encoding


def rows(file, encoding):
    """(number as Excel counts, cells) of every line that is not blank. Raises RuleBroken at a broken one."""
    lines = _lines(file, encoding)
    first = next(lines, "")
    told = first.strip().lower().startswith("sep=")
    reader = csv.reader(
        lines if told else chain([first], lines),
        delimiter=first.strip()[4:5] or "," if told else _separator(file, encoding),
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


def _sample(file):
    file.seek(0)
    return file.read(_SAMPLE_BYTES)


def _pieces(file):
    """From the start; several may read the file in turns, so each knows where it is."""
    position = 0
    while True:
        file.seek(position)
        piece = file.read(_PIECE_BYTES)
        if not piece:
            return
        position += len(piece)
        yield piece


def _lines(file, encoding):
    """Each line with its end, whichever of the many ends the file uses. Raises RuleBroken at one without end."""
    decoder, rest = codecs.getincrementaldecoder(encoding)(), ""
    for piece in _pieces(file):
        text = rest + decoder.decode(piece)
        # The next piece may begin in the middle of a line end.
        whole = text.rstrip("\r")
        returns = text[len(whole) :]
        *complete, rest = _unix(whole).split("\n")
        rest += returns
        for line in complete:
            yield f"{line}\n"
        if len(rest) > _LONGEST_LINE:
            raise RuleBroken(
                _("A line of the file is longer than %(limit)s characters. Save it as .xlsx, or correct its line ends.")
                % {"limit": _LONGEST_LINE}
            )
    if rest := _unix(rest):
        yield from rest.splitlines(keepends=True) if "\n" in rest else [rest]


def _unix(text):
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def _guessed(sample, file):
    zeros = Counter(index % 2 for index, byte in enumerate(sample) if byte == 0)
    if sum(zeros.values()) > len(sample) / 10:
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    if _is_utf8(file):
        return "utf-8"
    if _looks_chinese(sample.decode("gb18030", errors="ignore")):
        return "gb18030"
    best = from_bytes(sample, cp_isolation=["big5", "cp1252"]).best()
    if best is None:
        raise RuleBroken(_("The characters of this file cannot be read. Open it in Excel or WPS and save it as .xlsx."))
    return best.encoding


def _is_utf8(file):
    """A few broken characters among many good ones are damage, which is refused by line later on."""
    decoder, foreign, broken = codecs.getincrementaldecoder("utf-8")(errors="replace"), 0, 0
    for piece in chain(_pieces(file), [b""]):
        text = decoder.decode(piece, final=not piece)
        foreign += len(text) - len(text.encode("ascii", errors="ignore"))
        broken += text.count("\ufffd")
    return broken <= foreign * _DAMAGE_SHARE


def _looks_chinese(text):
    han = [symbol for symbol in text if "\u4e00" <= symbol <= "\u9fff"]
    everyday = sum(1 for symbol in han if _is_everyday(symbol))
    return bool(han) and everyday >= _EVERYDAY_SHARE * len(han)


def _is_everyday(symbol):
    return 0xB0 <= symbol.encode("gb18030")[0] <= 0xD7 and symbol.encode("gb18030")[1] >= 0xA1


def _separator(file, encoding):
    """The separator under which most of the first rows have the same, largest number of cells."""
    text = _unix(codecs.getincrementaldecoder(encoding)().decode(_sample(file)))
    sample = (text.rpartition("\n")[0] or text).split("\n")
    return max(_SEPARATORS, key=lambda separator: _agreement(sample, separator))


def _agreement(sample, separator):
    reader = csv.reader((f"{line}\n" for line in sample), delimiter=separator)
    try:
        widths = [len(cells) for cells in islice(reader, _SAMPLE_ROWS) if any(cells)]
    except csv.Error:
        return 0, 0
    width, count = max(Counter(widths).items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
    return (count / len(widths), width) if width > 1 else (0, 0)
