from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from complaints.states import Priority
from escalation.states import Rung


class Cause(models.TextChoices):
    """Why somebody besides the proposer is asked (ESC-1, PRO-3)."""

    AMOUNT = "amount", _("amount above the limit")
    PRIORITY = "priority", _("priority of the complaint")
    WORDING = "wording", _("legal review of the wording")


class ApprovalChain(models.Model):
    """One version of who is asked before a solution goes to the customer. Without `active_from` it is a draft.

    A request keeps the steps it was asked under; a later version changes nothing about it.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    remind_percent = models.PositiveSmallIntegerField(_("reminder after (percent of the time)"), default=50)
    reason = models.CharField(_("why this version"), max_length=500, blank=True)
    drafted_by = models.ForeignKey(
        User, verbose_name=_("drafted by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted"), null=True)
    activated_by = models.ForeignKey(
        User, verbose_name=_("activated by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    active_from = models.DateTimeField(_("active from"), null=True)

    class Meta:
        ordering = ["-version"]
        verbose_name = _("approval chain")
        verbose_name_plural = _("approval chains")
        constraints = [
            models.CheckConstraint(
                name="nobody_activates_their_own_chain",
                condition=Q(activated_by=None) | ~Q(activated_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="a_reminder_comes_before_the_end", condition=Q(remind_percent__gte=1, remind_percent__lte=99)
            ),
        ]

    def __str__(self):
        return f"v{self.version}"

    @property
    def is_draft(self):
        return self.active_from is None

    @staticmethod
    def in_force(now):
        """The version in force at `now`. Raises ApprovalChain.DoesNotExist before presets are loaded."""
        return ApprovalChain.objects.filter(active_from__lte=now).order_by("-version")[:1].get()


class ChainRule(models.Model):
    """Who is asked for one cause, at which place of the chain, for how long, and who is asked when time runs out.

    Rules of one place are asked side by side, a higher place after the lower ones. `rung` says from which authority
    on an amount asks this role; `priority` from which priority on.
    """

    chain = models.ForeignKey(ApprovalChain, on_delete=models.CASCADE, related_name="rules")
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    rung = models.CharField(_("from which authority on"), max_length=10, choices=Rung, blank=True)
    priority = models.CharField(_("from which priority on"), max_length=10, choices=Priority, blank=True)
    asked_role = models.CharField(_("who is asked"), max_length=20, choices=Role)
    place = models.PositiveSmallIntegerField(_("place in the chain"))
    minutes = models.PositiveIntegerField(_("working time to decide (minutes)"))
    then_role = models.CharField(_("asked when time runs out"), max_length=20, choices=Role, blank=True)

    class Meta:
        ordering = ["place", "cause", "pk"]
        verbose_name = _("rule of the chain")
        verbose_name_plural = _("rules of the chain")
        constraints = [
            models.CheckConstraint(name="a_chain_rule_gives_time", condition=Q(minutes__gt=0)),
            models.CheckConstraint(
                name="a_chain_rule_goes_on_to_somebody_else", condition=~Q(then_role=F("asked_role"))
            ),
            models.CheckConstraint(name="an_amount_names_its_rung", condition=~Q(cause=Cause.AMOUNT) | ~Q(rung="")),
            models.CheckConstraint(name="a_priority_is_named", condition=~Q(cause=Cause.PRIORITY) | ~Q(priority="")),
        ]

    def __str__(self):
        return f"{self.get_cause_display()} → {self.get_asked_role_display()}"
