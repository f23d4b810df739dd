from django.db import models
from django.db.models import Q


class Runner(models.TextChoices):
    """Who did a round of a repeated job; several at once are harmless."""

    WORKER = "worker"
    LOOP = "loop"


class Heartbeat(models.Model):
    """How the last rounds of one repeated job went, by one runner; its age tells whether scheduled work is alive."""

    job = models.CharField(max_length=60)
    runner = models.CharField(max_length=10, choices=Runner, default=Runner.WORKER)
    finished_at = models.DateTimeField(null=True)
    #: Rows done in the last round, and since the desk began.
    last_count = models.PositiveIntegerField(default=0)
    count = models.PositiveBigIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "runner"], name="one_heartbeat_of_a_job_and_runner"),
            models.CheckConstraint(
                name="a_heartbeat_says_something", condition=Q(finished_at__isnull=False) | Q(failed_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.job} ({self.runner})"

    @property
    def is_failing(self):
        """Whether the latest round broke off."""
        return self.failed_at is not None and (self.finished_at is None or self.finished_at <= self.failed_at)
