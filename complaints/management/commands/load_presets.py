from datetime import UTC, datetime

from django.core.management.base import BaseCommand

from complaints.services.presets import load_presets

#: Presets count from before any complaint, so that complaints of earlier dates can be brought in.
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "Load departments, desks, category trees and policies; running it again adds only what is missing."

    def handle(self, **options):
        added = load_presets(now=BEGINNING)
        self.stdout.write(f"{added} rows added.")
