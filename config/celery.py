"""The Celery app; every default that matters is written out in `config/settings/tasks.py`."""

import os

from celery import Celery
from celery.signals import task_postrun

from config.places import WORKER_ALIVE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

app = Celery("redress")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_postrun.connect
def still_working(**_happening):
    """A worker can be alive and idle for ever after a lost connection: what counts is when it last finished."""
    WORKER_ALIVE.touch()
