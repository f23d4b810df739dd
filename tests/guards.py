"""The guards of the database, lifted as only its owner could: to empty tables, to tamper in a test."""

from contextlib import contextmanager

from django.db import connection

from complaints.guards import entries, rules
from complaints.guards.standing import made
from escalation import guards as escalation
from knowledge import guards as knowledge
from review import guards as review

APPEND_ONLY = [*entries.GUARDS, *escalation.GUARDS, *review.GUARDS, *knowledge.RECORD]
_LIFTED = [*APPEND_ONLY, *rules.GUARDS, *knowledge.WORDS, *knowledge.BOOK, *knowledge.TRAINING]


def lifting():
    """Statements after which the record, the ledger and the rules in force can be changed."""
    if connection.vendor == "postgresql":
        off = [f"ALTER TABLE {guard.table} DISABLE TRIGGER USER" for guard in _LIFTED]
        return ["SET CONSTRAINTS ALL IMMEDIATE", *off]
    return [f"DROP TRIGGER {name}" for guard in _LIFTED for name in guard.sqlite]


def restoring():
    """Statements after which they cannot, as the migrations left it."""
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {guard.table} ENABLE TRIGGER USER" for guard in _LIFTED]
    return made(_LIFTED, connection.vendor)


@contextmanager
def lifted():
    """A stretch of test in which the owner of the database is at work."""
    with connection.cursor() as cursor:
        for statement in lifting():
            cursor.execute(statement)
        yield cursor
        for statement in restoring():
            cursor.execute(statement)
