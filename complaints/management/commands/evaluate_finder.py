import tomllib
from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from complaints.words.personal.scoring import score

_RATES = f"{'recall':>8}{'precision':>11}{'F1':>7}"
_HEAD = f"{'':10}{'marked':>8}{'found':>8}{'':9}{_RATES}{'':9}{_RATES}"


class Command(BaseCommand):
    help = """Measure the finder of personal data on sentences with marked spans: recall, precision and F1 of each kind.

FILE is TOML. Every key is a part with a list of sentences, each part is measured for itself:

    held = ["联系人：{name:李秀英}，电话{phone:13812345678}。", "客户来电反映漏油。"]

{kind:text} marks what must be found; all else is not personal. Kinds: phone, identity, card, plate, address, name,
order, mail, wechat. "exact" asks for the same first and last letter, "overlap" for one letter in common."""

    def create_parser(self, *args, **options):
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file, **options):
        for part, sentences in _read(file).items():
            self.stdout.write(f"{part}: {len(sentences)} sentences")
            self.stdout.write(_HEAD)
            exact, overlap = score(sentences, exact=True), score(sentences, exact=False)
            for kind, one in exact.items():
                rates = f"  exact  {_rates(one)}  overlap{_rates(overlap[kind])}"
                self.stdout.write(f"{kind or 'all':10}{one.marked:8}{one.found:8}{rates}")


def _rates(one):
    return f"{one.recall:8.3f}{one.precision:11.3f}{one.f1:7.3f}"


def _read(path):
    try:
        parts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"{path}: {fault}") from fault
    if not all(isinstance(part, list) and all(isinstance(one, str) for one in part) for part in parts.values()):
        raise CommandError(f"{path}: every key must hold a list of sentences.")
    return parts
