from django.core.management.base import BaseCommand

from config import client, reference

#: What is printed, and where it lies.
PAGES = {"lifecycle": (reference.FILE, reference.lifecycle), "client": (client.FILE, client.client)}


class Command(BaseCommand):
    help = "Print a reference from the code; with --write all of them into docs/reference."

    def add_arguments(self, parser):
        parser.add_argument("page", nargs="?", choices=PAGES, default="lifecycle")
        parser.add_argument("--write", action="store_true", help="write the files instead of printing one")

    def handle(self, *, page, write, **options):
        if not write:
            self.stdout.write(PAGES[page][1](), ending="")
            return
        for file, written in PAGES.values():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(written(), encoding="utf-8")
