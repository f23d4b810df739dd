"""What a query asks for: its words, what they may have been meant as, and what else means the same."""

from collections import Counter
from itertools import islice
from math import log
from typing import NamedTuple

from django.db.models import Q

from knowledge.models import SearchTerm
from knowledge.services.search.entries import ALL, TITLE
from knowledge.words.meanings import others_of
from knowledge.words.segmenting import folded, segment, words
from knowledge.words.slips import ends, meant

#: A query may be a whole complaint; what it is about has been said by then.
_LONGEST = 4_000
_MOST_WORDS = 250
_MOST_TELLING = 24
_OF_A_SYNONYM = 0.4
_MOST_CORRECTED = 6
_MOST_NEAR = 2_000
_MOST_PARTS = 20


class Correction(NamedTuple):
    """`shown` was looked for, since no document has what was `typed`."""

    typed: str
    shown: str


class Asked(NamedTuple):
    """`weights`: word → how much it tells; `counts`: word of the text or of a title → how many documents have it."""

    weights: dict[str, float]
    counts: dict[str, int]
    corrected: tuple[Correction, ...] = ()


def read(query):
    """What `query` asks for; without weights when nothing in it is a word of any document."""
    # Half a character or a NUL is no letter anybody looks for, and no database takes it.
    text = query[:_LONGEST].encode(errors="ignore").decode().replace("\0", " ")
    typed = Counter(islice(segment(text) or words(text), _MOST_WORDS))
    alike = {other for word in typed for other in others_of(word)}
    counts = _counts({ALL, *_with_titles({*typed, *alike})})
    corrected = tuple(_corrections(word for word in typed if not counts.get(word) and not others_of(word)))
    for one in corrected:
        typed[one.shown] += typed.pop(one.typed)
    counts |= _counts(_with_titles(one.shown for one in corrected))
    if not any(counts.get(word) for word in {*typed, *alike}):
        parts = _containing(text)
        typed = Counter(parts)
        counts |= _counts(_with_titles(parts))
    return Asked(_most_telling(typed, counts), counts, corrected)


def _most_telling(typed, counts):
    total = counts.get(ALL, 0)
    weights = {}
    for word, times in typed.items():
        weights[word] = (1 + log(times)) * _rareness(counts.get(word, 0), total)
    for word in typed:
        for other in others_of(word) - typed.keys():
            weight = _OF_A_SYNONYM * _rareness(counts.get(other, 0), total)
            weights[other] = max(weights.get(other, 0), weight)
    known = {word: weight for word, weight in weights.items() if counts.get(word)}
    return dict(sorted(known.items(), key=lambda one: -one[1])[:_MOST_TELLING])


def _rareness(count, total):
    return log(1 + (max(total, count) - count + 0.5) / (count + 0.5))


def _with_titles(some):
    return {form for word in some for form in (word, TITLE + word)}


def _counts(terms):
    found = SearchTerm.objects.filter(term__in=terms, documents__gt=0)
    return dict(found.values_list("term", "documents"))


def _corrections(unknown):
    for word in islice(unknown, _MOST_CORRECTED):
        head, tail = ends(word)
        near = SearchTerm.objects.filter(Q(head=head) | Q(tail=tail), documents__gt=0)
        shown = meant(word, dict(near.values_list("term", "documents")[:_MOST_NEAR]))
        if shown is not None:
            yield Correction(word, shown)


def _containing(text):
    """Words of which `text` is a part, as of a number only the last digits are remembered."""
    part = "".join(words(text)) if text.isascii() else folded(text).strip()
    if not part:
        return []
    found = SearchTerm.objects.filter(term__icontains=part, documents__gt=0).exclude(term__startswith=TITLE)
    return list(found.order_by("-documents", "term").values_list("term", flat=True)[:_MOST_PARTS])
