"""What else a word may be written as: the other words of its meaning."""

from functools import cache

from knowledge.words import synonyms
from knowledge.words.segmenting import words


def others_of(word):
    """Words that mean what `word` means, without it."""
    return _others().get(word, frozenset())


@cache
def _others():
    """A term that is cut into several words has no single one to be found by, so it takes no part."""
    found = {}
    for group in synonyms.groups():
        single = {term[0] if len(term) == 1 else _whole(term) for term in map(words, group)} - {None}
        for word in single:
            found[word] = found.get(word, frozenset()) | (single - {word})
    return found


def _whole(cut):
    """A Chinese term of the dictionary comes last, after the shorter words inside it."""
    return cut[-1] if not cut[-1].isascii() and all(part in cut[-1] for part in cut) else None
