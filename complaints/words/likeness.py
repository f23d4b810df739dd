"""How alike two texts are, judged without any library of words (INT-6, ESC-6).

Pure: plain values in, plain values out. Two letters in a row are the unit, so Chinese needs no segmentation and a
typing slip costs two units, not a word.
"""

import re
import unicodedata
from hashlib import blake2b
from heapq import nsmallest
from math import sqrt

_SILENT = re.compile(r"[\W_]+")
#: What a complaint is about stands at its beginning; the rest is how it went on.
_LETTERS = 400
_KEY_LETTERS = 6
_KEYS = 8
#: Below this a text says too little to be found again by: a few words are nobody's own.
_LEAST_LETTERS = 12


def folded(text):
    """`text` without case, width, blanks and signs: as two people write the same name."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).casefold())


def pairs_of(text):
    """Every two letters that stand side by side."""
    return _runs(folded(text)[:_LETTERS], 2)


def likeness(one, other):
    """From 0, nothing in common, to 100, the same pairs."""
    if not one or not other:
        return 0.0
    return 100 * len(one & other) / sqrt(len(one) * len(other))


def keys_of(text):
    """A few numbers by which a text much like this one is found among any number of others.

    The smallest digests of its runs of letters: two texts that share most of their runs share most of these. Of texts
    alike from 60 percent hardly one pair shares none, and two strangers seldom share any.
    """
    letters = folded(text)[:_LETTERS]
    if len(letters) < _LEAST_LETTERS:
        return ()
    return tuple(nsmallest(_KEYS, (_digest(run) for run in _runs(letters, _KEY_LETTERS))))


def _runs(letters, length):
    return frozenset(letters[place : place + length] for place in range(len(letters) - length + 1))


def _digest(run):
    return int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big", signed=True)
