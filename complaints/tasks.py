"""Scheduled work: each reads the clock and calls one service. Called directly, it works without queue and beat."""

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from complaints.exports import making
from complaints.imports import running
from complaints.models import Runner
from complaints.services import (
    care,
    delivery,
    heartbeat,
    mailboxes,
    media,
    orders,
    staff_delivery,
    webhook_calls,
    wecom,
)
from complaints.services.sweeps import calendars, deadlines, news, pauses


@shared_task
def tell_due_steps(runner=Runner.WORKER):
    return work_round("tell_due_steps", deadlines.tell_due_steps, runner)


@shared_task
def end_waits(runner=Runner.WORKER):
    return work_round("end_waits", pauses.end_waits, runner)


@shared_task
def read_news(runner=Runner.WORKER):
    return work_round("read_news", news.read_news, runner)


@shared_task
def recount_changed(runner=Runner.WORKER):
    return work_round("recount_changed", calendars.recount_changed, runner)


@shared_task
def tell_due_care(runner=Runner.WORKER):
    return work_round("tell_due_care", care.tell_due_care, runner)


@shared_task
def send_deliveries(runner=Runner.WORKER):
    return work_round("send_deliveries", delivery.send_waiting, runner)


@shared_task
def send_notices(runner=Runner.WORKER):
    return work_round("send_notices", staff_delivery.send_notices, runner)


@shared_task
def send_calls(runner=Runner.WORKER):
    return work_round("send_calls", webhook_calls.send_calls, runner)


@shared_task
def fetch_media(runner=Runner.WORKER):
    return work_round("fetch_media", media.fetch_media, runner)


@shared_task
def ask_shop(runner=Runner.WORKER):
    return work_round("ask_shop", orders.ask_shop, runner)


@shared_task
def fetch_mail(runner=Runner.WORKER):
    return work_round("fetch_mail", mailboxes.fetch_mail, runner)


@shared_task
def pull_wecom(runner=Runner.WORKER):
    return work_round("pull_wecom", wecom.pull, runner)


@shared_task
def run_imports(runner=Runner.WORKER):
    return work_round("run_imports", lambda *, by, now: running.run_waiting(now=now), runner)


@shared_task
def make_exports(runner=Runner.WORKER):
    return work_round("make_exports", lambda *, by, now: making.make_waiting(now=now), runner)


def work_round(job, work, runner):
    """One round of `job`, by the clock and as the system; its heartbeat tells how it went."""
    return heartbeat.run(job, work, runner=runner, by=User.objects.system(), clock=timezone.now)
