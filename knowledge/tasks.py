"""Scheduled work of this app, as in `complaints.tasks`."""

from celery import shared_task

from complaints.models import Runner
from complaints.tasks import work_round
from knowledge.services import nominating
from knowledge.services.library import freshness
from knowledge.services.training import upkeep


@shared_task
def nominate_by_rule(runner=Runner.WORKER):
    return work_round("nominate_by_rule", nominating.nominate_by_rule, runner)


@shared_task
def tell_stale(runner=Runner.WORKER):
    return work_round("tell_stale", freshness.tell_stale, runner)


@shared_task
def keep_training(runner=Runner.WORKER):
    return work_round("keep_training", upkeep.keep_training, runner)
