"""What a spreadsheet program would run when it opens a list, and how text is kept from being run (A15)."""

import re

#: An operator first, also after blanks and quotes, also full-width; a tab or line end that would start a new cell.
_FORMULA = re.compile(r"""[\s'"]*[=+\-@＝＋－＠]|[\t\r\n]""")


def harmless(text):
    """`text` for a CSV cell: what looks like a formula gets an apostrophe before it, nothing is lost."""
    return f"'{text}" if _FORMULA.match(text) else text


def unprefixed(text):
    """The text that `harmless` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text
