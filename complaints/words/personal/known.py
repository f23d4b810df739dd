"""What the complaint itself tells of its customer, wherever a text repeats it, however it is spaced."""

import re

from complaints.words.personal.kinds import PersonalKind, Span, plain_form
from complaints.words.personal.names import surname_of
from complaints.words.personal.vocabulary import VOCABULARY, any_of

_NUMBERS = frozenset({PersonalKind.PHONE, PersonalKind.IDENTITY, PersonalKind.CARD, PersonalKind.ORDER})
_TITLES = any_of(VOCABULARY["names"]["titles"])
_LEAST_NUMBER, _LEAST_LATIN = 5, 3
_GAP = "[ .()-]?"


def known_in(plain, known):
    """Spans of the pairs (kind, value) of `known`; a name also as surname with title, or as a part of a Latin one."""
    for kind, value in known:
        kind, value = PersonalKind(kind), plain_form(value).strip()
        if len(value) < 2:
            continue
        for pattern in _patterns(kind, value):
            yield from (Span(kind, *match.span()) for match in re.finditer(pattern, plain))


def _patterns(kind, value):
    whole = re.escape(value)
    if kind == PersonalKind.NAME and not value.isascii():
        title = rf"(?:{_TITLES})"
        yield rf"{whole}{title}?"
        # Whoever is known has a surname, however rare.
        yield f"{surname_of(value) or value[0]}{title}"
    elif kind == PersonalKind.NAME:
        yield rf"\b(?i:{whole})\b"
        yield from (rf"\b{re.escape(part)}\b" for part in value.split() if len(part) >= _LEAST_LATIN)
    elif kind in _NUMBERS and sum(map(str.isdigit, value)) >= _LEAST_NUMBER:
        symbols = [symbol for symbol in value if symbol.isalnum()]
        yield rf"(?<![0-9])(?i:{_GAP.join(map(re.escape, symbols))})(?![0-9])"
    else:
        yield rf"(?i:{whole})"
