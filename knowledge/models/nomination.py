from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    TAKEN = "taken", _("Taken up")
    DECLINED = "declined", _("Declined")


class Nomination(models.Model):
    """A closed complaint somebody thinks others can learn from; QA decides whether it becomes a case (KNO-1)."""

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("what can be learned"), max_length=2_000)
    nominated_by = models.ForeignKey(
        "accounts.User", verbose_name=_("nominated by"), on_delete=models.PROTECT, related_name="+"
    )
    nominated_at = models.DateTimeField(_("nominated"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        ordering = ["-nominated_at", "-pk"]
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.CheckConstraint(
                name="nomination_decided_whole_or_not_at_all",
                condition=Q(verdict="", decided_by=None, decided_at=None)
                | ~Q(verdict="") & Q(decided_by__isnull=False, decided_at__isnull=False),
            )
        ]

    def __str__(self):
        return str(self.complaint)
