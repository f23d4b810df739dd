from django.db import models


class FormCount(models.Model):
    """How many forms one client sent in an hour (A21, A38); `client` is a keyed hash, the address is kept nowhere."""

    client = models.CharField(max_length=80)
    hour = models.DateTimeField(db_index=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "hour"], name="one_count_a_client_and_hour")]

    def __str__(self):
        return f"{self.hour:%m-%d %H:%M} {self.used}"
