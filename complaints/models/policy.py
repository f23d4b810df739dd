from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import Preset, Priority, Severity


class DeadlineKind(models.TextChoices):
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")  # SLA-1
    FIRST_CONTACT = "first_contact", _("First contact")  # SLA-2
    COMMITMENT = "commitment", _("Promise to the customer")  # SLA-3
    DIRECTION = "direction", _("Direction of a solution")  # SLA-4
    INVESTIGATION = "investigation", _("Investigation started")  # SLA-5
    VERIFICATION = "verification", _("Goods verified")  # SLA-6
    SOLUTION = "solution", _("Solution")  # SLA-7
    TASK = "task", _("Task")  # SLA-12
    REVISIT = "revisit", _("Revisit")  # SLA-13
    PROGRESS = "progress", _("Progress notice")  # SLA-14


class Clock(models.TextChoices):
    ALWAYS = "always", _("Around the clock")
    WORKING = "working", _("Working time")


class Policy(models.Model):
    """One version of a preset's rules. A complaint keeps the version it was received under (SLA)."""

    preset = models.CharField(_("preset"), max_length=20, choices=Preset)
    version = models.PositiveIntegerField(_("version"))
    active_from = models.DateTimeField(_("active from"))
    reopen_days = models.PositiveSmallIntegerField(_("reopen window (days)"), default=30)
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("desk"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    loop_limit = models.PositiveSmallIntegerField(_("dissatisfied rounds before a supervisor may decide"), default=3)

    class Meta:
        ordering = ["preset", "-version"]
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [models.UniqueConstraint(fields=["preset", "version"], name="policy_versions_are_unique")]

    def __str__(self):
        return f"{self.get_preset_display()} v{self.version}"

    @staticmethod
    def in_force(preset, now):
        """The version of `preset` in force at `now`. Raises Policy.DoesNotExist before presets are loaded."""
        return (
            Policy.objects.select_related("team")
            .filter(preset=preset, active_from__lte=now)
            .order_by("-version")[:1]
            .get()
        )


class DeadlineRule(models.Model):
    """How long one thing may take; the most specific rule wins (severity and priority before neither)."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(_("kind"), max_length=20, choices=DeadlineKind)
    severity = models.CharField(_("severity"), max_length=2, choices=Severity, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    nature = models.CharField(_("nature"), max_length=20, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    clock = models.CharField(_("clock"), max_length=10, choices=Clock, default=Clock.ALWAYS)

    class Meta:
        ordering = ["kind", "severity", "priority"]
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind", "severity", "priority", "nature"], name="one_rule_per_case_of_a_policy"
            ),
            models.CheckConstraint(name="a_rule_gives_time", condition=Q(minutes__gt=0)),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.severity or self.priority} {self.minutes}′"

    def fits(self, *, severity, priority, nature):
        return self.severity in ("", severity) and self.priority in ("", priority) and self.nature in ("", nature)
