"""Very many open complaints and running deadlines, copied by the database from a few: a million in a minute or two."""

from datetime import timedelta

from django.db import connection

from bench.filling import fill
from complaints.models import Complaint, Deadline, DeadlineStep

#: What may run on one complaint; each complaint of the bench owes one of them first.
KINDS = ("acknowledgement", "first_contact", "direction", "investigation", "verification", "solution", "progress")
_EXAMPLES = 2_000
_MOMENTS = 1_000
_SOONEST, _LATEST = timedelta(hours=1), timedelta(days=28)


def crowd(deadlines, *, complaints, agents, now):
    """Bring the desk to so many running `deadlines` on at least so many open `complaints`."""
    fill(max(_EXAMPLES, Complaint.objects.count()), agents=agents, now=now)
    _copy_complaints(max(complaints, deadlines // len(KINDS) + 1))
    missing = deadlines - Deadline.objects.running().count()
    for turn in range(len(KINDS)):
        missing -= _run(turn, most=max(0, missing), now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def kind_of(complaint_id, turn=0):
    return KINDS[(complaint_id + turn) % len(KINDS)]


def _copy_complaints(target):
    """As many copies of each open complaint as it takes, under numbers of their own."""
    examples = Complaint.objects.open().filter(tracking_hash__startswith="bench:")
    there, have = examples.count(), Complaint.objects.open().count()
    table = Complaint._meta.db_table
    columns = [field.column for field in Complaint._meta.local_fields if field.column != "id" and not field.generated]
    replaced = {"number": "'C' || turn || '-' || id", "tracking_hash": "'copy:' || turn || '-' || id"}
    chosen = ", ".join(replaced.get(column, column) for column in columns)
    first = Complaint.objects.filter(tracking_hash__startswith="copy:").count()
    # Names come from the model, values are parameters.
    _execute(
        "WITH RECURSIVE turns(turn) AS (SELECT %s UNION ALL SELECT turn + 1 FROM turns WHERE turn < %s) "  # noqa: S608
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table}, turns "
        "WHERE closed_at IS NULL AND tracking_hash LIKE 'bench:%%' LIMIT %s",
        [first, first + max(0, target - have) // there + 1, max(0, target - have)],
    )


def _run(turn, *, most, now):
    """The deadline whose turn it is begins on every open complaint that has none of its kind; at most so many."""
    moments = [now + _SOONEST + (_LATEST - _SOONEST) * place / _MOMENTS for place in range(_MOMENTS)]
    example = Deadline(started_at=now - timedelta(hours=1), next_step=DeadlineStep.ALERT)
    chosen = {"complaint_id": "c.id", "policy_id": "c.policy_id", "kind": "k.kind"}
    chosen |= {"due_at": "m.at", "next_step_at": "m.at"}
    fixed = [field for field in Deadline._meta.local_fields if field.column not in {"id", *chosen}]
    columns = [*chosen, *(field.column for field in fixed)]
    table, complaints = Deadline._meta.db_table, Complaint._meta.db_table
    count = len(KINDS)
    return _execute(
        f"WITH kinds(place, kind) AS (VALUES {_values(KINDS)}), moments(place, at) AS (VALUES {_values(moments)}) "  # noqa: S608
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {', '.join([*chosen.values(), *['%s'] * len(fixed)])} FROM {complaints} c "
        f"JOIN kinds k ON k.place = (c.id + %s) %% {count} "
        f"JOIN moments m ON m.place = (c.id * 7 + k.place * 131) %% {_MOMENTS} "
        f"WHERE c.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM {table} d WHERE d.complaint_id = c.id "
        "AND d.kind = k.kind AND d.met_at IS NULL AND d.cancelled_at IS NULL) LIMIT %s",
        [
            *_numbered(KINDS),
            *_numbered([connection.ops.adapt_datetimefield_value(moment) for moment in moments]),
            *(field.get_db_prep_save(getattr(example, field.attname), connection) for field in fixed),
            turn,
            most,
        ],
    )


def _values(rows):
    return ", ".join(["(%s, %s)"] * len(rows))


def _numbered(rows):
    return [value for pair in enumerate(rows) for value in pair]


def _execute(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
