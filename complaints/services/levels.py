"""The level a complaint stands at, a fact the queue shows; what it means is decided above this app (ESC-4)."""

from complaints.services import clock


def set_level(complaint, level, *, now, meet=(), start=()):
    """The locked `complaint` stands at `level` from `now` on; kinds of deadline in `meet` end and in `start` begin.

    Whoever decided it records why.
    """
    complaint.level = level
    clock.settle(complaint, now=now, meet=meet, start=start)
    complaint.save()
