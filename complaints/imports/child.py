"""Run by `reading` in a process of its own: the table on standard input as lines of JSON. Never imported.

It knows no database and no keys: a file that takes this process over has gained nothing. The first line says what
the file is, each further one is a row, and the last one how many there were, or why there are no more.
"""

import json
import os
import resource
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.utils import translation

from complaints.errors import RuleBroken
from complaints.imports.table import Table


class Source:
    """Standard input as the file it is: with a size, and read from anywhere."""

    def __init__(self, stream):
        self.size, self.read = os.fstat(stream.fileno()).st_size, stream.read
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable


def say(line):
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode(errors="replace") + b"\n")


def tell_all(file):
    table = Table(file)
    say(
        {
            "encoding": table.encoding,
            "sheets": table.sheets,
            "headings": table.headings,
            "unnamed": sorted(table.unnamed),
        }
    )
    # Whoever only wants to know the headings need not wait for a buffer of rows.
    sys.stdout.flush()
    for count, row in enumerate(table, 1):
        say([row.number, row.values, row.surplus])
        if count <= FIRST_ROWS:
            sys.stdout.flush()
    say({"whole": True})


FIRST_ROWS = 3

if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    for name, most in told["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    settings.configure(
        USE_I18N=True,
        LOCALE_PATHS=[Path(path) for path in told["locale"]],
        LANGUAGES=told["languages"],
        LANGUAGE_CODE=told["language"],
    )
    apps.populate([])
    translation.activate(told["language"])
    try:
        tell_all(Source(sys.stdin.buffer))
    except RuleBroken as refusal:
        say({"refused": str(refusal.sentence)})
    except MemoryError:
        say({"broke": "memory"})
    except Exception as fault:
        # Its words may quote a cell, its name does not.
        say({"broke": type(fault).__name__})
    sys.stdout.flush()
