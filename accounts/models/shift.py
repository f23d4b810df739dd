from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Shift(models.Model):
    """A stretch of the roster: this person is on duty from one moment to another."""

    user = models.ForeignKey("accounts.User", verbose_name=_("person"), on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    is_fast_lane = models.BooleanField(_("takes urgent complaints"), default=False)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("shift")
        verbose_name_plural = _("roster")
        indexes = [models.Index(fields=["starts_at", "ends_at"])]
        constraints = [
            models.CheckConstraint(name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at")))
        ]

    def __str__(self):
        return f"{self.user} {self.starts_at:%m-%d %H:%M}–{self.ends_at:%H:%M}"
