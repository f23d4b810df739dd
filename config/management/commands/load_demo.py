import sys
import time

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from config.demo.opening import open_desk

#: Longer than SQLite sleeps between two tries of a writer that waits, so that every such writer gets its turn.
_TURN_SECONDS = 0.15


class Command(BaseCommand):
    help = "Open the demo desk: people of every role and about ninety complaints. A desk in use is left alone."

    def handle(self, **options):
        told = open_desk(now=timezone.now(), progress=self._told)
        self.stdout.write(f"{told} stories told.")

    def _told(self, told, total):
        if sys.stderr.isatty():
            self.stderr.write(f"\r演示投诉单 {told}/{total} ", ending="\n" if told == total else "")
        if connection.vendor == "sqlite":
            time.sleep(_TURN_SECONDS)
