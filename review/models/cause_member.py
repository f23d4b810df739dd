from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models import EventKind


class CauseMemberQuerySet(models.QuerySet):
    def present(self):
        return self.filter(left_at=None)


class CauseMember(models.Model):
    """A complaint whose cause an analysis looks for; it may belong to one analysis at a time."""

    analysis = models.ForeignKey("review.RootCause", on_delete=models.PROTECT, related_name="members")
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    joined_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField(_("joined"))
    left_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    left_at = models.DateTimeField(_("left"), null=True)
    left_because = models.CharField(_("why it left"), max_length=300, blank=True)

    objects = CauseMemberQuerySet.as_manager()

    class Meta:
        ordering = ["analysis", "pk"]
        verbose_name = _("complaint of an analysis")
        verbose_name_plural = _("complaints of an analysis")
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_analysis_at_a_time", condition=Q(left_at=None)),
            models.CheckConstraint(
                name="left_an_analysis_with_a_reason",
                condition=Q(left_at=None, left_by=None, left_because="")
                | Q(left_at__isnull=False, left_by__isnull=False) & ~Q(left_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.analysis_id}/{self.complaint_id}"


class MemberNews(models.Model):
    """What an analysis or an improvement has to say on the record of one complaint, brought there by a sweep."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=60, choices=EventKind)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(_("told"), null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("news for a complaint")
        verbose_name_plural = _("news for complaints")
        indexes = [models.Index(fields=["due_at", "id"], name="member_news_to_tell", condition=Q(told_at=None))]

    def __str__(self):
        return f"{self.complaint_id} {self.kind}"
