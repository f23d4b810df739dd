"""A guard is a trigger, told once for each engine, and made anew whenever migrations have run.

SQLite makes a table anew to change it: it forgets the guards that stood there, and stumbles over those elsewhere that
look at the old one. There all guards step aside while migrations run. A guard taken out of the code leaves PostgreSQL
only by a migration that drops its trigger.
"""

from dataclasses import dataclass
from functools import partial

from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Guard:
    """One thing refused about the rows of one table.

    `postgres` can be run again over what it made; `sqlite` has the name of each trigger → what makes it.
    """

    table: str
    postgres: str
    sqlite: dict[str, str]


def keep(app, guards):
    """Let the guards of an app stand after every migration."""
    pre_migrate.connect(partial(_step_aside, guards), sender=app, weak=False, dispatch_uid=f"{app.name}.guards")
    post_migrate.connect(partial(_stand, guards), sender=app, weak=False, dispatch_uid=f"{app.name}.guards")


def made(guards, vendor):
    """The statements that make these guards anew."""
    if vendor == "postgresql":
        return [guard.postgres for guard in guards]
    return [
        statement
        for guard in guards
        for name, how in guard.sqlite.items()
        for statement in (f"DROP TRIGGER IF EXISTS {name}", f"CREATE TRIGGER {name} {how}")
    ]


def _step_aside(guards, using, plan, **_signal):
    if plan and connections[using].vendor == "sqlite":
        _run(using, [f"DROP TRIGGER IF EXISTS {name}" for guard in guards for name in guard.sqlite])


def _stand(guards, using, **_signal):
    there = set(connections[using].introspection.table_names())
    _run(using, made([guard for guard in guards if guard.table in there], connections[using].vendor))


def _run(using, statements):
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
