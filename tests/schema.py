"""The migrated database, kept from one run to the next: walking all migrations takes longer than most files of tests.

The copy is named after every migration there is, so that another set of them makes another copy. Django still asks each
copy whether something is left to migrate.
"""

import hashlib
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

_FOLDER = Path(settings.BASE_DIR) / "var" / "cache" / "schema"
_MOST_COPIES = 12


def begin_with_a_copy():
    """Let the database about to be made begin as a copy; answers whether there is one."""
    return _begin_on_the_server() if connection.vendor == "postgresql" else _begin_in_memory()


def keep_a_copy():
    """Of the database just migrated, before anything is added to it."""
    _keep_on_the_server() if connection.vendor == "postgresql" else _keep_as_file()


def _name():
    digest = hashlib.sha256(django.__version__.encode())
    for config in apps.get_app_configs():
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return f"redress_migrated_{digest.hexdigest()[:16]}"


def _begin_in_memory():
    kept, create = _FOLDER / _name(), connection.creation._create_test_db

    def create_as_copy(*arguments, **options):
        name = create(*arguments, **options)
        # A database in memory lives as long as somebody is connected to it.
        connection.creation.first_connection = sqlite3.connect(name, uri=True)
        with closing(sqlite3.connect(kept)) as copy:
            copy.backup(connection.creation.first_connection)
        return name

    if kept.exists():
        connection.creation._create_test_db = create_as_copy
    return kept.exists()


def _keep_as_file():
    _FOLDER.mkdir(parents=True, exist_ok=True)
    unfinished = _FOLDER / f"{os.getpid()}.part"
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.connection.backup(copy)
    unfinished.replace(_FOLDER / _name())
    for old in sorted(_FOLDER.glob("redress_migrated_*"), key=os.path.getmtime)[:-_MOST_COPIES]:
        old.unlink(missing_ok=True)


def _begin_on_the_server():
    with connection._nodb_cursor() as cursor:
        is_kept = _name() in _kept_on_the_server(cursor)
    if is_kept:
        connection.settings_dict["TEST"]["TEMPLATE"] = _name()
    return is_kept


def _keep_on_the_server():
    source = connection.settings_dict["NAME"]
    # Nobody may be connected to what is copied.
    connection.close()
    with connection._nodb_cursor() as cursor:
        # Another process that migrated at the same time may have been first.
        with suppress(DatabaseError):
            cursor.execute(f'CREATE DATABASE "{_name()}" TEMPLATE "{source}"')
        for old in _kept_on_the_server(cursor)[_MOST_COPIES:]:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')


def _kept_on_the_server(cursor):
    """Names of the copies this role may use, the newest first."""
    cursor.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'redress_migrated_%%'"
        " AND pg_get_userbyid(datdba) = current_user ORDER BY oid DESC"
    )
    return [name for (name,) in cursor.fetchall()]
