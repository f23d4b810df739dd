"""Every sentence the product says, and what the catalogue makes of it; read without the gettext tools."""

import ast
import gettext
import re
import struct
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
_APPS = ("accounts", "complaints", "escalation", "review", "knowledge", "config")
#: Function → where context, sentence and plural stand among its arguments.
_MARKS = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
_IN_TEMPLATE = re.compile(r"(?<!\w)(_|gettext|ngettext|pgettext|npgettext)\((?=u?['\"])")


class Sentence(NamedTuple):
    """A sentence in the source; `line` is 0 in a template."""

    file: str
    line: int
    context: str | None
    text: str
    plural: str | None

    @property
    def key(self):
        return self.context, self.text, self.plural


class Entry(NamedTuple):
    """A sentence in the catalogue; `files` are those that say it."""

    files: tuple[str, ...]
    flags: str
    context: str | None
    text: str
    plural: str | None
    chinese: str

    @property
    def key(self):
        return self.context, self.text, self.plural

    def placeholders(self):
        """(of the sentence, of the Chinese)."""
        of_source = _PLACEHOLDER.findall(self.text) + _PLACEHOLDER.findall(self.plural or "")
        return set(of_source), set(_PLACEHOLDER.findall(self.chinese))


class Unreadable(NamedTuple):
    """A place in the code whose sentence no catalogue can hold, or not in the reader's language."""

    file: str
    line: int


def said():
    """Every marked sentence of code and templates, and the calls nobody can translate."""
    for path in python_files():
        yield from _in_python(path)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from _in_template(path)


def python_files():
    return [
        path
        for app in _APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not {"migrations", "__pycache__"} & set(path.parts)
    ]


def entries():
    """Every entry of the catalogue but its heading."""
    blocks = CATALOGUE.read_text(encoding="utf-8").split("\n\n")
    return [entry for entry in map(_entry, blocks) if entry.text]


class Compiled:
    """What Django reads at run time."""

    def __init__(self):
        self.path = CATALOGUE.with_suffix(".mo")
        with self.path.open("rb") as file:
            self._catalogue = gettext.GNUTranslations(file)

    def count(self):
        """Sentences held, without the heading."""
        return struct.unpack_from("<I", self.path.read_bytes(), 8)[0] - 1

    def chinese(self, entry):
        if entry.context:
            return self._catalogue.pgettext(entry.context, entry.text)
        return (
            self._catalogue.ngettext(entry.text, entry.plural, 1)
            if entry.plural
            else self._catalogue.gettext(entry.text)
        )


def _entry(block):
    fields, files, flags, field = {}, [], "", None
    for line in block.splitlines():
        if line.startswith("#:"):
            files += line[2:].split()
        elif line.startswith("#,"):
            flags += line[2:]
        elif not line.startswith("#"):
            name, quote, rest = line.partition('"')
            field = name.strip() or field
            fields[field] = fields.get(field, "") + ast.literal_eval(quote + rest)
    chinese = fields.get("msgstr", fields.get("msgstr[0]", ""))
    return Entry(
        tuple(files), flags, fields.get("msgctxt"), fields.get("msgid", ""), fields.get("msgid_plural"), chinese
    )


def said_too_early():
    """Where a sentence is translated while the code is read, hence for ever in the language of that moment."""
    for path in python_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marks = _marks_of(tree, eager_only=True)
        for call in _run_at_import(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", None) in marks:
                yield Unreadable(str(path.relative_to(ROOT)), call.lineno)


def _run_at_import(node):
    """Every node below `node` but those inside functions, whose defaults and decorators count."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.Lambda):
            for part in (child.args, *getattr(child, "decorator_list", ())):
                yield from _run_at_import(part)
        else:
            yield child
            yield from _run_at_import(child)


def _in_python(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marks = _marks_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) in marks:
            yield _sentence(path, node, marks[node.func.id])


def _marks_of(tree, *, eager_only=False):
    """Name in this file → which argument is what."""
    marks = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                mark = name.name if eager_only else name.name.removesuffix("_lazy").removesuffix("_noop")
                if mark in _MARKS:
                    marks[name.asname or name.name] = _MARKS[mark]
    return marks


def _in_template(path):
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in _IN_TEMPLATE.finditer(code):
        name = "gettext" if found[1] == "_" else found[1]
        yield _sentence(path, _call_at(code, found.start()), _MARKS[name], line=0)


def _call_at(code, start):
    """The call that begins at `start`; what follows it is no Python."""
    end = start
    while True:
        end = code.index(")", end) + 1
        try:
            return ast.parse(code[start:end].strip(), mode="eval").body
        except SyntaxError:
            continue


def _sentence(path, call, mark, line=None):
    file = str(path.relative_to(ROOT))
    line = call.lineno if line is None else line
    values = [None if at is None else _constant(call.args[at]) for at in mark]
    if any(value is _RUN_TIME for value in values):
        return Unreadable(file, line)
    return Sentence(file, line, *values)


_RUN_TIME = object()


def _constant(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else _RUN_TIME
