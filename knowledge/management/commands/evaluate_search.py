import csv
import gzip
from collections import defaultdict
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import SearchKind
from knowledge.services.search.entries import Entry
from knowledge.services.search.evaluating import Question, measure

#: The column that names the right document → the files of documents and of earlier questions that lie beside it.
_BESIDE = {"case_id": ("cases.csv.gz", None), "faq_id": ("faq300.csv.gz", "faq_queries_train.csv.gz")}
_TITLES, _TEXTS = ("title", "faq", "question"), ("detail", "text", "reply", "answer")
_LONGEST_TITLE = 300


class Command(BaseCommand):
    help = (
        "Measure the search by known questions: FILE is a CSV (.gz) with a column `query` and one that names the right "
        "document, `case_id` or `faq_id`. The documents come from the same folder, cases.csv.gz or faq300.csv.gz, or "
        "from --documents: that column, one of title/faq/question, and any of detail/text/reply/answer. What people "
        "asked before is learned from --asked, for faq_id from faq_queries_train.csv.gz beside it unless that is "
        "FILE itself. Everything is written into the configured database and taken back: writers on SQLite wait."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="questions, each with the id of the right document")
        parser.add_argument("--documents", type=Path, help="the documents they are asked of")
        parser.add_argument(
            "--asked", type=Path, help="earlier questions, in the form of FILE, the documents learn from"
        )
        parser.add_argument("--untaught", action="store_true", help="learn from no earlier questions")
        parser.add_argument("--most", type=int, help="ask only so many of the questions")

    def handle(self, *, file, documents, asked, untaught, most, **options):
        rows = _rows(file)
        key = next((name for name in _BESIDE if name in rows[0]), None)
        if key is None or "query" not in rows[0]:
            raise CommandError(
                _("%(file)s lacks a column; it needs: %(columns)s.")
                % {"file": file, "columns": "query, case_id / faq_id"}
            )
        known, learned = _BESIDE[key]
        documents = documents or file.with_name(known)
        asked = None if untaught else asked or _lying_beside(file, learned)
        entries, numbers = _entries(documents, key, _asked(asked, key))
        foreign = [row[key] for row in rows if row[key] not in numbers]
        if foreign:
            raise CommandError(
                _("%(file)s names documents that are not in %(documents)s, the first is %(id)s.")
                % {"file": file, "documents": documents, "id": foreign[0]}
            )
        self._print(measure(entries, [Question(row["query"], numbers[row[key]]) for row in islice(rows, most)]), asked)

    def _print(self, measured, asked):
        taught = _("learned from %(file)s") % {"file": asked.name} if asked else _("nothing learned before")
        self.stdout.write(
            _("%(questions)s questions, %(documents)s documents, %(taught)s")
            % {"questions": measured.questions, "documents": measured.documents, "taught": taught}
        )
        for deep, share in measured.recall.items():
            self.stdout.write(f"recall@{deep:<6}{share:.3f}")
        self.stdout.write(f"MRR@10       {measured.mrr:.3f}")
        self.stdout.write(f"p50 / p95    {measured.median_ms:.1f} / {measured.p95_ms:.1f} ms")


def _lying_beside(file, name):
    """The earlier questions of the same folder, except where they are what is asked."""
    if name is None or file.name == name or not file.with_name(name).exists():
        return None
    return file.with_name(name)


def _asked(file, key):
    asked = defaultdict(list)
    for row in _rows(file) if file else ():
        asked[row.get(key)].append(row.get("query", ""))
    return asked


def _entries(file, key, asked):
    rows = _rows(file)
    if key not in rows[0] or not {*_TITLES, *_TEXTS} & rows[0].keys():
        raise CommandError(
            _("%(file)s lacks a column; it needs: %(columns)s.")
            % {"file": file, "columns": f"{key}, {' / '.join((*_TITLES, *_TEXTS))}"}
        )
    numbers = {row[key]: number for number, row in enumerate(rows, start=1)}
    entries = [
        Entry(
            kind=SearchKind.MEASURED,
            object_id=numbers[row[key]],
            title=_joined(row, _TITLES)[:_LONGEST_TITLE],
            text=_joined(row, _TEXTS),
            updated_at=timezone.now(),
            asked=tuple(asked[row[key]]),
        )
        for row in {row[key]: row for row in rows}.values()
    ]
    return entries, numbers


def _joined(row, names):
    return "\n".join(row[name] for name in names if row.get(name)).replace("\x00", "")


def _rows(file):
    """Raises CommandError with a sentence for whatever is no such file."""
    opened = gzip.open if file.suffix == ".gz" else open
    try:
        with opened(file, "rt", encoding="utf-8-sig", newline="") as text:
            rows = list(csv.DictReader(text))
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as fault:
        raise CommandError(_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": fault}) from fault
    if not rows:
        raise CommandError(_("%(file)s has no rows.") % {"file": file})
    return rows
