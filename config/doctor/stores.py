"""The database and the queue."""

from datetime import timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from config.doctor.findings import broken, doubtful, fine

OLDEST_POSTGRES = (14, 0)
LONG_QUEUE = 500
SKEW = timedelta(seconds=5)


def database():
    try:
        connection.ensure_connection()
    except DatabaseError:
        yield broken(
            _("The database does not answer. Start it, and check DATABASE_URL: host, port, name, user and password.")
        )
        return
    name = f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
    yield fine(_("The database answers: %(name)s."), name=name)
    if connection.vendor == "postgresql":
        yield from _postgres()
    else:
        yield from _sqlite()
    yield from _migrations()


def _postgres():
    if connection.get_database_version() < OLDEST_POSTGRES:
        yield broken(_("This PostgreSQL is too old; Redress needs 14 or newer."))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding), now() FROM pg_database WHERE datname = current_database()"
        )
        ctype, encoding, there = cursor.fetchone()
    if encoding != "UTF8":
        yield broken(_("The database is encoded %(encoding)s. Create it anew with UTF8."), encoding=encoding)
    if ctype in ("C", "POSIX"):
        yield doubtful(
            _("The database was created with ctype %(ctype)s: searching parts of Chinese words is poor. Use C.UTF-8."),
            ctype=ctype,
        )
    if abs(timezone.now() - there) > SKEW:
        yield broken(_("The clocks of this machine and of the database differ. Set both by NTP: deadlines need it."))


def _sqlite():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (answer,) = cursor.fetchone()
        cursor.execute("PRAGMA journal_mode")
        (journal,) = cursor.fetchone()
    if answer != "ok":
        yield broken(_("The database file is damaged. Stop the desk and restore the last backup."))
    if journal != "wal":
        yield doubtful(_("The database is not in WAL mode; is the data folder on a network drive? Move it to a disk."))
    if not settings.TRY_OUT:
        yield doubtful(_("SQLite serves a try-out and a small desk. For real work set DATABASE_URL to PostgreSQL."))


def _migrations():
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield broken(
            _("%(count)s changes of the database are waiting. Run: python3 manage.py migrate"), count=len(waiting)
        )
    else:
        yield fine(_("The database has every change of this version."))


def tasks_waiting():
    """How many tasks lie in the queue. Raises redis.RedisError when it does not answer."""
    if not settings.REDIS_URL:
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        return sum(1 for _message in folder.glob("*.msg"))
    with _redis() as server:
        return server.llen(f"{_prefix()}{settings.CELERY_TASK_DEFAULT_QUEUE}")


def queue():
    if not settings.REDIS_URL:
        yield _backlog(tasks_waiting())
        return
    try:
        waiting = tasks_waiting()
        with _redis() as server:
            policy = server.info("memory")["maxmemory_policy"]
    except redis.RedisError:
        yield broken(_("Redis does not answer. Start it, and check REDIS_URL."))
        return
    yield fine(_("Redis answers."))
    if policy != "noeviction":
        yield broken(
            _("Redis may throw away queued work (maxmemory-policy %(policy)s). Set it to noeviction."), policy=policy
        )
    yield _backlog(waiting)


def _redis():
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2)


def _prefix():
    return settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("global_keyprefix", "")


def _backlog(waiting):
    if waiting > LONG_QUEUE:
        return doubtful(
            _("%(count)s tasks wait in the queue. Is the worker running, and are there enough?"), count=waiting
        )
    return fine(_("%(count)s tasks wait in the queue."), count=waiting)
