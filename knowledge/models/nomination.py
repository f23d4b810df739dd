from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    TAKEN = "taken", _("Taken up")
    DECLINED = "declined", _("Declined")


class NominatedFor(models.TextChoices):
    """Which rule named it; blank where a person did."""

    BEST_RATED = "best_rated", _("Best rated")
    COSTLY = "costly", _("Costly")
    REPEATED = "repeated", _("Repeated")
    WARNING = "warning", _("Early warning")


class NominationRules(models.Model):
    """Which closed complaints come before QA by themselves; one row for the house (KNO-1)."""

    is_active = models.BooleanField(_("nominate by rule"), default=True)
    best_rated_a_week = models.PositiveSmallIntegerField(
        _("grave complaints with the best rating, a week"),
        default=2,
        help_text=_("S1 and S2, answered very satisfied; 0 for none."),
    )
    costly_from_cny = models.DecimalField(
        _("compensation from (¥)"), max_digits=12, decimal_places=2, default=2_000, help_text=_("0 for none.")
    )
    repeated_from = models.PositiveSmallIntegerField(
        _("same category and product, within 30 days, from"), default=5, help_text=_("0 for none.")
    )
    with_warnings = models.BooleanField(_("of every early warning that was explained, one"), default=True)
    looked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("rules of nomination")
        verbose_name_plural = _("rules of nomination")
        constraints = [
            models.CheckConstraint(name="one_row_of_nomination_rules", condition=Q(pk=1)),
            models.CheckConstraint(name="a_costly_sum_is_no_debt", condition=Q(costly_from_cny__gte=0)),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls):
        """The rules of the house; the defaults until somebody has set others."""
        return cls.objects.first() or cls(pk=1)


class Nomination(models.Model):
    """A closed complaint somebody thinks others can learn from; QA decides whether it becomes a case (KNO-1)."""

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("what can be learned"), max_length=2_000)
    rule = models.CharField(_("by rule"), max_length=12, choices=NominatedFor, blank=True)
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
