"""Which complaints must have their cause found, and by when (REV-3)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.states import Severity


class CauseRuleQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class CauseRule(models.Model):
    """Complaints of this severity owe an analysis within so many working days of grading."""

    severity = models.CharField(_("severity"), max_length=2, choices=Severity)
    days = models.PositiveSmallIntegerField(_("within (working days)"), default=10)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = CauseRuleQuerySet.as_manager()

    class Meta:
        ordering = ["severity", "-valid_from"]
        verbose_name = _("analysis rule")
        verbose_name_plural = _("analysis rules")
        constraints = [
            models.CheckConstraint(name="an_analysis_has_time", condition=Q(days__range=(1, 90))),
            models.CheckConstraint(
                name="cause_rule_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.get_severity_display()} ≤ {self.days}"


class DutyState(models.TextChoices):
    OWED = "owed", pgettext_lazy("analysis", "Owed")
    MET = "met", pgettext_lazy("analysis", "Done")
    WAIVED = "waived", pgettext_lazy("analysis", "Waived")
    LAPSED = "lapsed", pgettext_lazy("analysis", "No longer asked for")


class CauseDuty(models.Model):
    """The analysis one complaint owes: met by a concluded analysis it belongs to, or waived in words.

    Closing towards the customer does not wait for it; while it is owed a sweep reminds of it.
    """

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    severity = models.CharField(_("severity"), max_length=2, choices=Severity)
    state = models.CharField(_("state"), max_length=8, choices=DutyState, default=DutyState.OWED)
    since = models.DateTimeField(_("owed since"))
    due_at = models.DateTimeField(_("due"))
    waived_by = models.ForeignKey(
        "accounts.User", verbose_name=_("waived by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    waived_at = models.DateTimeField(_("waived at"), null=True)
    waived_because = models.CharField(_("why no analysis is needed"), max_length=500, blank=True)
    #: How often somebody was reminded after it fell due.
    told_count = models.PositiveSmallIntegerField(default=0)
    next_step_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("analysis owed")
        verbose_name_plural = _("analyses owed")
        indexes = [
            models.Index(fields=["due_at", "id"], name="cause_owed", condition=Q(state="owed")),
            models.Index(fields=["next_step_at", "id"], name="cause_reminders", condition=Q(state="owed")),
        ]
        constraints = [
            models.CheckConstraint(name="cause_duty_state_known", condition=Q(state__in=DutyState.values)),
            models.CheckConstraint(
                name="waived_in_words",
                condition=~Q(state="waived")
                | Q(waived_by__isnull=False, waived_at__isnull=False) & ~Q(waived_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id} {self.get_state_display()}"
