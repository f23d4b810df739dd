"""Which parts of a text were looked for: plain pieces in their order, so that nobody has to trust markup (KNO-4).

The pieces joined are the text, or of a snippet the part of it that was cut out.
"""

import re

from complaints.words.phrases import fold
from knowledge.words.segmenting import folded, stem

_LATIN = re.compile(r"[a-z0-9]+")
_SNIPPET = 120
_BEFORE = 20
#: A word that stands more often is not told any better by its later places.
_MOST_PLACES = 60
GAP = "…"


def marked(text, words):
    """`text` in pieces, each with whether it is one of `words`."""
    return _pieces(text, _places(text, words))


def snippet(text, words):
    """As `marked`, the part of a long text where most of `words` stand together; a gap stands for what was left out."""
    places = _places(text, words)
    if len(text) <= _SNIPPET:
        return _pieces(text, places)
    places = places[:_MOST_PLACES]
    start = max((max(0, begin - _BEFORE) for begin, _end in places), key=lambda at: _held(text, places, at), default=0)
    end = start + _SNIPPET
    inside = [
        (max(begin, start) - start, min(finish, end) - start)
        for begin, finish in places
        if begin < end and finish > start
    ]
    pieces = _pieces(text[start:end], inside)
    return [*([(GAP, False)] if start else []), *pieces, *([(GAP, False)] if end < len(text) else [])]


def _held(text, places, start):
    """How many different words a snippet from `start` shows, and of equals the earlier one."""
    shown = {text[begin:end] for begin, end in places if start <= begin and end <= start + _SNIPPET}
    return len(shown), -start


def _pieces(text, places):
    pieces, at = [], 0
    for start, end in places:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def _places(text, words):
    """Where `words` stand in `text`, in their order, what overlaps or touches as one."""
    letters = folded(text)
    # Only a text that changes its length by folding needs to remember where each letter came from.
    origin = range(len(text)) if len(letters) == len(text) else None
    if origin is None:
        _text, letters, origin = fold(text)
    found = [(at, at + len(word)) for word in words if not word.isascii() for at in _starts(letters, word)]
    latin = {word for word in words if word.isascii()}
    if latin:
        found += [match.span() for match in _LATIN.finditer(letters) if stem(match[0]) in latin]
    joined = []
    for start, end in sorted((origin[start], origin[end - 1] + 1) for start, end in found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _starts(letters, word):
    at = letters.find(word)
    while at >= 0:
        yield at
        at = letters.find(word, at + 1)
