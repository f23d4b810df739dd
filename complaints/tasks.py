"""Scheduled work: each reads the clock and calls one service. Called directly, it works without queue and beat."""

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from complaints.imports import running
from complaints.models import Runner
from complaints.services import care, delivery, heartbeat, staff_delivery
from complaints.services.sweeps import deadlines, news, pauses


@shared_task
def tell_due_steps(runner=Runner.WORKER):
    return _round("tell_due_steps", deadlines.tell_due_steps, runner)


@shared_task
def end_waits(runner=Runner.WORKER):
    return _round("end_waits", pauses.end_waits, runner)


@shared_task
def read_news(runner=Runner.WORKER):
    return _round("read_news", news.read_news, runner)


@shared_task
def tell_due_care(runner=Runner.WORKER):
    return _round("tell_due_care", care.tell_due_care, runner)


@shared_task
def send_deliveries(runner=Runner.WORKER):
    return _round("send_deliveries", delivery.send_waiting, runner)


@shared_task
def send_notices(runner=Runner.WORKER):
    return _round("send_notices", staff_delivery.send_notices, runner)


@shared_task
def run_imports(runner=Runner.WORKER):
    return _round("run_imports", lambda *, by, now: running.run_waiting(now=now), runner)


def _round(job, work, runner):
    return heartbeat.run(job, work, runner=runner, by=User.objects.system(), clock=timezone.now)
