"""Looking for what a rule names in a text: plain words with gaps, or a pattern on an engine that is linear in the text.

RE2 knows no back-references and no look-around, which is why no pattern anybody writes can hang it (A22). What excuses
a match is plain words that overlap it: "领导力" is no call for the 领导.
"""

from functools import lru_cache

import re2

from complaints.words.phrases import Found, occurrences, parts_of

#: A pattern that needs more than this is refused; it also bounds what the engine keeps for it.
_MOST_MEMORY = 1 << 20
_KEPT = 256


class BadPattern(ValueError):
    """The engine does not take the pattern; its own words say why."""


@lru_cache(maxsize=_KEPT)
def compiled(expression):
    """Raises BadPattern."""
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = _MOST_MEMORY, False, False
    try:
        return re2.compile(expression, options)
    except re2.error as fault:
        (said,) = fault.args
        raise BadPattern(said.decode(errors="replace") if isinstance(said, bytes) else str(said)) from None


def lines_of(text):
    """The lines of `text` that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def found_in(folded, *, expression, is_pattern, unless=""):
    """Every place of a `folded` text the rule means, in order."""
    found = list(_by_pattern(expression, folded) if is_pattern else occurrences(expression, folded))
    if not found:
        return []
    excused = [place for phrase in lines_of(unless) for place in occurrences(phrase, folded)]
    return [place for place in found if not any(_overlap(place, other) for other in excused)]


def says_enough(phrase):
    """Whether plain words would not be found everywhere."""
    return sum(map(len, parts_of(phrase))) >= 2


def _by_pattern(expression, folded):
    for match in compiled(expression).finditer(folded.letters):
        start, end = match.span()
        if start < end:
            first, last = folded.places[start], folded.places[end - 1] + 1
            yield Found(folded.text[first:last], first, last)


def _overlap(one, other):
    return one.start < other.end and other.start < one.end
