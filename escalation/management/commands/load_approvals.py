from django.core.management.base import BaseCommand

from escalation.services.presets import load_baselines, load_chain


class Command(BaseCommand):
    help = "Load the first approval chain and statutory baselines; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_chain() + load_baselines()} rows added.")
