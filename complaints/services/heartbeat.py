"""How the rounds of the repeated jobs went: what the health page, `doctor` and an outside monitor read (C7)."""

from django.db.models import F

from complaints.models import Heartbeat, Runner


def run(job, work, *, runner=Runner.WORKER, by, clock):
    """One round of `job`: calls `work(by=, now=)`, which answers how many rows it did, and notes how it went.

    What breaks the round off is noted by its name and raised on.
    """
    try:
        count = work(by=by, now=clock())
    except Exception as fault:
        _note(job, runner, failed_at=clock(), failure=type(fault).__name__)
        raise
    _note(job, runner, finished_at=clock(), last_count=count, count=F("count") + count)
    return count


def _note(job, runner, **went):
    which = {"job": job, "runner": runner}
    if not Heartbeat.objects.filter(**which).update(**went):
        # The first beat of two runners at once: the second finds the row of the first.
        Heartbeat.objects.get_or_create(**which, defaults=went | {"count": went.get("last_count", 0)})
