from django.core.management.base import BaseCommand

from config.reference import FILE, lifecycle


class Command(BaseCommand):
    help = "Print the lifecycle reference from the code; with --write into docs/reference/lifecycle.md."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="write the file instead of printing it")

    def handle(self, *, write, **options):
        if write:
            FILE.parent.mkdir(parents=True, exist_ok=True)
            FILE.write_text(lifecycle(), encoding="utf-8")
        else:
            self.stdout.write(lifecycle(), ending="")
