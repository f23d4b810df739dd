from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PauseReason(models.TextChoices):
    """What the complaint waits for the customer to do (SLA-16)."""

    EVIDENCE = "evidence", _("Waiting for the customer's evidence")
    CHOICE = "choice", _("Waiting for the customer's choice")
    ANSWER = "answer", _("Waiting for the customer's answer")


class Pause(models.Model):
    """A span in which the clock of a complaint stands still, because the customer has the next word (SLA-16).

    At `bound_at` the waiting is over: the customer has been reminded, and the complaint closes by rule.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=20, choices=PauseReason)
    note = models.CharField(_("note"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("paused since"))
    bound_at = models.DateTimeField(_("waits until"))
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    ended_at = models.DateTimeField(_("resumed"), null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        indexes = [models.Index(fields=["bound_at"], name="pause_by_its_bound", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_pause_at_a_time", condition=Q(ended_at=None)),
            models.CheckConstraint(name="a_pause_is_bounded", condition=Q(bound_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="a_pause_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self):
        return f"{self.get_reason_display()} {self.started_at:%m-%d %H:%M}"
