"""Which row names the columns, and which of our fields each column is likely to be."""

import re
import unicodedata

from complaints.imports.fields import SYNONYMS, labels

#: Titles, notes and blank lines above the headings.
_LOOKED_AT = 20
_MARKS = re.compile(r"[\s_\-:：*＊.。/()（）?？“”\"']+")

_FIELD_OF = {}


def normal(heading):
    """The spelling under which headings are compared: width, case, blanks and marks do not count."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", heading).lower())


def find(rows):
    """(index of the last heading row, headings) among the first `rows`; blank headings stay blank.

    Headings set over two lines, as merged cells leave them, are read as one: the lower line first.
    """
    rows = rows[:_LOOKED_AT]
    known = [sum(_field(cell) is not None for cell in row) for row in rows]
    if not rows:
        return -1, []
    if any(known):
        last = first = known.index(max(known))
        while first > 0 and _is_heading(rows[first - 1], known[first - 1]):
            first -= 1
        while last + 1 < len(rows) and _is_heading(rows[last + 1], known[last + 1]):
            last += 1
    else:
        last = first = max(range(len(rows)), key=lambda index: (_names(rows[index]), -index))
    above = rows[first - 1] if first > 0 else []
    return last, _joined(rows[first : last + 1], above)


def repeats(headings, cells):
    """Whether a row is the headings once more, as in files put together from several."""
    filled = [(heading, cell) for heading, cell in zip(headings, cells, strict=False) if cell]
    return len(filled) > 1 and all(normal(cell) == normal(heading) for heading, cell in filled)


def distinct(headings):
    """Each column under a name of its own: the second “电话” is “电话 (2)”, a column without heading is “(C)”."""
    names, counts = [], {}
    for position, heading in enumerate(headings):
        name = heading or f"({letter(position)})"
        counts[name] = counts.get(name, 0) + 1
        names.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return names


def twins(headings):
    """Column → the earlier column it continues, as `id_` does `id` where two generations of a file were merged."""
    first, pairs = {}, {}
    for position, heading in enumerate(headings):
        base = heading.rstrip("_").strip()
        if base and base in first:
            pairs[position] = first[base]
        elif base:
            first[base] = position
    return pairs


def guessed(headings):
    """Field → heading, for headings whose meaning is known; the earlier synonym of a field wins."""
    by_normal = {}
    for heading in headings:
        by_normal.setdefault(normal(heading), heading)
    mapping, taken = {}, set()
    for field, spellings in _spellings().items():
        heading = next((by_normal[one] for one in spellings if one in by_normal), None)
        if heading is not None and heading not in taken:
            mapping[field] = heading
            taken.add(heading)
    return mapping


def letter(position):
    """The letter Excel writes over the column."""
    name, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def _spellings():
    return {field: [normal(one) for one in (*labels(field), *synonyms)] for field, synonyms in SYNONYMS.items()}


def _field(cell):
    if not _FIELD_OF:
        for field, spellings in _spellings().items():
            for one in spellings:
                _FIELD_OF.setdefault(one, field)
    return _FIELD_OF.get(normal(cell)) if cell and len(cell) <= 40 else None


def _is_heading(row, known):
    """At least half of what stands in the row is the name of a field."""
    filled = sum(bool(cell) for cell in row)
    return known > 0 and known * 2 >= filled


def _names(row):
    """How many different cells could be names; long text and numbers are content."""
    return len({cell for cell in row if cell and len(cell) <= 40 and not cell.replace(".", "").isdigit()})


def _joined(lines, above):
    width = max(len(line) for line in lines)
    headings = []
    for position in range(width):
        cells = [line[position] for line in reversed(lines) if position < len(line) and line[position]]
        if not cells and position < len(above):
            cells = [above[position]]
        headings.append(" ".join(cells[0].split()) if cells else "")
    while headings and not headings[-1]:
        headings.pop()
    return headings
