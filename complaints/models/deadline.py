from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.policy import Clock, DeadlineKind


class DeadlineQuerySet(models.QuerySet):
    def running(self):
        """Neither met nor cancelled, the earliest due first."""
        return self.filter(met_at=None, cancelled_at=None).order_by("due_at", "pk")

    def with_a_step_due(self, now):
        """Running, not paused, and owing a reminder or an alert at `now`; the longest waiting first (SLA-17)."""
        owing = self.filter(met_at=None, cancelled_at=None, paused_at=None, next_step_at__lte=now)
        arriving = self.model._meta.get_field("complaint").related_model.everything.arriving()
        return owing.exclude(complaint__in=arriving.order_by().values("pk")).order_by("next_step_at", "pk")


class Deadline(models.Model):
    """A point in time by which something must have happened on one complaint."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(_("kind"), max_length=20, choices=DeadlineKind)
    task = models.ForeignKey("complaints.Task", on_delete=models.PROTECT, null=True, related_name="deadlines")
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("due"))
    #: What the rule gives, in minutes or in working days; neither where somebody named the moment.
    minutes = models.PositiveIntegerField(_("minutes"), null=True)
    days = models.PositiveSmallIntegerField(_("working days"), null=True)
    #: Days a law gives from the day before it started, working days where the clock says so; no rule moves it.
    legal_days = models.PositiveSmallIntegerField(_("days by law"), null=True)
    #: What it is about and by whom or what law, where the kind alone does not say.
    basis = models.CharField(_("basis"), max_length=400, blank=True)
    #: Who is told beside the handler.
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    clock = models.CharField(_("clock"), max_length=10, choices=Clock, default=Clock.ALWAYS)
    policy = models.ForeignKey("complaints.Policy", on_delete=models.PROTECT, null=True, related_name="+")
    #: Whether it stands still while the complaint waits for the customer (SLA-16), as the rule said when it began.
    pauses = models.BooleanField(default=False)
    #: Stands still since; `due_at` is then what is due if the waiting ended at once.
    paused_at = models.DateTimeField(_("paused since"), null=True)
    #: Crosses days whose holidays nobody has announced yet: it is counted anew once they are.
    is_provisional = models.BooleanField(default=False)
    #: What extensions gave on top of the rule, in clock time.
    extra_time = models.DurationField(default=timedelta)
    met_at = models.DateTimeField(_("met"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    #: Whether it goes one level up by itself when it stays overdue (SLA-17), as the rule said when it began.
    escalates = models.BooleanField(default=False)
    #: What the sweep looks for: which step (SLA-17) is owed next, and from when; None when none is left.
    next_step = models.CharField(_("next step"), max_length=20, blank=True)
    next_step_at = models.DateTimeField(_("next step due"), null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            # What fell due in some time, for whoever counts promises and figures.
            models.Index(fields=["kind", "due_at"], name="deadline_by_time"),
            models.Index(
                fields=["next_step_at"],
                name="deadline_with_a_step_owed",
                condition=Q(met_at=None, cancelled_at=None, paused_at=None),
            ),
            # As many attempts as a sweep makes: the few rows an administrator looks after.
            models.Index(fields=["next_step_at"], name="deadline_set_aside", condition=Q(attempts__gte=5)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "kind"],
                name="one_running_deadline_of_a_kind",
                condition=Q(met_at=None, cancelled_at=None) & ~Q(kind__in=["task", "commitment", "outside"]),
            ),
            models.CheckConstraint(
                name="only_working_time_has_working_days",
                condition=Q(days=None) | Q(minutes=None, days__gt=0, clock=Clock.WORKING),
            ),
            models.CheckConstraint(name="deadline_met_or_cancelled", condition=Q(met_at=None) | Q(cancelled_at=None)),
            models.CheckConstraint(
                name="only_what_runs_stands_still", condition=Q(paused_at=None) | Q(met_at=None, cancelled_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.due_at:%m-%d %H:%M}"

    @property
    def is_paused(self):
        return self.paused_at is not None

    @property
    def is_ruled(self):
        """Whether a rule gave its time; otherwise somebody named the moment."""
        return self.minutes is not None or self.days is not None

    @property
    def duration(self):
        """What the rule gives in minutes; None where it gives working days, or where no rule does."""
        return None if self.minutes is None else timedelta(minutes=self.minutes)

    @property
    def is_running(self):
        return self.met_at is None and self.cancelled_at is None

    def was_kept(self):
        """Whether it was met in time; None while running or when cancelled."""
        return None if self.met_at is None else self.met_at <= self.due_at

    def outcome(self, now):
        """Whether it was kept, once that is certain: False also where it passed unmet; None before, while it stands
        still, and where it ended ahead of its moment."""
        if self.met_at is not None:
            return self.met_at <= self.due_at
        if self.cancelled_at is not None:
            return False if self.cancelled_at > self.due_at else None
        return False if self.paused_at is None and self.due_at < now else None
