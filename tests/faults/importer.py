"""A worker that does imports only, slowly and in small steps, so that a kill finds it in the middle of one.

`python -m tests.faults.importer`
"""

from datetime import timedelta
from time import sleep

import django

django.setup()

from django.utils import timezone  # noqa: E402 — models come after the setup

from complaints.imports import running  # noqa: E402
from complaints.services import bulk  # noqa: E402

_store = bulk._store


def slowly(*what, **how):
    """In the middle of the transaction, most of it written."""
    _store(*what, **how)
    sleep(0.05)


if __name__ == "__main__":
    bulk.CHUNK, running.LEASE, bulk._store = 10, timedelta(seconds=1), slowly
    while True:
        running.run_waiting(now=timezone.now())
        sleep(0.1)
