"""Services of the Red Book, as service_calls.py: no complaint is told of a book."""

from accounts.roles import Role
from complaints.states import State
from knowledge.models import BookEdition
from knowledge.services.book import composing, issuing
from knowledge.services.book.gathering import gather
from tests.architecture.service_calls import Row
from tests.builders import NOON
from tests.knowledge.books import a_composed, a_playbook

R = State.RECEIVED
TOLD = {"title": "投诉处理红宝书", "language": "zh-hans", "foreword": "", "natures": ["goods"], "cases": []}


def recomposed(it, by):
    return composing.recompose(a_composed(by=by).pk, **TOLD, seen=1, by=by, now=NOON)


def composed(it):
    a_playbook()
    a_composed()


def finished(it, by):
    edition = BookEdition.objects.get()
    printed = {"content": gather(edition), "pages": 1, "pdf": b"%PDF-", "docx": b"PK"}
    return issuing.finish(edition.pk, number=(2026, 1), **printed, seen=edition.edits, by=by, now=NOON)


BOOKS = {
    "knowledge.book.composing.compose": Row(
        R, lambda it, by: composing.compose(**TOLD, by=by, now=NOON), (), Role.CURATOR
    ),
    "knowledge.book.composing.recompose": Row(R, recomposed, (), Role.CURATOR),
    "knowledge.book.issuing.finish": Row(R, finished, (), Role.DIRECTOR, composed),
}
