"""Keeping the documents of the search, and how many have each word."""

from collections import Counter
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction

from accounts.text import check_row
from complaints.models import Category
from knowledge.models import SearchDocument, SearchTag
from knowledge.words.segmenting import segment
from knowledge.words.slips import ends

#: Marks a word as one of the title.
TITLE = "_"
#: The word that stands for all documents.
ALL = ""
_ADD = """
INSERT INTO knowledge_searchterm (term, documents, head, tail) VALUES {}
ON CONFLICT (term) DO UPDATE SET documents = knowledge_searchterm.documents + excluded.documents
"""
#: So much of a text it is found by; what follows is still shown.
_FOUND_BY = 20_000
_AT_ONCE = 500
_TERMS_AT_ONCE = 200


class Entry(NamedTuple):
    """Something all staff may read. `asked` are questions people asked when this helped them."""

    kind: str
    object_id: int
    title: str
    text: str
    updated_at: datetime
    asked: tuple[str, ...] = ()
    category: Category | None = None
    nature: str = ""
    tags: tuple[str, ...] = ()
    product: str = ""
    quality: int = 0


def put(entry):
    """Let `entry` be found, instead of what was known of it before. Raises RuleBroken."""
    put_all([entry])


def put_all(entries):
    """As `put`, a few hundred in one transaction; no thing occurs twice among them. Raises RuleBroken."""
    remaining = iter(entries)
    while batch := list(islice(remaining, _AT_ONCE)):
        _put_together(batch)


@transaction.atomic
def take_out(kind, object_id):
    """Let it be found no more; nothing happens if it was not."""
    _take_out(SearchDocument.objects.filter(kind=kind, object_id=object_id))


@transaction.atomic
def _put_together(batch):
    for kind in {entry.kind for entry in batch}:
        ids = [entry.object_id for entry in batch if entry.kind == kind]
        _take_out(SearchDocument.objects.filter(kind=kind, object_id__in=ids))
    documents = [_document(entry) for entry in batch]
    SearchDocument.objects.bulk_create(documents)
    tags = [
        SearchTag(document=document, tag=tag)
        for document, entry in zip(documents, batch, strict=True)
        for tag in dict.fromkeys(entry.tags)
    ]
    for tag in tags:
        check_row(tag)
    SearchTag.objects.bulk_create(tags)
    _count(documents, 1)


def _take_out(documents):
    there = list(documents.select_for_update())
    SearchDocument.objects.filter(pk__in=[document.pk for document in there]).delete()
    _count(there, -1)


def _document(entry):
    asked = "\n".join(entry.asked)
    in_title = segment(entry.title)
    words = [
        *in_title,
        *segment(entry.text[:_FOUND_BY]),
        *segment(asked[:_FOUND_BY]),
        *(TITLE + word for word in dict.fromkeys(in_title)),
    ]
    facts = entry._asdict() | {"asked": asked, "words": " ".join(words)}
    document = SearchDocument(**{name: value for name, value in facts.items() if name != "tags"})
    check_row(document)
    return document


def _count(documents, by):
    """In the order of the words: all documents come first, and there whoever counts waits for whoever already does."""
    counts = Counter(word for document in documents for word in {ALL, *document.words.split()})
    rows = iter(sorted(counts.items()))
    while some := list(islice(rows, _TERMS_AT_ONCE)):
        with connection.cursor() as cursor:
            cursor.execute(
                _ADD.format(", ".join(["(%s, %s, %s, %s)"] * len(some))),
                [fact for word, count in some for fact in (word, by * count, *_ends(word))],
            )


def _ends(word):
    return ("", "") if word.startswith(TITLE) else ends(word)
