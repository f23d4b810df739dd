from django.core.management.base import BaseCommand
from django.utils import timezone

from review.services.causes.presets import load_causes


class Command(BaseCommand):
    help = "Load the coded causes, and the rules that ask for an analysis where there are none."

    def handle(self, **options):
        self.stdout.write(f"{load_causes(now=timezone.now())} rows of causes added.")
