"""What is done so that it does not happen again, and whether it helped (REV-4). Nothing here names a customer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from complaints.states import Channel


class ActionKind(models.TextChoices):
    PRODUCT = "product", pgettext_lazy("improvement", "Product")
    PROCESS = "process", pgettext_lazy("improvement", "Process")
    TRAINING = "training", pgettext_lazy("improvement", "Training")


class ActionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("improvement", "Planned")
    IN_PROGRESS = "in_progress", pgettext_lazy("improvement", "Under way")
    DONE = "done", pgettext_lazy("improvement", "Done, taking effect")
    CHECKING = "checking", pgettext_lazy("improvement", "Too few to say")
    EFFECTIVE = "effective", pgettext_lazy("improvement", "Effective")
    REOPENED = "reopened", pgettext_lazy("improvement", "Not effective, open again")
    GIVEN_UP = "given_up", pgettext_lazy("improvement", "Given up")


#: Somebody still has to do something about it, or will be told to.
RUNNING = (
    ActionState.PLANNED,
    ActionState.IN_PROGRESS,
    ActionState.DONE,
    ActionState.CHECKING,
    ActionState.REOPENED,
)


class Metric(models.TextChoices):
    """What is counted, by the day a complaint was received."""

    COMPLAINTS = "complaints", _("Complaints in 30 days")
    GRAVE = "grave", _("Complaints S1 and S2 in 30 days")
    DISSATISFIED = "dissatisfied", _("Complaints that went round again in 30 days")


class Comparison(models.TextChoices):
    """Complaints the action does not touch: what happened to them would have happened anyway."""

    REST = "rest", _("All other complaints")
    SIBLINGS = "siblings", _("Other categories of the same family")


class Answer(models.TextChoices):
    """What an outside tracker says of what was handed over to it."""

    ACCEPTED = "accepted", pgettext_lazy("tracker", "Accepted")
    IN_PROGRESS = "in_progress", pgettext_lazy("tracker", "Under way")
    DONE = "done", pgettext_lazy("tracker", "Done")
    REJECTED = "rejected", pgettext_lazy("tracker", "Rejected")


class ImprovementAction(models.Model):
    """One action with its goal in a number, its owner and its dates. Change it through its services only.

    The time before ends when work began (`before_until`), the time after begins when it was done (`after_from`), so
    that neither holds the weeks in which things were changing.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = FSMField(_("state"), max_length=12, choices=ActionState, default=ActionState.PLANNED, protected=True)
    analysis = models.ForeignKey(
        "review.RootCause", verbose_name=_("root cause analysis"), on_delete=models.PROTECT, related_name="actions"
    )
    kind = models.CharField(pgettext_lazy("improvement", "kind"), max_length=10, choices=ActionKind)
    title = models.CharField(_("title"), max_length=120)
    plan = models.TextField(_("what is done"), max_length=2_000)
    owner = models.ForeignKey("accounts.User", verbose_name=_("owner"), on_delete=models.PROTECT, related_name="+")
    planned_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(_("planned"))
    due_on = models.DateField(_("to be done by"))
    check_on = models.DateField(_("checked on"))

    metric = models.CharField(_("measured by"), max_length=14, choices=Metric, default=Metric.COMPLAINTS)
    target = models.DecimalField(_("goal: at most"), max_digits=7, decimal_places=1)
    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    product = models.CharField(_("product or service"), max_length=200, blank=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, blank=True)
    comparison = models.CharField(_("compared with"), max_length=10, choices=Comparison, default=Comparison.REST)
    before_days = models.PositiveSmallIntegerField(_("days before"), default=56)

    before_until = models.DateField(null=True, editable=False)
    after_from = models.DateField(null=True, editable=False)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    #: Opened by rule for a cause that keeps coming back; one runs at a time.
    recurring = models.ForeignKey("review.CauseCode", on_delete=models.PROTECT, null=True, related_name="+")

    tracker = models.ForeignKey(
        "accounts.Application", verbose_name=_("handed over to"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    handed_at = models.DateTimeField(_("handed over"), null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer, blank=True)
    reference = models.CharField(_("reference there"), max_length=80, blank=True)
    answer_note = models.CharField(_("note"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    next_check_at = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)
    events_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-planned_at", "-pk"]
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        indexes = [
            models.Index(fields=["-planned_at", "-id"], name="improvements_newest"),
            models.Index(
                fields=["next_check_at", "id"], name="improvements_to_check", condition=Q(next_check_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(name="improvement_state_known", condition=Q(state__in=ActionState.values)),
            models.CheckConstraint(name="an_improvement_aims_below_something", condition=Q(target__gte=0)),
            models.CheckConstraint(
                name="an_improvement_says_where",
                condition=Q(category__isnull=False) | ~Q(product="") | ~Q(channel=""),
            ),
            models.CheckConstraint(
                name="an_improvement_is_checked_after_it_is_done", condition=Q(check_on__gt=F("due_on"))
            ),
            models.CheckConstraint(name="before_is_some_weeks", condition=Q(before_days__range=(14, 365))),
            models.UniqueConstraint(
                fields=["recurring"],
                name="one_running_improvement_a_recurring_cause",
                condition=Q(state__in=["planned", "in_progress", "done", "checking", "reopened"]),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def is_running(self):
        return self.state in RUNNING

    @transition(
        "state",
        source=[ActionState.PLANNED, ActionState.REOPENED],
        target=ActionState.IN_PROGRESS,
        permission="review.work_improvement",
        custom={"label": pgettext_lazy("improvement", "Begin")},
    )
    def begin(self, *, on):
        self.before_until = self.before_until or on
        self.after_from = None

    @transition(
        "state",
        source=ActionState.IN_PROGRESS,
        target=ActionState.DONE,
        permission="review.work_improvement",
        custom={"label": _("Report done")},
    )
    def finish(self, *, on, check_on):
        self.after_from, self.check_on = on, check_on

    @transition(
        "state",
        source=ActionState.DONE,
        target=ActionState.CHECKING,
        permission="review.check_improvement",
        custom={"label": _("Check the effect")},
    )
    def look(self):
        """What comes of it is decided from the figures."""

    @transition(
        "state",
        source=ActionState.CHECKING,
        target=ActionState.EFFECTIVE,
        permission="review.check_improvement",
        custom={"label": _("Effective")},
    )
    def prove(self, *, at):
        self.decided_at = at

    @transition(
        "state",
        source=ActionState.CHECKING,
        target=ActionState.REOPENED,
        permission="review.check_improvement",
        custom={"label": _("Not effective, open again")},
    )
    def reopen(self):
        self.round += 1

    @transition(
        "state",
        source=ActionState.CHECKING,
        target=ActionState.DONE,
        permission="review.check_improvement",
        custom={"label": _("Check later")},
    )
    def wait(self, *, check_on):
        self.check_on = check_on

    @transition(
        "state",
        source=[*RUNNING],
        target=ActionState.GIVEN_UP,
        permission="review.plan_improvement",
        custom={"label": _("Give up")},
    )
    def give_up(self, *, at):
        self.decided_at = at


class ImprovementEvent(models.Model):
    """One step of an improvement; a database trigger refuses change."""

    action = models.ForeignKey(ImprovementAction, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["action", "seq"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["action", "seq"], name="improvement_events_are_numbered_once")]

    def __str__(self):
        return f"{self.seq} {self.kind}"
