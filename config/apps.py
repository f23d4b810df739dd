from django.apps import AppConfig

from config.celery import app as celery_app


class ConfigConfig(AppConfig):
    """The top of the tower: loading it makes the Celery app current in every process."""

    name = "config"
    celery = celery_app
