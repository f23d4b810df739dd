"""What a spreadsheet program would run when it opens a list, and how text is kept from being run (A15)."""

import re

#: An operator first, also after blanks and quotes, also full-width; a tab or line end that would start a new cell.
_FORMULA = re.compile(r"""[\s'"]*[=+\-@＝＋－＠]|[\t\r\n]""")

#: What a parser refuses or reads as something else, and what would be taken for the escape of it.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def harmless(text):
    """`text` for a CSV cell: what looks like a formula gets an apostrophe before it, nothing is lost."""
    return f"'{text}" if _FORMULA.match(text) else text


def unprefixed(text):
    """The text that `harmless` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def escaped(text):
    """`text` for a cell of a workbook: characters XML cannot hold as Excel writes them, `_x000D_`, nothing is lost."""
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
