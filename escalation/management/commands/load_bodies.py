from django.core.management.base import BaseCommand

from escalation.services.bodies import load_bodies


class Command(BaseCommand):
    help = "Load the outside bodies and their legal terms; running it again adds only what is missing."

    def handle(self, **options):
        self.stdout.write(f"{load_bodies()} bodies and terms added.")
