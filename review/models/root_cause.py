"""Why it happened: one analysis for as many complaints as share the cause (REV-3). Nothing here names a customer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from review.models.cause_code import Branch


class RootCauseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("root cause", "Being analysed")
    CONCLUDED = "concluded", pgettext_lazy("root cause", "Cause found")


class RootCause(models.Model):
    """An analysis from the problem to the cause that is acted on. Change it through its services only.

    `events_count` is the head of its record and serves as the version a form was drawn from.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = FSMField(_("state"), max_length=12, choices=RootCauseState, default=RootCauseState.OPEN, protected=True)
    problem = models.CharField(_("problem"), max_length=200)
    category = models.ForeignKey(
        "complaints.Category", verbose_name=_("category"), on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey("accounts.User", verbose_name=_("led by"), on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    code = models.ForeignKey(
        "review.CauseCode", verbose_name=_("coded cause"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("responsible department"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    cause = models.TextField(_("root cause"), max_length=2_000, blank=True)
    #: Why fewer than five whys were enough.
    stopped_because = models.CharField(_("why the questions end here"), max_length=300, blank=True)
    concluded_by = models.ForeignKey(
        "accounts.User", verbose_name=_("concluded by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    concluded_at = models.DateTimeField(_("concluded"), null=True)
    events_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("root cause analysis")
        verbose_name_plural = _("root cause analyses")
        indexes = [
            models.Index(fields=["category", "-opened_at"], name="causes_of_category"),
            models.Index(fields=["-opened_at", "-id"], name="causes_newest"),
            models.Index(fields=["-opened_at"], name="causes_open", condition=Q(state="open")),
        ]
        constraints = [
            models.CheckConstraint(name="root_cause_state_known", condition=Q(state__in=RootCauseState.values)),
            models.CheckConstraint(
                name="a_concluded_cause_is_coded",
                condition=~Q(state="concluded")
                | Q(
                    code__isnull=False,
                    department__isnull=False,
                    concluded_by__isnull=False,
                    concluded_at__isnull=False,
                )
                & ~Q(cause=""),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.problem}"

    @property
    def is_open(self):
        return self.state == RootCauseState.OPEN

    @transition(
        "state",
        source=RootCauseState.OPEN,
        target=RootCauseState.CONCLUDED,
        permission="review.conclude_cause",
        custom={"label": _("Conclude the analysis")},
    )
    def conclude(self, *, code, department, cause, stopped_because, decider, at):
        self.code, self.department, self.cause, self.stopped_because = code, department, cause, stopped_because
        self.concluded_by, self.concluded_at = decider, at

    @transition(
        "state",
        source=RootCauseState.CONCLUDED,
        target=RootCauseState.OPEN,
        permission="review.conclude_cause",
        custom={"label": _("Take the analysis up again")},
    )
    def take_up(self):
        self.concluded_by = self.concluded_at = None


class ReviewSerial(models.Model):
    """The last number of one month, by the letters its numbers begin with."""

    month = models.CharField(max_length=10, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("serial")
        verbose_name_plural = _("serials")

    def __str__(self):
        return self.month


class Why(models.Model):
    """One answer of the chain; what it answers is the answer before it, and `asked` is how that read then.

    An earlier answer that was rewritten leaves the later ones to be looked at again.
    """

    analysis = models.ForeignKey(RootCause, on_delete=models.PROTECT, related_name="whys")
    number = models.PositiveSmallIntegerField(_("number"))
    asked = models.CharField(max_length=300)
    answer = models.CharField(_("because"), max_length=300)
    evidence = models.CharField(_("how we know"), max_length=500, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["analysis", "number"]
        verbose_name = _("why")
        verbose_name_plural = _("whys")
        constraints = [
            models.UniqueConstraint(fields=["analysis", "number"], name="whys_are_numbered_once"),
            models.CheckConstraint(name="whys_begin_at_one", condition=Q(number__gte=1)),
        ]

    def __str__(self):
        return f"{self.number} {self.answer}"


class BranchCause(models.Model):
    """A possible cause on one bone of the fishbone; `is_main` where it was found to have contributed."""

    analysis = models.ForeignKey(RootCause, on_delete=models.PROTECT, related_name="branch_causes")
    branch = models.CharField(_("branch"), max_length=12, choices=Branch)
    text = models.CharField(_("cause"), max_length=80)
    is_main = models.BooleanField(_("contributed for certain"), default=False)

    class Meta:
        ordering = ["analysis", "pk"]
        verbose_name = _("possible cause")
        verbose_name_plural = _("possible causes")
        constraints = [
            models.UniqueConstraint(fields=["analysis", "branch", "text"], name="causes_stand_once_on_a_bone"),
            models.CheckConstraint(name="branch_known", condition=Q(branch__in=Branch.values)),
        ]

    def __str__(self):
        return self.text


class RootCauseEvent(models.Model):
    """One step of an analysis; a database trigger refuses change."""

    analysis = models.ForeignKey(RootCause, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["analysis", "seq"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["analysis", "seq"], name="cause_events_are_numbered_once")]

    def __str__(self):
        return f"{self.seq} {self.kind}"
