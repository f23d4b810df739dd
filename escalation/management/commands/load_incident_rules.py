from django.core.management.base import BaseCommand
from django.utils import timezone

from escalation.services.incidents.presets import load_incident_rules


class Command(BaseCommand):
    help = "Load the default rule for suspecting group incidents where there is none."

    def handle(self, **options):
        self.stdout.write(f"{load_incident_rules(now=timezone.now())} incident rules added.")
