"""Foreign files are read by a child within bounds: what a file does to its reader, it does to nobody else (A17).

No worker of the desk opens a workbook. The child gets the file, limits of memory and time, and a pipe; it has no
database, no keys, and cannot write a file. Whatever ends it early is a sentence for whoever brought the file.
"""

import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.imports.table import Row

log = logging.getLogger(__name__)

MEMORY_BYTES = 512 * 1024**2
#: Two hundred thousand rows of a workbook take half of it; headings and first rows a few seconds.
CPU_SECONDS = 120
CPU_SECONDS_OF_A_REQUEST = 20
#: How long nothing may come while somebody waits for it.
SILENT_SECONDS = 60
_PIECE_BYTES = 64 * 1024
_LONGEST_LINE = 16 * 1024**2
#: The kernel asks first, and kills at the same second where soft and hard limit are one.
_OUT_OF_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


@dataclass
class Reading:
    """A table being read: what it is, and its rows, once through. Raises RuleBroken throughout."""

    encoding: str
    sheets: list[str]
    headings: list[str]
    unnamed: frozenset[str]
    rows: object

    def __iter__(self):
        return self.rows

    def first(self, count):
        return list(islice(self.rows, count))


@contextmanager
def reading(file, *, seconds=CPU_SECONDS):
    """Have `file` read, in the language spoken now. Raises RuleBroken with what to do about the file."""
    with _on_disk(file) as source:
        child = _begun(source, seconds)
        try:
            lines = _lines(child)
            head = next(lines)
            yield Reading(head["encoding"], head["sheets"], head["headings"], frozenset(head["unnamed"]), _rows(lines))
        finally:
            child.kill()
            child.stdout.close()
            child.wait()


@contextmanager
def _on_disk(file):
    """A real file, at its start, for the child to read from wherever it likes."""
    file.seek(0)
    try:
        file.fileno()
    except (AttributeError, OSError):
        with TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.flush()
            copy.seek(0)
            yield copy
    else:
        yield file


def _begun(source, seconds):
    told = {
        "limits": {"AS": MEMORY_BYTES, "CPU": seconds, "FSIZE": 0, "CORE": 0},
        "language": get_language() or settings.LANGUAGE_CODE,
        "languages": [[code, str(name)] for code, name in settings.LANGUAGES],
        "locale": [str(path) for path in settings.LOCALE_PATHS],
    }
    return subprocess.Popen(
        [sys.executable, "-B", "-m", "complaints.imports.child", json.dumps(told)],
        cwd=settings.BASE_DIR,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "OPENPYXL_LXML": "False"},
        stdin=source.fileno(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _rows(lines):
    for line in lines:
        number, values, surplus = line
        yield Row(number, values, tuple(surplus))


def _lines(child):
    """Everything the child says until it is through. Raises RuleBroken when that is the reason it stops."""
    for raw in _raw_lines(child):
        line = json.loads(raw)
        if isinstance(line, dict) and "headings" not in line:
            if "refused" in line:
                raise RuleBroken(line["refused"])
            if "broke" in line:
                raise _broken_off(line["broke"])
            return
        yield line
    raise _broken_off(_end_of(child))


def _raw_lines(child):
    """Lines as they come; only the time somebody waits for one counts, not what is done with them between."""
    output, rest = child.stdout.fileno(), b""
    while True:
        if not select.select([output], [], [], SILENT_SECONDS)[0]:
            raise _broken_off("time")
        piece = os.read(output, _PIECE_BYTES)
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
        if not piece:
            return
        if len(rest) > _LONGEST_LINE:
            raise _broken_off("length")


def _end_of(child):
    child.wait()
    return "time" if child.returncode in _OUT_OF_TIME else f"end {child.returncode}"


def _broken_off(why):
    log.warning("reading_broke_off", extra={"why": why})
    if why == "time":
        return RuleBroken(_("Reading this file takes too long. Save the sheet as CSV (UTF-8), or split it."))
    if why == "memory":
        return RuleBroken(
            _(
                "Reading this file takes more memory than this desk gives it. "
                "Save the sheet as CSV (UTF-8), or split it."
            )
        )
    return RuleBroken(_("This file cannot be read. Open it in Excel or WPS and save it again as .xlsx."))
