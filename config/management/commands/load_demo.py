import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.demo.opening import open_desk


class Command(BaseCommand):
    help = "Open the demo desk: people of every role and about ninety complaints. A desk in use is left alone."

    def handle(self, **options):
        told = open_desk(now=timezone.now(), progress=self._show)
        self.stdout.write(f"{told} stories told.")

    def _show(self, told, total):
        if sys.stderr.isatty():
            self.stderr.write(f"\r演示投诉单 {told}/{total} ", ending="\n" if told == total else "")
