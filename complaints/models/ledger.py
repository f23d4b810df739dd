from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import PAID_BY_FINANCE, Measure


class LedgerEntry(models.Model):
    """Money or its worth given to a customer, booked once (EXE-3). A database trigger refuses change."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="ledger")
    task = models.ForeignKey("complaints.Task", on_delete=models.PROTECT, null=True, related_name="ledger")
    purpose = models.CharField(_("purpose"), max_length=40)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    value_cny = models.DecimalField(_("value (¥)"), max_digits=12, decimal_places=2)
    reference = models.CharField(_("payment reference"), max_length=100, blank=True)
    booked_by = models.ForeignKey(
        "accounts.User", verbose_name=_("booked by"), on_delete=models.PROTECT, related_name="+"
    )
    booked_at = models.DateTimeField(_("booked"))

    class Meta:
        ordering = ["-booked_at", "-pk"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("compensation ledger")
        indexes = [models.Index(fields=["booked_at"], name="ledger_by_time")]
        constraints = [
            # Two constraints and not one with NULLs that count as equal: SQLite would silently go without.
            models.UniqueConstraint(fields=["task", "purpose"], name="a_task_is_booked_once"),
            models.UniqueConstraint(
                fields=["complaint", "purpose"], name="booked_once_without_a_task", condition=Q(task=None)
            ),
            models.CheckConstraint(name="booked_value_is_not_negative", condition=Q(value_cny__gte=0)),
            models.CheckConstraint(
                name="without_a_task_only_a_coupon", condition=Q(task__isnull=False) | Q(measure=Measure.COUPON)
            ),
            models.CheckConstraint(
                name="money_is_booked_with_its_reference",
                condition=~Q(measure__in=sorted(PAID_BY_FINANCE)) | ~Q(reference=""),
            ),
        ]

    def __str__(self):
        return f"{self.get_measure_display()} ¥{self.value_cny}"
