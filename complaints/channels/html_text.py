"""What an HTML mail says, as text: nothing of it is ever shown as HTML, so nothing in it can act (A09).

The sanitizer reads it as a browser would, and drops what is no text; the rest is walked for its words.
"""

import re
from html.parser import HTMLParser

import nh3

_LONGEST = 1_000_000
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "table", "ul", "ol"}
)
_CELLS = frozenset({"td", "th"})
_WITHOUT_TEXT = {"script", "style", "title", "noscript", "template", "svg", "math", "textarea", "select", "iframe"}
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_GAPS = re.compile(r"\n\s*\n\s*\n+")


def text_of_html(html):
    """The words of `html`, a line for each block; links, pictures and styles are gone."""
    harmless = nh3.clean(
        html[:_LONGEST],
        tags=set(_BLOCKS | _CELLS),
        attributes={},
        clean_content_tags=_WITHOUT_TEXT,
        strip_comments=True,
    )
    walker = _Words()
    walker.feed(harmless)
    walker.close()
    lines = "".join(walker.words).split("\n")
    return _GAPS.sub("\n\n", "\n".join(_BLANKS.sub(" ", line).strip() for line in lines)).strip()


class _Words(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.words = []

    def handle_starttag(self, tag, attrs):
        self.words.append("\n" if tag in _BLOCKS else " ")

    def handle_endtag(self, tag):
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data):
        self.words.append(" ".join(data.split("\n")))
