from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from review.models.inspection.inspected import Inspection
from review.models.inspection.sheet import Criterion


class AssessmentKind(models.TextChoices):
    FIRST = "first", pgettext_lazy("assessment", "First opinion")
    SECOND = "second", pgettext_lazy("assessment", "Second opinion")
    SETTLED = "settled", pgettext_lazy("assessment", "Settled")
    APPEAL = "appeal", pgettext_lazy("assessment", "On appeal")


class Assessment(models.Model):
    """One opinion on one complaint, whole and for good: a database trigger refuses UPDATE and DELETE."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(_("kind"), max_length=10, choices=AssessmentKind)
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1)
    is_passed = models.BooleanField(_("passed"))
    is_fatal = models.BooleanField(_("fatal error"))
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)

    class Meta:
        ordering = ["inspection", "pk"]
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "kind"], name="one_opinion_of_each_kind"),
            models.UniqueConstraint(
                fields=["inspection", "by"],
                condition=Q(kind__in=["first", "second"]),
                name="a_second_opinion_is_somebody_elses",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.score}"


class Mark(models.Model):
    """The points of one line; None where it did not apply. Never changed."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("points"), null=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    class Meta:
        ordering = ["assessment", "criterion__position"]
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="a_line_is_marked_once")]

    def __str__(self):
        return f"{self.criterion_id}: {self.points}"
