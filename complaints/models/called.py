from django.db import models
from django.utils.translation import gettext_lazy as _


class Called(models.Model):
    """A door that others call: when it last was, and how often in that minute, so that a flushed cache forgets nothing.

    A door says by `most_a_minute` how often it may be called (A38).
    """

    heard_at = models.DateTimeField(_("last heard"), null=True, editable=False)
    minute = models.DateTimeField(null=True, editable=False)
    used = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
