"""What stands in the database before a test, taken once and put back after a test that committed something."""

from django.db import connection, transaction

from tests.guards import lifting, restoring


class Kept:
    """Every row there is at this moment."""

    def __init__(self):
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        with connection.cursor() as cursor:
            self._tables = {table: _rows_of(cursor, table) for table in tables}

    def put_back(self):
        """The one time, besides tampering, that the append-only guards step aside.

        Only what differs is written: emptying every table, as Django does, costs PostgreSQL a file or more for each.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            changed = {table: rows for table, rows in self._tables.items() if _rows_of(cursor, table) != rows}
            if changed:
                _replace(cursor, changed)


def _rows_of(cursor, table):
    cursor.execute(f"SELECT * FROM {_quoted(table)} ORDER BY 1")  # noqa: S608
    return cursor.fetchall()


def _replace(cursor, contents):
    for statement in (*lifting(), *_foreign_keys_are_looked_at("DEFERRED")):
        cursor.execute(statement)
    for table in contents:
        cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608
    for table, rows in contents.items():
        if rows:
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {_quoted(table)} VALUES ({places})", rows)  # noqa: S608
    for statement in (*_foreign_keys_are_looked_at("IMMEDIATE"), *restoring()):
        cursor.execute(statement)


def _foreign_keys_are_looked_at(moment):
    """PostgreSQL guards no table again while one of its rows still waits for this."""
    return [f"SET CONSTRAINTS ALL {moment}"] if connection.vendor == "postgresql" else []


def _quoted(table):
    return connection.ops.quote_name(table)
