from django.core.management.base import BaseCommand
from django.utils import timezone

from escalation.services.rules import load_rules


class Command(BaseCommand):
    help = "Load the preset trigger rules; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_rules(now=timezone.now())} trigger rules added.")
