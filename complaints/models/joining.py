from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.merge import TAKEN_BACK_WITHIN, MergeQuerySet


class Joining(models.Model):
    """That somebody took the customers of two complaints for one person, why, and how they stood before."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    #: [complainant, its `same_as`] of every row that became one.
    before = models.JSONField()
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(_("taken back"), null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("customers taken for one")
        verbose_name_plural = _("customers taken for one")
        constraints = [
            models.CheckConstraint(name="a_person_is_joined_with_another", condition=~Q(complaint=F("other"))),
            models.CheckConstraint(
                name="a_joining_is_undone_by_somebody",
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id} {self.other_id}"

    @property
    def undoable_until(self):
        return self.at + TAKEN_BACK_WITHIN
