"""An edition as PDF, set from its content alone (KNO-6)."""

import re

from complaints.typesetting.press import typeset

_PAGES = re.compile(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>")
#: Whoever issues waits for it; two hundred cases take a tenth of this.
_MOST_SECONDS = 60


def printed(content, *, at):
    """The bytes of the PDF; of the same content and `at` always the same. Raises NotSet."""
    return typeset("book", content, at=at, seconds=_MOST_SECONDS)


def pages_of(pdf):
    """How many pages the house's own `pdf` has, as its metadata says."""
    return int(_PAGES.search(pdf)[1])
