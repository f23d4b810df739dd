"""Scheduled work of this app, as in `complaints.tasks`."""

from celery import shared_task

from complaints.models import Runner
from complaints.tasks import work_round
from review.services.figures import rounds


@shared_task
def count_figures(runner=Runner.WORKER):
    return work_round("count_figures", rounds.count_changed, runner)
