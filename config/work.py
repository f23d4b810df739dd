"""Whether the repeated work is done, and if not, who does not do it: for the health page, `doctor` and a monitor.

What counts is when a round last came to its end in the database. A living process proves nothing: a worker can be
connected and idle for ever (C7).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import redis
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Heartbeat, Runner
from complaints.services.sweeps.aside import set_aside_count
from config.doctor.findings import Finding, broken, doubtful, fine
from config.doctor.stores import tasks_waiting

#: An outside monitor is to know within three minutes (F04).
SILENT_AFTER = timedelta(minutes=3)

LABELS = {
    "tell_due_steps": gettext_lazy("Reminders and alerts"),
    "tell_due_approvals": gettext_lazy("Approvals nobody decides"),
    "read_news": gettext_lazy("Rules reading new entries"),
    "send_deliveries": gettext_lazy("Outgoing messages"),
    "send_notices": gettext_lazy("Notices to staff outside the back office"),
    "send_calls": gettext_lazy("Calls to other systems"),
    "ask_shop": gettext_lazy("Questions to the shop about orders"),
    "fetch_mail": gettext_lazy("Incoming mail"),
    "end_waits": gettext_lazy("Ends of waiting for customers"),
    "tell_due_care": gettext_lazy("Care reminders"),
    "recount_changed": gettext_lazy("Deadlines after a change of a calendar"),
    "pull_wecom": gettext_lazy("Messages of WeCom customer service"),
    "fetch_media": gettext_lazy("Files of what arrived"),
    "run_imports": gettext_lazy("Imports"),
    "make_exports": gettext_lazy("Exports"),
    "find_incidents": gettext_lazy("Looking for group incidents"),
    "serve_members": gettext_lazy("Telling the members of group incidents"),
    "tell_affected": gettext_lazy("Telling customers affected by an incident"),
    "tell_cause_members": gettext_lazy("What was learnt, told to the complaints"),
    "check_improvements": gettext_lazy("Checks of improvements"),
    "remind_of_causes": gettext_lazy("Reminders of root cause analyses"),
    "ask_customers": gettext_lazy("Revisits: links, calls and closings"),
    "make_reports": gettext_lazy("Reports of weeks and months"),
    "send_reports": gettext_lazy("Telling the readers of reports"),
    "look_for_surges": gettext_lazy("Looking for surges"),
    "make_packages": gettext_lazy("Evidence packages"),
    "nominate_by_rule": gettext_lazy("Nominations for the case library by rule"),
    "tell_stale": gettext_lazy("Library cases to be looked at again"),
    "keep_training": gettext_lazy("Tests whose time is over, certificates that run out"),
    "count_figures": gettext_lazy("Counting for the board"),
}


class Job(NamedTuple):
    """One repeated job; `beats` are its heartbeats by runner."""

    name: str
    beats: dict[str, Heartbeat]

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    @property
    def worker(self) -> Heartbeat | None:
        return self.beats.get(Runner.WORKER)

    @property
    def loop(self) -> Heartbeat | None:
        return self.beats.get(Runner.LOOP)

    @property
    def finished_at(self) -> datetime | None:
        """When anybody last came to the end of a round."""
        return max((beat.finished_at for beat in self.beats.values() if beat.finished_at), default=None)

    @property
    def broken_off(self) -> Heartbeat | None:
        """The latest round, where it broke off."""
        failing = [beat for beat in self.beats.values() if beat.is_failing]
        return max(failing, key=lambda beat: beat.failed_at, default=None)


def jobs() -> list[Job]:
    """Every repeated job in the order they are planned."""
    beats: dict[str, dict[str, Heartbeat]] = {name: {} for name in settings.CELERY_BEAT_SCHEDULE}
    for beat in Heartbeat.objects.filter(job__in=beats):
        beats[beat.job][beat.runner] = beat
    return [Job(name, by_runner) for name, by_runner in beats.items()]


def is_done(now: datetime) -> bool:
    """Whether all of it is done by somebody: what an outside monitor asks."""
    return not any(_is_silent(job.finished_at, now) for job in jobs())


def findings(now: datetime) -> Iterator[Finding]:
    """What there is to say, the worst first; one fine sentence when all is well."""
    known = jobs()
    # A try-out that is not running at the moment is not ill.
    ill = doubtful if settings.TRY_OUT else broken
    found = [*_clock(known, now), *_silent(known, now, ill), *_worker(known, now, ill), *_failing(known, now)]
    if aside := set_aside_count():
        found.append(
            broken(
                _(
                    "%(count)s pieces of work stand aside after five failed attempts. "
                    "The health page of the back office names them and tries them again."
                ),
                count=aside,
            )
        )
    yield from found or [fine(_("Scheduled work is done on time."))]


def _is_silent(finished_at: datetime | None, now: datetime) -> bool:
    return finished_at is None or now - finished_at > SILENT_AFTER


def _clock(known: list[Job], now: datetime) -> Iterator[Finding]:
    if any(job.finished_at and job.finished_at > now + SILENT_AFTER for job in known):
        yield broken(_("The clock of this machine went back: work was done in its future. Set it by NTP."))


def _silent(known, now, ill):
    """Jobs nobody does, neither the worker nor the loop that stands in for it."""
    silent = [job for job in known if _is_silent(job.finished_at, now)]
    if len(silent) == len(known):
        latest = max((job.finished_at for job in known if job.finished_at), default=None)
        yield ill(
            _("None of the repeated work is done, it %(since)s: %(why)s, and the stand-in loop is not running either."),
            since=_since(latest, now),
            why=_why_the_worker_is_idle(),
        )
        return
    for job in silent:
        yield ill(
            _("“%(job)s” %(since)s: %(why)s, and the stand-in loop is not running either."),
            job=job.label,
            since=_since(job.finished_at, now),
            why=_why_the_worker_is_idle(),
        )


def _worker(known, now, ill):
    """What the worker does not do while the loop does."""
    idle = [job for job in known if _is_silent(job.worker and job.worker.finished_at, now)]
    if idle and not any(_is_silent(job.finished_at, now) for job in idle):
        latest = max((job.worker.finished_at for job in idle if job.worker and job.worker.finished_at), default=None)
        yield doubtful(
            _("The worker %(since)s: %(why)s. The stand-in loop does its work meanwhile, less often."),
            since=_since(latest, now),
            why=_why_the_worker_is_idle(),
        )


def _failing(known, now):
    for job in known:
        beat = job.broken_off
        if beat is not None and not _is_silent(job.finished_at, now):
            yield doubtful(
                _("The last round of “%(job)s” broke off (%(failure)s); earlier ones came to their end."),
                job=job.label,
                failure=beat.failure,
            )
        elif beat is not None:
            yield broken(
                _("“%(job)s” breaks off again and again (%(failure)s). The log of the worker says where."),
                job=job.label,
                failure=beat.failure,
            )


def _since(finished_at, now):
    if finished_at is None:
        return _("has never run")
    return _("has not run for %(minutes)s minutes") % {"minutes": int((now - finished_at).total_seconds() // 60)}


def _why_the_worker_is_idle():
    """As far as it can be seen from outside: a queue nobody empties, or one nobody fills."""
    try:
        waiting = tasks_waiting()
    except redis.RedisError:
        return _("Redis does not answer")
    if waiting:
        return _("the worker is not running, or hangs")
    return _("beat is not running, or the worker hangs")
