"""Every route of the site, read from the URL configuration, and the table of who gets which answer there."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from django.urls import URLPattern, get_resolver

_TABLE = tomllib.loads((Path(__file__).parent / "routes.toml").read_text(encoding="utf-8"))
GROUPS, SEES, STEPS, ROWS = (_TABLE[part] for part in ("groups", "sees", "steps", "routes"))


class Route(NamedTuple):
    """`name` as in the table: the URL name with its namespace, or the pattern where Django gives none."""

    name: str
    pattern: str

    def address(self, **parameters):
        """The path with every `<converter:name>` filled."""
        path = self.pattern
        for name, value in parameters.items():
            for converter in ("int", "path", "uuid", "slug", "str"):
                path = path.replace(f"<{converter}:{name}>", str(value))
        assert "<" not in path, f"{self.name}: the table gives no value for {path}"
        return f"/{path}"


def all_routes(resolver=None, prefix="", namespaces=()):
    """Each route once, in the order of the configuration."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(":".join((*namespaces, entry.name)) if entry.name else pattern, pattern)
        else:
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from all_routes(entry, pattern, inner)


def who(words):
    """The actors named in `words`, groups resolved."""
    return {actor for word in words.split() for actor in (GROUPS[word].split() if word in GROUPS else [word])}


def answer(cell, actor):
    """The status `actor` gets by a cell such as "200 readers, 403 administrator, else 302"."""
    for part in cell.split(", "):
        status, _, actors = part.partition(" ")
        if status == "else":
            return int(actors)
        if actor in who(actors):
            return int(status)
    raise AssertionError(f"the table does not say what {actor} gets: {cell}")
