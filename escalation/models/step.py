from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class Outcome(models.TextChoices):
    """How one step of a chain ended."""

    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
    RAISED = "raised", _("Went to the next level")
    OVERTAKEN = "overtaken", _("Decided at a higher level")
    LAPSED = "lapsed", _("Lapsed")


class StepOwed(models.TextChoices):
    """What time does next about a step nobody decided."""

    REMINDER = "reminder", _("Reminder")
    RAISE = "raise", _("Next level")


class ApprovalStepQuerySet(models.QuerySet):
    def open(self):
        """Asked, and neither decided nor passed over."""
        return self.filter(outcome="", asked_at__isnull=False)

    def with_a_step_due(self, now):
        """Open, and owing a reminder or the next level at `now`; the longest waiting first."""
        return self.filter(outcome="", next_step_at__lte=now).order_by("next_step_at", "pk")


class ApprovalStep(models.Model):
    """Who is asked about a request and why, and who decided it: the asked role, the person, and in whose name.

    Without `asked_at` its turn has not come: a lower place is still open.
    """

    request = models.ForeignKey("escalation.ApprovalRequest", on_delete=models.PROTECT, related_name="steps")
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("place in the chain"))
    asked_role = models.CharField(_("asked"), max_length=20, choices=Role)
    causes = models.JSONField(_("causes"), default=list)
    minutes = models.PositiveIntegerField(_("working time to decide (minutes)"))
    then_role = models.CharField(_("asked when time runs out"), max_length=20, choices=Role, blank=True)
    #: The step whose time ran out before this one was asked in its place.
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    in_name_of = models.ForeignKey(
        "accounts.User", verbose_name=_("on behalf of"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    next_step = models.CharField(_("next step"), max_length=10, choices=StepOwed, blank=True)
    next_step_at = models.DateTimeField(_("next step due"), null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = ApprovalStepQuerySet.as_manager()

    class Meta:
        ordering = ["request", "place", "pk"]
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        indexes = [
            models.Index(fields=["next_step_at"], name="step_with_time_running", condition=Q(outcome="")),
            models.Index(fields=["asked_role", "request"], name="steps_open_for_a_role", condition=Q(outcome="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_step_ends_whole_or_not_at_all",
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(outcome__in=["approved", "sent_back"], decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(content_hash="")
                | Q(outcome__in=["raised", "overtaken", "lapsed"], decided_at__isnull=False, decided_by=None),
            ),
            models.CheckConstraint(
                name="nobody_decides_what_they_proposed",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="nobody_decides_in_the_proposers_name",
                condition=Q(in_name_of=None) | ~Q(in_name_of=F("proposed_by")),
            ),
            models.UniqueConstraint(
                fields=["request", "decided_by"],
                name="one_person_decides_one_step",
                condition=Q(decided_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["request", "asked_role"],
                name="a_role_is_asked_once",
                condition=Q(outcome__in=["", "approved", "sent_back"]),
            ),
        ]

    def __str__(self):
        return f"{self.place} {self.get_asked_role_display()}"

    @property
    def is_open(self):
        return not self.outcome and self.asked_at is not None
