"""A large file brought in while somebody fills in the public form; beside it bare SQL of the same rows."""

import csv
import resource
from contextlib import contextmanager
from itertools import count as counting
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter, sleep
from typing import NamedTuple

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from openpyxl import Workbook

from bench.floor import Floor
from bench.intake import a_receipt
from complaints.imports import batches, running
from complaints.models import ImportBatch, ImportState
from complaints.services.intake import receive
from complaints.states import Channel, Preset

_HEADINGS = ["投诉编号", "标题", "投诉内容", "投诉时间", "联系电话", "订单号", "商品名称", "涉诉金额"]
_TEXT = (
    "快递柜里取出来的时候外箱已经压扁，里面的玻璃罐碎了两个，蜂蜜流得到处都是，拍了照片，客服让我再等等，三天没有回复。"
)
_files = counting(1)
_BARE_ROWS = 2_000


class Brought(NamedTuple):
    """Rows a second of the check and of the import, the longest a receipt waited meanwhile, and memory at its peak."""

    checked_per_second: float
    imported_per_second: float
    bare_per_second: float
    worst_wait_s: float
    own_mb: float
    child_mb: float


def bring(rows, kind, *, agent, supervisor):
    """One file of `rows` new complaints, by `kind` csv or xlsx, from its upload to its last row."""
    with TemporaryDirectory(prefix="redress-bench-") as folder:
        path = Path(folder) / f"rows.{kind}"
        _write(path, rows, kind, file=next(_files))
        with open(path, "rb") as file:
            how = {"preset": Preset.ECOMMERCE, "channel": Channel.PHONE, "by": supervisor, "now": timezone.now()}
            batch = batches.keep(File(file, name=path.name), **how).batch
    choice = {"mapping": batch.mapping, "preset": batch.preset, "channel": batch.channel}
    with _receiving(agent) as waits:
        batches.choose_columns(batch.pk, **choice, by=supervisor, now=timezone.now())
        checked_s = _timed()
        batches.confirm(batch.pk, by=supervisor, now=timezone.now())
        imported_s = _timed()
    batch = ImportBatch.objects.get(pk=batch.pk)
    if (batch.state, batch.imported_count) != (ImportState.IMPORTED, rows):
        raise RuntimeError(f"the import is {batch.state}: {batch.failure}")
    return Brought(
        rows / checked_s,
        rows / imported_s,
        _bare(agent),
        max(waits),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )


def _timed():
    started = perf_counter()
    # A long file takes more rounds than one.
    while running.run_waiting(now=timezone.now()):
        pass
    return perf_counter() - started


@contextmanager
def _receiving(agent):
    """Somebody complains four times a second, and notes how long it took."""
    waits, over = [], Event()

    def receive_again():
        try:
            for turn in counting(5_000_000):
                if over.is_set():
                    return
                started = perf_counter()
                receive(a_receipt(turn), by=agent, now=timezone.now())
                waits.append(perf_counter() - started)
                sleep(0.25)
        finally:
            connection.close()

    thread = Thread(target=receive_again)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


def _bare(agent):
    """Rows a second by bare SQL of what a receipt writes, in one transaction."""
    bare = Floor(receive(a_receipt(-200), by=agent, now=timezone.now()).complaint)
    started = perf_counter()
    with transaction.atomic():
        for turn in range(_BARE_ROWS):
            bare.write(f"{int(started)}-{turn}")
    return _BARE_ROWS / (perf_counter() - started)


def _write(path, rows, kind, *, file):
    if kind == "csv":
        with open(path, "w", newline="", encoding="utf-8") as text:
            csv.writer(text).writerows(_lines(rows, file))
        return
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in _lines(rows, file):
        sheet.append(line)
    book.save(path)


def _lines(rows, file):
    yield _HEADINGS
    for row in range(rows):
        text = _TEXT * (1 + row % 4)
        phone = f"1{file + 3}{row:09d}"[:11]
        yield [f"F{file}-{row}", text[:18], text, "2026/6/8 14:20", phone, f"O{file}-{row}", "蜂蜜", row % 500]
