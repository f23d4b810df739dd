from django.db import models
from django.utils.translation import gettext_lazy as _


class TrackingTries(models.Model):
    """Tries of one client at tracking codes since `since`; the lock-out lives here, so no cache flush lifts it (A04).

    `client` is a keyed hash: the address itself is kept nowhere.
    """

    client = models.CharField(max_length=80, primary_key=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    since = models.DateTimeField(_("since"), db_index=True)

    class Meta:
        verbose_name = _("tracking tries")
        verbose_name_plural = _("tracking tries")

    def __str__(self):
        return f"{self.tries} since {self.since:%m-%d %H:%M}"
