"""The append-only guards of the database, lifted as only its owner could: to empty tables, to tamper in a test."""

from contextlib import contextmanager
from importlib import import_module

from django.db import connection

_guards = import_module("complaints.migrations.0002_guards")
_APPEND_ONLY = [*_guards.APPEND_ONLY, import_module("escalation.migrations.0003_incidents").TABLE]


def lifting():
    """Statements after which the record and the ledger can be changed."""
    if connection.vendor == "postgresql":
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _APPEND_ONLY]
        return ["SET CONSTRAINTS ALL IMMEDIATE", *off]
    return [f"DROP TRIGGER {table}_no_{act}" for table in _APPEND_ONLY for act in ("update", "delete")]


def restoring():
    """Statements after which they cannot, as the migration left it."""
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _APPEND_ONLY]
    return [sql.format(table=table) for table in _APPEND_ONLY for sql in _guards.SQLITE_APPEND_ONLY]


@contextmanager
def lifted():
    """A stretch of test in which the owner of the database is at work."""
    with connection.cursor() as cursor:
        for statement in lifting():
            cursor.execute(statement)
        yield cursor
        for statement in restoring():
            cursor.execute(statement)
