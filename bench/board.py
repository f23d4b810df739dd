"""The board over a grown desk: opening it, keeping its figures, counting them anew, against bare SQL that counts."""

from datetime import timedelta
from time import perf_counter
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.filling import fill
from bench.timing import Timing, timed
from complaints.models import Complaint
from review.models import ReportKind, Tally
from review.services.figures.rebuilding import rebuild
from review.services.figures.upkeep import count_together
from review.services.reports import periods
from review.services.reports.making import gathered

_TURNS = 20
#: So many are written one by one; a larger desk is made of copies of them.
_OWN = 10_000
_KEPT_AT_ONCE = 100
_DIRECTOR = "bench-director"
_BARE = """
SELECT count(*), count(*) FILTER (WHERE closed_at IS NOT NULL), department_id FROM complaints_complaint
WHERE received_at >= %s GROUP BY department_id
"""


class Seen(NamedTuple):
    """`bare` counts one figure of thirty days from the raw rows; the pages show all of them beside as many before."""

    bare: Timing
    page: Timing
    filtered: Timing
    report: Timing
    kept_ms: float
    rebuilt_per_second: float


def look_at(complaints, *, agents, supervisor, now):
    """Fill the desk up to so many complaints and count them all; then open the board, and count some again."""
    fill(min(complaints, _OWN), agents=agents, now=now)
    _copy(complaints - Complaint.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    started = perf_counter()
    *_before, counted = rebuild(now=now)
    rebuilt = counted / (perf_counter() - started)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(supervisor, backend="accounts.backends.RoleBackend")
    address = reverse("board")
    return Seen(
        timed(lambda _turn: _bare(now), count=_TURNS),
        timed(lambda _turn: client.get(address), count=_TURNS),
        timed(lambda _turn: client.get(address, {"channel": "phone", "severity": "S1"}), count=_TURNS),
        _reported(now),
        _kept_ms(complaints),
        rebuilt,
    )


def _copy(missing):
    """Bring the desk to its size by copies of what is there, one after the other in the order of receipt."""
    if missing <= 0:
        return
    table = Complaint._meta.db_table
    names = [field.column for field in Complaint._meta.concrete_fields if not field.primary_key and not field.generated]
    changed = {"number": "number || '-' || n", "tracking_hash": "tracking_hash || '-' || n"}
    there, quote = Complaint.objects.count(), connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} ({", ".join(map(quote, names))})
            WITH RECURSIVE series(n) AS (SELECT %s UNION ALL SELECT n + 1 FROM series WHERE n < %s)
            SELECT {", ".join(changed.get(name, quote(name)) for name in names)} FROM {table} CROSS JOIN series
            ORDER BY received_at, n LIMIT %s
            """,  # noqa: S608 — names of our own columns
            [there + 1, there + max(1, missing // there), missing],
        )


def _bare(now):
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [now - timedelta(days=30)])
        cursor.fetchall()


def _reported(now):
    """The report of the last month, nothing of it kept."""
    director = User.objects.filter(username=_DIRECTOR).first()
    director = director or User.objects.create_user(_DIRECTOR, None, name="总监", role=Role.DIRECTOR)
    period = periods.last_ended(ReportKind.MONTH, now)
    return timed(lambda _turn: gathered(ReportKind.MONTH, period, by=director), count=_TURNS, warm_up=1)


def _kept_ms(complaints):
    """What one changed complaint costs, a hundred of them at once, spread over the desk."""
    step = max(1, complaints // _KEPT_AT_ONCE)
    newest = Complaint.objects.order_by("-pk").values_list("pk", flat=True).first()
    spread = range(newest - step * (_KEPT_AT_ONCE - 1), newest + 1, step)
    now = timezone.now()
    Complaint.objects.filter(pk__in=spread).update(severity="S1")
    Tally.objects.filter(complaint__in=spread).update(count_at=now)
    chosen = list(Tally.objects.filter(complaint__in=spread).values_list("pk", flat=True))
    started = perf_counter()
    count_together(chosen, now=now)
    return 1000 * (perf_counter() - started) / len(chosen)
