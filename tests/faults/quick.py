"""Settings of processes that tests kill: as for real, only that every job is done once a second."""

from config.settings.embedded import *  # noqa: F403
from config.settings.tasks import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {
    name: entry | {"schedule": 1.0, "options": {"expires": 5}} for name, entry in CELERY_BEAT_SCHEDULE.items()
}
