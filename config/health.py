from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config import work


@require_safe
def healthz(request):
    """For the proxy and the supervisor: 200 when the database answers; says nothing else."""
    return _answer(_database_answers)


@require_safe
def healthz_work(request):
    """For an outside monitor: 200 while somebody does the repeated work, by the database (C7); says nothing else."""
    return _answer(lambda: work.is_done(timezone.now()))


def _answer(question):
    try:
        well = question()
    except DatabaseError:
        well = False
    return HttpResponse("ok\n" if well else "unavailable\n", content_type="text/plain", status=200 if well else 503)


def _database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True
