"""Opening the queue as a person at the desk does."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.timing import timed

_TURNS = 30


def open_queue(user, tab):
    client, address = _at_the_desk(user, tab)
    return timed(lambda _turn: client.get(address), count=_TURNS)


def queue_queries(user, tab):
    """How many queries one opening takes."""
    client, address = _at_the_desk(user, tab)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return len(queries)


def _at_the_desk(user, tab):
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="accounts.backends.RoleBackend")
    return client, reverse("admin:complaints_complaint_changelist") + f"?queue={tab}"
