"""One process of the desk with short leases and small slow batches, so that what breaks it finds it at work.

`python -m tests.faults.process worker|beat|sweeper`
"""

import os
import sys
from datetime import timedelta
from time import sleep

import django
from django.core.management import call_command

django.setup()

from complaints.services import delivery, mailboxes, webhook_calls  # noqa: E402 — models come after the setup
from complaints.services.sweeps import deadlines, sweep, sweeping  # noqa: E402
from complaints.services.updates import store_each  # noqa: E402
from config.celery import app  # noqa: E402
from config.places import VAR  # noqa: E402

LEASE = timedelta(seconds=3)
BATCH = 5
SECONDS = 0.05
CELERY = {
    "worker": ["worker", "--pool", "prefork", "--concurrency", "2", "--without-gossip", "--without-mingle"],
    "beat": ["beat", "--pidfile=", "--schedule", str(VAR / f"schedule-{os.getpid()}")],
}


def slowly(*what):
    """In the middle of the transaction, half of it written."""
    store_each(*what)
    sleep(SECONDS)


def received_slowly(*mail, receive=mailboxes.receive_mail, **facts):
    """Taken in, and not yet for good."""
    letter = receive(*mail, **facts)
    sleep(SECONDS)
    return letter


if __name__ == "__main__":
    sweeping._BATCH, deadlines.store_each = BATCH, slowly
    sweep.__kwdefaults__["lease"] = delivery.LEASE = webhook_calls.LEASE = mailboxes.LEASE = LEASE
    mailboxes.receive_mail = received_slowly
    name, *arguments = sys.argv[1:]
    if name == "sweeper":
        call_command("sweep_forever", "--seconds", "0.5", *arguments)
    else:
        app.start([*CELERY[name], "--loglevel", "WARNING"])
