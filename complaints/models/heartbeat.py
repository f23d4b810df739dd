from django.db import models


class Heartbeat(models.Model):
    """When a repeated job last finished; its age tells whether scheduled work is alive."""

    job = models.CharField(max_length=60, primary_key=True)
    finished_at = models.DateTimeField()

    def __str__(self):
        return self.job
