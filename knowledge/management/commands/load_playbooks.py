from django.core.management.base import BaseCommand
from django.utils import timezone

from knowledge.services.library.beginning import load_playbooks


class Command(BaseCommand):
    help = "Load the built-in playbooks as drafts; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_playbooks(now=timezone.now())} playbooks added.")
