from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

#: How long a merge can be taken back.
TAKEN_BACK_WITHIN = timedelta(days=1)


class MergeQuerySet(models.QuerySet):
    def standing(self):
        """Those not taken back, the latest first."""
        return self.filter(undone_at=None).order_by("-at", "-pk")


class Merge(models.Model):
    """That one complaint was closed as the duplicate of another, and what was moved, so that it can be taken back.

    `moved` is written and read by `services.merging` alone.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    is_same_person = models.BooleanField(_("same customer"))
    reason = models.TextField(_("reason"), blank=True)
    moved = models.JSONField()
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back"), null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.CheckConstraint(name="nothing_merges_into_itself", condition=~Q(complaint=F("into"))),
            models.CheckConstraint(
                name="strangers_are_merged_for_a_reason", condition=Q(is_same_person=True) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="a_merge_is_undone_by_somebody",
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id} → {self.into_id}"

    @property
    def undoable_until(self):
        return self.at + TAKEN_BACK_WITHIN
