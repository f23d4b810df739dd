"""Text of one cell, freed from what travels along unseen; a cell is data, never a formula (A16)."""

import re
from datetime import date, datetime, time

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\ufeff\ufffe\uffff]")
_UNASSIGNED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
#: How the first two bytes of a Chinese character or an accented letter look when each is taken for a letter.
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]")
_WESTERN = {ord(bytes([code]).decode("cp1252")): code for code in range(128, 160) if code not in _UNASSIGNED}
_LINE_ENDS = re.compile(r"\r+\n?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ONLY_DIGITS_A_FLOAT_HOLDS = 10**15


def clean(text):
    """`text` without control characters, outer blanks and foreign line ends; read twice as UTF-8, it is mended."""
    if _TWICE.search(text):
        text = _mended(text)
    if not text.isprintable():
        text = _LINE_ENDS.sub("\n", _UNSEEN.sub("", text))
    return text.strip()


def unescaped(text):
    """Excel writes characters XML cannot hold as `_x000D_`."""
    return _ESCAPED.sub(_control, text) if "_x" in text else text


def written(value):
    """A workbook's value as the text a person sees in the cell; numbers no float can hold show their exponent."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(unescaped(value))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        if abs(value) >= _ONLY_DIGITS_A_FLOAT_HOLDS:
            return f"{value:.5E}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return clean(str(value))


def _mended(text):
    """What had been UTF-8, was taken for Western European and written as UTF-8 once more."""
    try:
        return text.translate(_WESTERN).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _control(match):
    code = int(match[1], 16)
    return chr(code) if code < 32 or code == 0x5F else match[0]
