"""Looking whether a complaint belongs to an incident, against bare SQL that reads the same neighbours."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.history import grow
from bench.timing import timed
from escalation.models import Trace
from escalation.services.incidents.finding import MOST_NEIGHBOURS, look

_WINDOW = timedelta(hours=24)


def match_at(complaints, *, agents, now, count):
    """(by bare SQL, through the service) for complaints spread over a desk of so many, nearly all unlike."""
    grow(complaints, agents=agents, now=now)
    _trace_all()
    named = Trace.objects.exclude(product="").filter(category__isnull=False).order_by("pk")
    first, last = named.first().pk, named.last().pk
    spread = range(first, last, max(1, (last - first) // (2 * count)))
    chosen = list(named.filter(pk__in=spread).values_list("pk", "category", "product", "received_at"))
    by = User.objects.system()

    def service(turn):
        pk = chosen[turn][0]
        now = timezone.now()
        Trace.objects.filter(pk=pk).update(look_at=now)
        look(pk, by=by, now=now)

    return timed(lambda turn: _bare(*chosen[turn]), count=count), timed(service, count=count)


def _trace_all():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO escalation_trace (complaint_id, category_id, product, place, received_at, attempts, failure) "
            "SELECT id, category_id, lower(product), '', received_at, 0, '' FROM complaints_complaint AS complaint "
            # An anti-join is planned for the empty table it begins with, and then reads what it wrote again and again.
            "WHERE id > (SELECT coalesce(max(complaint_id), 0) FROM escalation_trace)"
        )
        cursor.execute("ANALYZE")


def _bare(pk, category_id, product, received_at):
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE escalation_trace SET look_at = %s WHERE id = %s", [now, pk])
        for column, value in (("category_id", category_id), ("product", product)):
            cursor.execute(
                "SELECT complaint.id, complaint.subject, complaint.description FROM escalation_trace AS trace "  # noqa: S608
                "JOIN complaints_complaint AS complaint ON complaint.id = trace.complaint_id "
                f"WHERE trace.{column} = %s AND trace.product <> '' AND trace.received_at BETWEEN %s AND %s "
                "ORDER BY trace.received_at DESC LIMIT %s",
                [value, received_at - _WINDOW, received_at + _WINDOW, MOST_NEIGHBOURS],
            )
            cursor.fetchall()
        cursor.execute("UPDATE escalation_trace SET look_at = NULL WHERE id = %s", [pk])
