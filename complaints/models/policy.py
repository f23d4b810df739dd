from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.states import Preset, Priority, Severity, Tier, Urgency


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
    FRONTLINE = "frontline", _("Solution at the frontline")  # SLA-8
    STEP_IN = "step_in", _("Supervisor steps in")  # SLA-9
    JOINT_SOLUTION = "joint_solution", _("Joint solution")  # SLA-10
    LEGAL_STEP_IN = "legal_step_in", _("Legal steps in")  # SLA-11
    OUTSIDE = "outside", _("Outside body")  # ESC-7


class Clock(models.TextChoices):
    ALWAYS = "always", _("Around the clock")
    WORKING = "working", _("Working time")
    #: Whole working days as a law counts them; no rule of a policy may.
    LEGAL = "legal", _("Working days by law")


#: What stands still while the complaint waits for the customer, unless a rule says otherwise (SLA-16).
PAUSING_KINDS = frozenset(
    {
        DeadlineKind.DIRECTION,
        DeadlineKind.INVESTIGATION,
        DeadlineKind.VERIFICATION,
        DeadlineKind.SOLUTION,
        DeadlineKind.PROGRESS,
        DeadlineKind.FRONTLINE,
    }
)

#: What goes one level up by itself when nobody acts on the alerts, unless a rule says otherwise (SLA-17, ESC-4).
ESCALATING_KINDS = frozenset(
    {
        DeadlineKind.FIRST_CONTACT,
        DeadlineKind.DIRECTION,
        DeadlineKind.SOLUTION,
        DeadlineKind.FRONTLINE,
        DeadlineKind.STEP_IN,
    }
)


def default_reminders():
    return [50, 80]


def default_coupons():
    return {Tier.REGULAR.value: 5, Tier.SILVER.value: 6, Tier.GOLD.value: 8, Tier.VIP.value: 10}


class PolicyQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(active_from=None)

    def activated(self):
        """In force, superseded, or due to take effect."""
        return self.filter(active_from__isnull=False)

    def with_standing(self, now):
        """Each with `is_superseded`: whether a later version is in force at `now`."""
        later = self.model.objects.filter(
            preset=OuterRef("preset"), version__gt=OuterRef("version"), active_from__lte=now
        )
        return self.annotate(is_superseded=Exists(later))


class Policy(models.Model):
    """One version of a preset's rules. A complaint keeps the version it was received under (SLA).

    Without `active_from` it is a draft, the only state in which it may be edited; later ones supersede it.
    """

    preset = models.CharField(_("preset"), max_length=20, choices=Preset)
    version = models.PositiveIntegerField(_("version"))
    active_from = models.DateTimeField(_("active from"), null=True)
    reopen_days = models.PositiveSmallIntegerField(_("reopen window (days)"), default=30)
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("desk"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    loop_limit = models.PositiveSmallIntegerField(_("dissatisfied rounds before a supervisor may decide"), default=3)
    #: None means the built-in office calendar.
    calendar = models.ForeignKey(
        "complaints.WorkCalendar",
        verbose_name=_("calendar"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
    )
    reminders = models.JSONField(_("reminders (percent of the time)"), default=default_reminders)
    repeat_alert_minutes = models.PositiveIntegerField(_("second overdue alert after (minutes)"), default=240)
    escalate_after_minutes = models.PositiveIntegerField(_("escalated after being overdue (minutes)"), default=1440)
    wait_hours = models.PositiveSmallIntegerField(_("longest wait for the customer (hours)"), default=72)
    most_extensions = models.PositiveSmallIntegerField(_("extensions an agent may give one deadline"), default=2)
    frequent_complaints = models.PositiveSmallIntegerField(_("frequent from how many complaints"), default=3)
    frequent_days = models.PositiveSmallIntegerField(_("frequent within how many days"), default=30)
    apology_coupons = models.JSONField(_("coupon for a broken promise (¥, by tier)"), default=default_coupons)
    reason = models.CharField(_("why this version"), max_length=500, blank=True)
    #: Counts the edits of a draft, so that what is activated is what was looked at.
    edits = models.PositiveIntegerField(default=0)
    drafted_by = models.ForeignKey(
        User, verbose_name=_("drafted by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted"), null=True)
    activated_by = models.ForeignKey(
        User, verbose_name=_("activated by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(_("activated"), null=True)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["preset", "-version"]
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(fields=["preset", "version"], name="policy_versions_are_unique"),
            models.UniqueConstraint(fields=["preset"], name="one_draft_of_a_preset", condition=Q(active_from=None)),
            models.CheckConstraint(name="a_wait_is_bounded", condition=Q(wait_hours__gt=0)),
        ]

    def __str__(self):
        return f"{self.get_preset_display()} v{self.version}"

    @property
    def is_draft(self):
        return self.active_from is None

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
    """How long one thing may take; the most specific rule wins.

    A rule for an urgent demand comes before any grade, one for a grade before one for every complaint.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(_("kind"), max_length=20, choices=DeadlineKind)
    severity = models.CharField(_("severity"), max_length=2, choices=Severity, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    nature = models.CharField(_("nature"), max_length=20, blank=True)
    urgency = models.CharField(_("fast lane"), max_length=20, choices=Urgency, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True)
    #: Instead of minutes: so many whole days of the calendar, the last of which ends when the desk closes.
    days = models.PositiveSmallIntegerField(_("working days"), null=True)
    clock = models.CharField(_("clock"), max_length=10, choices=Clock, default=Clock.ALWAYS)
    pauses = models.BooleanField(_("stands still while waiting for the customer"), default=False)
    escalates = models.BooleanField(_("escalates when overdue"), default=False)

    class Meta:
        ordering = ["kind", "urgency", "severity", "priority", "nature"]
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind", "severity", "priority", "nature", "urgency"],
                name="one_rule_per_case_of_a_policy",
            ),
            models.CheckConstraint(
                name="a_rule_gives_time",
                condition=Q(minutes__gt=0, days=None) | Q(minutes=None, days__gt=0, clock=Clock.WORKING),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.urgency or self.severity or self.priority} {self.time}"

    @property
    def time(self):
        return f"{self.minutes}′" if self.days is None else f"{self.days}d"

    @property
    def specificity(self):
        return bool(self.urgency), bool(self.severity) + bool(self.priority) + bool(self.nature)

    def fits(self, *, severity, priority, nature, urgency):
        case = {"severity": severity, "priority": priority, "nature": nature, "urgency": urgency}
        return all(getattr(self, name) in ("", asked) for name, asked in case.items())

    @staticmethod
    def among(rules, kind, **case):
        """The most specific of `rules` that fits the case, or None where the policy has none for it."""
        fitting = [rule for rule in rules if rule.kind == kind and rule.fits(**case)]
        return max(fitting, key=lambda rule: rule.specificity, default=None)
