from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ServiceProfile(models.Model):
    """What the desk knows about serving one customer well: who looks after them, when to call, what matters (COM-4)."""

    complainant = models.OneToOneField(
        "complaints.Complainant", on_delete=models.PROTECT, related_name="profile", primary_key=True
    )
    named_agent = models.ForeignKey(
        User, verbose_name=_("looked after by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    best_time = models.CharField(_("best time to call"), max_length=120, blank=True)
    notes = models.TextField(_("what to know"), max_length=2_000, blank=True)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(_("updated"))

    class Meta:
        verbose_name = _("service profile")
        verbose_name_plural = _("service profiles")

    def __str__(self):
        return str(self.complainant)


class CareReminderQuerySet(models.QuerySet):
    def due(self, today):
        """Not told yet, and their day has come; the longest waiting first."""
        return self.filter(told_at=None, due_on__lte=today).order_by("due_on", "pk")


class CareReminder(models.Model):
    """On a day, somebody at the desk does something kind for a customer, outside any complaint (COM-4)."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="care_reminders")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("on"))
    note = models.CharField(_("what to do"), max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    told_at = models.DateTimeField(_("told"), null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = CareReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("care reminder")
        verbose_name_plural = _("care reminders")
        indexes = [models.Index(fields=["due_on"], name="care_to_tell", condition=Q(told_at=None))]

    def __str__(self):
        return f"{self.due_on:%m-%d} {self.note}"
