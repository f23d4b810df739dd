"""The words of a version as a page shows them: in sections, with findings marked, beside another version."""

from django.utils.text import capfirst

from knowledge.services.library.writing import changes


def label_of(version, path):
    """The name of the field a text stands in, with its place in a list of rows."""
    name, *inner = path.split(".")
    label = capfirst(version._meta.get_field(name).verbose_name)
    return f"{label} {int(inner[0]) + 1}" if inner else label


def sections(version):
    """The (label, text) of what is filled in below the title, as plain text."""
    for path, text in version.texts():
        if path != "title" and text.strip():
            yield label_of(version, path), text


def marked(version, found):
    """Each text in parts, (label, [(text, finding or None)]), so that a page can mark what was found."""
    by_path = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one)
    for path, text in version.texts():
        parts, reached = [], 0
        for one in by_path.get(path, ()):
            parts += [(text[reached : one.found.start], None), (one.found.text, one)]
            reached = one.found.end
        parts.append((text[reached:], None))
        if text.strip():
            yield label_of(version, path), [part for part in parts if part[0]]


def compared(before, after):
    """Each text that differs: (label, its parts as `changes` gives them)."""
    earlier, later = dict(before.texts()), dict(after.texts())
    for path in [*later, *(path for path in earlier if path not in later)]:
        old, new = earlier.get(path, ""), later.get(path, "")
        if old != new:
            yield label_of(after, path), list(changes(old, new))
