from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class PauseReason(models.TextChoices):
    """What the complaint waits for the customer to do (SLA-16)."""

    EVIDENCE = "evidence", _("Waiting for the customer's evidence")
    CHOICE = "choice", _("Waiting for the customer's choice")
    ANSWER = "answer", _("Waiting for the customer's answer")


class PauseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def with_a_step_due(self, now):
        """Open, and owing the customer a reminder or the end of the waiting at `now`; the longest waiting first."""
        return self.filter(ended_at=None, next_step_at__lte=now).order_by("next_step_at", "pk")


class Pause(models.Model):
    """A span in which the clock of a complaint stands still, because the customer has the next word (SLA-16).

    At `bound_at` the waiting is over: the customer has been reminded, and the complaint closes by rule.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=20, choices=PauseReason)
    note = models.CharField(_("what the customer is asked"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("paused since"))
    bound_at = models.DateTimeField(_("waits until"))
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    ended_at = models.DateTimeField(_("resumed"), null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: When the reminder, and after it the end, falls due: what the sweep looks for.
    next_step_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        indexes = [models.Index(fields=["next_step_at"], name="pause_with_a_step_owed", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_pause_at_a_time", condition=Q(ended_at=None)),
            models.CheckConstraint(name="a_pause_is_bounded", condition=Q(bound_at__gt=F("started_at"))),
            models.CheckConstraint(
                name="a_pause_ends_after_it_began", condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at"))
            ),
        ]

    def __str__(self):
        return f"{self.get_reason_display()} {self.started_at:%m-%d %H:%M}"

    @property
    def reminder_at(self):
        """Half of the waiting is over."""
        return self.started_at + (self.bound_at - self.started_at) / 2

    def end(self, now):
        """A clock that stepped back ends it where it began."""
        self.ended_at = max(now, self.started_at)
