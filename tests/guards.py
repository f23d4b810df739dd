"""The guards of the database, lifted as only its owner could: to empty tables, to tamper in a test."""

from contextlib import contextmanager
from importlib import import_module

from django.db import connection

_entries = import_module("complaints.migrations.0002_guards")
_rules = import_module("complaints.migrations.0018_rules_stand")
_APPEND_ONLY = [
    *_entries.APPEND_ONLY,
    import_module("escalation.migrations.0003_incidents").TABLE,
    import_module("review.migrations.0011_warnings").TABLE,
    import_module("review.migrations.0003_causes").TABLE,
    *import_module("review.migrations.0004_inspection").OPINIONS,
    *import_module("review.migrations.0009_improvements").TABLES,
    import_module("review.migrations.0010_reports").REPORTS,
]
_GUARDED = [*_APPEND_ONLY, *_rules.TABLES]


def lifting():
    """Statements after which the record, the ledger and the rules in force can be changed."""
    if connection.vendor == "postgresql":
        off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in _GUARDED]
        return ["SET CONSTRAINTS ALL IMMEDIATE", *off]
    entries = [f"{table}_no_{act}" for table in _APPEND_ONLY for act in ("update", "delete")]
    return [f"DROP TRIGGER {name}" for name in (*entries, *_rules.SQLITE)]


def restoring():
    """Statements after which they cannot, as the migrations left it."""
    if connection.vendor == "postgresql":
        return [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in _GUARDED]
    entries = [sql.format(table=table) for table in _APPEND_ONLY for sql in _entries.SQLITE_APPEND_ONLY]
    return [*entries, *(f"CREATE TRIGGER {name} {how}" for name, how in _rules.SQLITE.items())]


@contextmanager
def lifted():
    """A stretch of test in which the owner of the database is at work."""
    with connection.cursor() as cursor:
        for statement in lifting():
            cursor.execute(statement)
        yield cursor
        for statement in restoring():
            cursor.execute(statement)
