from django.core.management.base import BaseCommand

from review.services.inspection.sheets import load_sheets


class Command(BaseCommand):
    help = "Put the first version of each score sheet in use; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_sheets()} score sheets added.")
