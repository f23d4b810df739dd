"""One process of the desk with short leases, to be killed: `python -m tests.faults.process worker|beat|sweeper`."""

import sys
from datetime import timedelta

import django
from django.core.management import call_command

django.setup()

from complaints.services import delivery  # noqa: E402 — models come after the setup
from complaints.services.sweeps import sweep  # noqa: E402
from config.celery import app  # noqa: E402
from config.places import VAR  # noqa: E402

LEASE = timedelta(seconds=3)
CELERY = {
    "worker": ["worker", "--pool", "prefork", "--concurrency", "2", "--without-gossip", "--without-mingle"],
    "beat": ["beat", "--pidfile=", "--schedule", str(VAR / "schedule")],
}

if __name__ == "__main__":
    sweep.__kwdefaults__["lease"] = delivery.LEASE = LEASE
    name, *arguments = sys.argv[1:]
    if name == "sweeper":
        call_command("sweep_forever", "--seconds", "0.5", *arguments)
    else:
        app.start([*CELERY[name], "--loglevel", "WARNING"])
