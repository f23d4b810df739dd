from django.core.management.base import BaseCommand

from review.services.presets import load_revisit_rules


class Command(BaseCommand):
    help = "Load the rules of revisits; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_revisit_rules()} rules added.")
