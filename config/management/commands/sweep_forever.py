import logging
import signal
from threading import Event

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from complaints.models import Runner
from config.celery import app

log = logging.getLogger(__name__)

SECONDS = 30


class Command(BaseCommand):
    help = "Do the repeated work every half minute without queue and beat: what keeps promises when Redis is down."

    def add_arguments(self, parser):
        parser.add_argument("--seconds", type=float, default=SECONDS, help="between two rounds")
        parser.add_argument("--once", action="store_true", help="one round, then end")

    def handle(self, *, seconds, once, **options):
        ending = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: ending.set())
        app.loader.import_default_modules()
        jobs = [app.tasks[entry["task"]] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
        while not ending.is_set():
            for job in jobs:
                if not ending.is_set():
                    self._do(job)
            if once:
                return
            ending.wait(seconds)

    def _do(self, job):
        # A connection the database has closed meanwhile is noticed here, not in the middle of the work.
        close_old_connections()
        try:
            job(runner=Runner.LOOP)
        except Exception:
            # Whatever breaks one job off must not keep the others from being done; its heartbeat says so too.
            log.exception("round_broke_off", extra={"job": job.name})
