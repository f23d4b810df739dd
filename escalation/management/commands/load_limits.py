from django.core.management.base import BaseCommand

from escalation.services.presets import load_limits


class Command(BaseCommand):
    help = "Load the default authority limits; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_limits()} limits added.")
