from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from review.models.inspection.inspected import Inspection


class AppealState(models.TextChoices):
    OPEN = "open", pgettext_lazy("appeal", "Waits for a decision")
    GRANTED = "granted", pgettext_lazy("appeal", "Granted, score changed")
    REJECTED = "rejected", pgettext_lazy("appeal", "Rejected, score stands")


class Appeal(models.Model):
    """What whoever was scored has to say against it, and how somebody who had not scored it decided."""

    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="objection")
    state = FSMField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN, protected=True)
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), max_length=2_000)
    score_before = models.DecimalField(_("score before"), max_digits=4, decimal_places=1)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.TextField(_("decision"), max_length=2_000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("appeal against a score")
        verbose_name_plural = _("appeals against scores")
        indexes = [models.Index(fields=["at"], name="appeal_waiting", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(
                name="an_appeal_is_decided_whole",
                condition=Q(state="open", decided_by=None, decided_at=None, decision="")
                | Q(state__in=["granted", "rejected"], decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="nobody_decides_the_own_appeal", condition=Q(decided_by=None) | ~Q(decided_by=F("by"))
            ),
        ]

    def __str__(self):
        return f"{self.inspection_id} {self.state}"

    @transition(
        "state",
        source=AppealState.OPEN,
        target=AppealState.GRANTED,
        permission="review.decide_inspection_appeal",
        custom={"label": _("Grant")},
    )
    def grant(self, *, decider, at, decision):
        self.decided_by, self.decided_at, self.decision = decider, at, decision

    @transition(
        "state",
        source=AppealState.OPEN,
        target=AppealState.REJECTED,
        permission="review.decide_inspection_appeal",
        custom={"label": _("Reject")},
    )
    def reject(self, *, decider, at, decision):
        self.decided_by, self.decided_at, self.decision = decider, at, decision
