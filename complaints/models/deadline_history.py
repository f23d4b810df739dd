"""What happened to one deadline besides being met: extended with a reason, and each step told once (SLA-16, SLA-17)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.deadlines.steps import DeadlineStep


class DeadlineNotice(models.Model):
    """One step of one deadline, told once whatever crashes, repeats or runs beside it."""

    deadline = models.ForeignKey("complaints.Deadline", on_delete=models.CASCADE, related_name="notices")
    step = models.CharField(_("step"), max_length=20, choices=DeadlineStep)
    due_at = models.DateTimeField(_("due"))
    at = models.DateTimeField(_("told"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("deadline notice")
        verbose_name_plural = _("deadline notices")
        constraints = [
            # A deadline moved to a later time may be told anew of the new time, never twice of one.
            models.UniqueConstraint(fields=["deadline", "step", "due_at"], name="each_step_is_told_once"),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.at:%m-%d %H:%M}"


class Extension(models.Model):
    """A deadline moved to a later time by a person, before it passed, with a reason."""

    deadline = models.ForeignKey("complaints.Deadline", on_delete=models.PROTECT, related_name="extensions")
    reason = models.CharField(_("reason"), max_length=500)
    due_before = models.DateTimeField(_("due before"))
    due_after = models.DateTimeField(_("due after"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(name="an_extension_gives_time", condition=Q(due_after__gt=F("due_before"))),
            models.CheckConstraint(name="extended_before_it_passed", condition=Q(at__lte=F("due_before"))),
        ]

    def __str__(self):
        return f"{self.due_before:%m-%d %H:%M} → {self.due_after:%m-%d %H:%M}"
