"""Which signs our fonts can print, and what stands for those they cannot: PDF/A is refused with a hole in it."""

import struct
import unicodedata
from functools import cache

import pylopdf_fonts_zh_cn

#: Format of a table of characters made of runs.
_SEGMENTED = 12


def printable(value):
    """`value`, plain values however deep, as a printed page can show it.

    Left out is what turns a line around, hides or is no text. A sign that no font of ours has, such as an emoji, is
    named in its place: 😀 is [grinning face].
    """
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else "".join(map(_printed, value))
    if isinstance(value, dict):
        return {name: printable(one) for name, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _printed(sign):
    if sign == "\n":
        return sign
    # A variation selector only colours the sign before it.
    if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} or "\ufe00" <= sign <= "\ufe0f":
        return ""
    if sign.isspace() or ord(sign) in _shaped():
        return sign
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"


@cache
def _shaped():
    """Every code point that one of the two fonts has a shape for."""
    paths = (pylopdf_fonts_zh_cn.sans_path(), pylopdf_fonts_zh_cn.serif_path())
    return {point for path in paths for run in _runs(path.read_bytes()) for point in run}


def _runs(font):
    """Ranges of code points, from the table of characters (“cmap”) that covers all of Unicode."""
    tables = {
        name: start for name, _sum, start, _size in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * _u16(font, 4)])
    }
    start = tables[b"cmap"]
    encodings = struct.iter_unpack(">HHI", font[start + 4 : start + 4 + 8 * _u16(font, start + 2)])
    table = next(start + place for _platform, _code, place in encodings if _u16(font, start + place) == _SEGMENTED)
    (count,) = struct.unpack_from(">I", font, table + 12)
    groups = struct.iter_unpack(">III", font[table + 16 : table + 16 + 12 * count])
    return [range(first, last + 1) for first, last, _glyph in groups]


def _u16(font, place):
    return struct.unpack_from(">H", font, place)[0]
