from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import Trigger
from escalation.models.trigger_rule import TriggerRule


class TriggerFinding(models.Model):
    """What brought a trigger about on one event: the very words, or the fact, and the escalation it led to (ESC-2).

    `cause` is the code of a rule or of a fact. One that `must_escalate` without an escalation came too late: the
    complaint was closed.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("complaints.ComplaintEvent", on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(_("trigger"), max_length=20, choices=Trigger)
    cause = models.CharField(_("cause"), max_length=40)
    rule = models.ForeignKey(TriggerRule, on_delete=models.PROTECT, null=True, related_name="findings")
    rule_version = models.PositiveIntegerField(null=True)
    words = models.CharField(_("words"), max_length=300, blank=True)
    must_escalate = models.BooleanField(default=True)
    at = models.DateTimeField(_("at"))
    escalation = models.ForeignKey(
        "escalation.Escalation", on_delete=models.PROTECT, null=True, related_name="findings"
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("trigger finding")
        verbose_name_plural = _("trigger findings")
        indexes = [
            models.Index(fields=["complaint", "cause"], name="findings_of_a_complaint"),
            models.Index(fields=["rule", "at"], name="findings_of_a_rule"),
            models.Index(
                fields=["at"], name="findings_not_escalated", condition=Q(must_escalate=True, escalation=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "cause"], name="an_event_is_found_once_by_a_cause"),
        ]

    def __str__(self):
        return f"{self.get_trigger_display()} {self.words}"
