"""Looking for what the desk already knows, in Chinese and in English (KNO-4)."""

from typing import NamedTuple

from django.db.models import Q

from complaints.models import Category
from knowledge.models import SearchDocument
from knowledge.services.search.asked import Correction, read
from knowledge.services.search.candidates import candidates
from knowledge.words.marking import marked, snippet
from knowledge.words.ranking import ranked


class Hit(NamedTuple):
    """`title` and `snippet` are (text, whether it was looked for), in their order; `matched` are the words found, the
    most telling first, and `share` how much of all that was asked for they tell, from 0 to 1."""

    document: SearchDocument
    score: float
    title: list[tuple[str, bool]]
    snippet: list[tuple[str, bool]]
    matched: tuple[str, ...]
    share: float = 0.0


class Results(NamedTuple):
    hits: list[Hit]
    corrected: tuple[Correction, ...] = ()


def find(query, *, kinds=None, category=None, nature="", tags=(), product="", quality=None, limit=20):
    """The documents that answer `query` best, or without one the best and newest.

    A category holds those below it; of `tags` every one must be there; `quality` is the least.
    """
    documents = _filtered(kinds, category, nature, tags, product, quality)
    if not query.strip():
        return Results([_hit(document, 0.0, {}) for document in documents.select_related("category")[:limit]])
    asked = read(query)
    if not asked.weights:
        return Results([])
    best = ranked(candidates(asked, documents), weights=asked.weights, query=query)[:limit]
    shown = SearchDocument.objects.select_related("category").in_bulk([key for _score, key in best])
    hits = [_hit(shown[key], score, asked.weights) for score, key in best if key in shown]
    return Results(hits, asked.corrected)


def _filtered(kinds, category, nature, tags, product, quality):
    chosen = Q()
    if kinds is not None:
        chosen &= Q(kind__in=kinds)
    if category is not None:
        chosen &= Q(category__in=_with_those_below(category))
    if nature:
        chosen &= Q(nature=nature)
    if product:
        chosen &= Q(product=product)
    if quality is not None:
        chosen &= Q(quality__gte=quality)
    documents = SearchDocument.objects.filter(chosen)
    for tag in tags:
        documents = documents.filter(tags__tag=tag)
    return documents


def _with_those_below(category):
    found = level = [category.pk]
    while level := list(Category.objects.filter(parent__in=level).values_list("pk", flat=True)):
        found = [*found, *level]
    return found


def _hit(document, score, weights):
    held = set(document.words.split())
    matched = tuple(sorted((word for word in weights if word in held), key=lambda word: -weights[word]))
    share = sum(weights[word] for word in matched) / sum(weights.values()) if weights else 0.0
    return Hit(document, score, marked(document.title, matched), snippet(document.text, matched), matched, share)
