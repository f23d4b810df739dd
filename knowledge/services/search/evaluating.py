"""How good the search is: known questions asked of known documents, and at which place the right one came."""

from statistics import median
from time import perf_counter
from typing import NamedTuple

from django.db import connection, transaction

from knowledge.models import SearchKind
from knowledge.services.search.entries import put_all
from knowledge.services.search.finding import find

_DEPTHS = (1, 5, 10)


class Question(NamedTuple):
    query: str
    object_id: int


class Measured(NamedTuple):
    """`recall`: how deep → in what share of the questions the right document was no deeper."""

    questions: int
    documents: int
    recall: dict[int, float]
    mrr: float
    median_ms: float
    p95_ms: float


def measure(entries, questions):
    """Ask `questions` of `entries`, all of the measured kind, in the database there is; nothing of it stays."""
    places, took = [], []
    with transaction.atomic():
        put_all(entries)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE knowledge_searchdocument")
        for question in questions:
            started = perf_counter()
            hits = find(question.query, kinds=[SearchKind.MEASURED], limit=_DEPTHS[-1]).hits
            took.append(1000 * (perf_counter() - started))
            found = [hit.document.object_id for hit in hits]
            places.append(found.index(question.object_id) + 1 if question.object_id in found else None)
        transaction.set_rollback(True)
    took.sort()
    return Measured(
        questions=len(questions),
        documents=len(entries),
        recall={deep: sum(place is not None and place <= deep for place in places) / len(places) for deep in _DEPTHS},
        mrr=sum(1 / place for place in places if place) / len(places),
        median_ms=median(took),
        p95_ms=took[max(0, int(len(took) * 0.95) - 1)],
    )
