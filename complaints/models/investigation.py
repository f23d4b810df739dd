from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.states import Responsibility


class InvestigationReport(models.Model):
    """What was found out in one round (INV-4); without it there is no proposal."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="reports")
    round = models.PositiveSmallIntegerField(_("round"))
    facts = models.TextField(_("facts verified"), max_length=5_000)
    cause = models.TextField(_("cause"), max_length=5_000)
    department = models.ForeignKey(
        "accounts.Department", verbose_name=_("responsible department"), on_delete=models.PROTECT, related_name="+"
    )
    responsibility = models.CharField(_("responsibility"), max_length=20, choices=Responsibility)
    suggestion = models.TextField(_("suggested handling"), max_length=5_000)
    missed_reason = models.TextField(_("why the earlier solution missed"), max_length=2_000, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)

    class Meta:
        ordering = ["complaint", "round"]
        verbose_name = _("investigation report")
        verbose_name_plural = _("investigation reports")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round"], name="one_report_a_round"),
        ]

    def __str__(self):
        return f"{self.complaint_id}/{self.round}"
