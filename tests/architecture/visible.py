"""What a reader sees of a page: texts between tags, and the attributes that are shown or read out."""

from html.parser import HTMLParser

_SHOWN_ATTRIBUTES = frozenset({"title", "placeholder", "aria-label", "alt", "label"})
#: Sentences our scripts show, handed to them by the page.
_HANDED_ON = frozenset({"data-once", "data-copied", "data-lost", "data-signed-out", "data-words"})
_SILENT = frozenset({"script", "style", "svg", "template", "noscript"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: Unfold draws its icons with a font whose letters are English words.
_ICONS = "material-symbols"


def shown_on(page):
    """Texts of the page `page` holds, one a piece, in order."""
    reader = _Reader()
    reader.feed(page)
    return reader.shown


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.shown, self._open = [], []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if not self._is_silent():
            self._attributes(tag, facts)
        if tag not in _VOID:
            silent = tag in _SILENT or _ICONS in (facts.get("class") or "")
            self._open.append((tag, silent))

    def handle_startendtag(self, tag, attrs):
        if not self._is_silent():
            self._attributes(tag, dict(attrs))

    def handle_endtag(self, tag):
        while any(opened == tag for opened, _silent in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not self._is_silent():
            self.shown.append(" ".join(data.split()))

    def _is_silent(self):
        return any(silent for _tag, silent in self._open)

    def _attributes(self, tag, facts):
        shown = _SHOWN_ATTRIBUTES | _HANDED_ON
        if tag == "input" and facts.get("type") in ("submit", "button", "reset"):
            shown |= {"value"}
        self.shown += [" ".join(facts[name].split()) for name in sorted(shown) if facts.get(name)]
