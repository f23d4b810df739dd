from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from review.services.figures.rebuilding import rebuild, verify

_MOST_SHOWN = 20


class Command(BaseCommand):
    help = "Count the figures of the board anew from the raw rows, or compare what is kept with such a count."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--rebuild", action="store_true", help="empty them and count every complaint again")
        what.add_argument("--verify", action="store_true", help="name what differs; nothing is changed")

    def handle(self, **options):
        if options["rebuild"]:
            self._rebuild()
        else:
            self._verify()

    def _rebuild(self):
        done = 0
        for done in rebuild(now=timezone.now()):
            self.stdout.write(f"{done} complaints counted", ending="\r")
        self.stdout.write(f"{done} complaints counted.  ")

    def _verify(self):
        differences = list(islice(verify(now=timezone.now()), _MOST_SHOWN + 1))
        for one in differences[:_MOST_SHOWN]:
            where = f"complaint {one.complaint_id}" if one.cell is None else f"cell {one.cell}"
            self.stdout.write(f"{where}: kept {one.kept}, counted {one.counted}")
        if differences:
            more = " or more" if len(differences) > _MOST_SHOWN else ""
            raise CommandError(f"{len(differences)}{more} differ. Count them again: manage.py figures --rebuild")
        self.stdout.write("All figures equal what a count of the raw rows finds.")
