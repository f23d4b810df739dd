"""Early warning: a part of the desk that rises against its own past, followed until somebody closes it (MON-2)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

#: Rounded, less than this is nothing.
_LEAST_SHOWN = 0.05


class WarningState(models.TextChoices):
    OPEN = "open", pgettext_lazy("warning", "New")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("warning", "Being looked into")
    EXPLAINED = "explained", pgettext_lazy("warning", "Explained")
    CLOSED = "closed", pgettext_lazy("warning", "Closed")


#: A cell has one of these at a time.
FOLLOWED = (WarningState.OPEN, WarningState.ACKNOWLEDGED, WarningState.EXPLAINED)


class Dimension(models.TextChoices):
    """By what, within a category, complaints are counted."""

    CATEGORY = "category", _("Category")
    PRODUCT = "product", _("Product")
    CHANNEL = "channel", _("Channel")
    PLACE = "place", _("Place")


class WarningLevel(models.TextChoices):
    RISING = "rising", pgettext_lazy("warning", "Rising")
    STEEP = "steep", pgettext_lazy("warning", "Rising steeply")


class SurgeCause(models.TextChoices):
    """What somebody who looked into it found; the last one counts as a false alarm."""

    PROBLEM = "problem", pgettext_lazy("warning", "A problem of ours")
    OUTSIDE = "outside", pgettext_lazy("warning", "A cause outside the house")
    PLANNED = "planned", pgettext_lazy("warning", "A campaign or change we planned")
    CHANCE = "chance", pgettext_lazy("warning", "Chance, nothing behind it")


class WarningRules(models.Model):
    """From where on a rise is a warning: one row for the house."""

    is_active = models.BooleanField(_("look for surges"), default=True)
    false_alarms_a_week = models.FloatField(
        _("false alarms a week at most"),
        default=0.5,
        validators=[MinValueValidator(0.01), MaxValueValidator(20)],
        help_text=_("For the whole desk. Fewer means that real surges are seen later."),
    )
    least_count = models.PositiveSmallIntegerField(
        _("complaints at least"),
        default=5,
        validators=[MinValueValidator(3)],
        help_text=_("Fewer never warn, however unusual they are."),
    )
    least_ratio = models.FloatField(
        _("times what is expected"),
        default=1.5,
        validators=[MinValueValidator(1.1), MaxValueValidator(10)],
        help_text=_("A smaller rise is not worth anybody's time, however certain it is."),
    )
    rest_days = models.PositiveSmallIntegerField(
        _("days of rest"),
        default=7,
        validators=[MaxValueValidator(90)],
        help_text=_("How long after somebody closed a warning the same rise is not reported again."),
    )

    class Meta:
        verbose_name = _("rules for early warning")
        verbose_name_plural = _("rules for early warning")
        constraints = [
            models.CheckConstraint(name="one_row_of_warning_rules", condition=Q(id=1)),
            models.CheckConstraint(name="small_numbers_never_warn", condition=Q(least_count__gte=3)),
            models.CheckConstraint(name="a_surge_is_a_rise", condition=Q(least_ratio__gt=1)),
            models.CheckConstraint(name="false_alarms_are_promised", condition=Q(false_alarms_a_week__gt=0)),
        ]

    def __str__(self):
        return f"{self.false_alarms_a_week} · ≥ {self.least_count} · × {self.least_ratio}"

    @classmethod
    def current(cls):
        """The rules of the house; the defaults until somebody has set others."""
        return cls.objects.first() or cls(pk=1)


class WarningLook(models.Model):
    """One hourly look over all cells; a row of work for a sweep, done once."""

    due_at = models.DateTimeField(unique=True)
    done_at = models.DateTimeField(null=True)
    cells = models.PositiveIntegerField(default=0)
    rising = models.PositiveSmallIntegerField(default=0)
    #: Why nothing was judged; blank when it was.
    silent_because = models.CharField(max_length=20, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-due_at"]
        verbose_name = _("look for surges")
        verbose_name_plural = _("looks for surges")
        indexes = [models.Index(fields=["due_at"], name="warning_look_waiting", condition=Q(done_at=None))]

    def __str__(self):
        return f"{self.due_at:%m-%d %H:%M}"


class WarningQuerySet(models.QuerySet):
    def followed(self):
        # By the moment and not by the state: SQLite does not see that a partial index serves a parameter.
        return self.filter(closed_at=None)


class EarlyWarning(models.Model):
    """A cell that rose beyond chance. `observed` to `chance` are those of the latest look that found it rising.

    A cell is a category (None: all complaints) and, within it, one product, channel or place by its folded name
    `value`; `cell` is all three as one key. Change it through `review.services.warnings` only.
    """

    cell = models.CharField(max_length=240, editable=False)
    state = FSMField(_("state"), max_length=12, choices=WarningState, default=WarningState.OPEN, protected=True)
    level = models.CharField(_("level"), max_length=8, choices=WarningLevel)
    category = models.ForeignKey(
        "complaints.Category", verbose_name=_("category"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    dimension = models.CharField(_("counted by"), max_length=10, choices=Dimension)
    value = models.CharField(max_length=200, blank=True)
    #: The value as customers write it; for a channel its code.
    shown = models.CharField(max_length=200, blank=True)
    since = models.DateField(_("since"))
    days = models.PositiveSmallIntegerField(_("days"))
    observed = models.PositiveIntegerField(_("complaints"))
    expected = models.FloatField(_("expected"))
    bound = models.PositiveIntegerField(_("warned from"))
    chance = models.FloatField()
    #: What stands out in it, see `services.warnings.content`.
    made_of = models.JSONField(default=list)
    #: Day by day up to the last look: date, complaints, expected, and from how many one day alone would warn.
    course = models.JSONField(default=list)
    found_at = models.DateTimeField(_("found"))
    #: The last look that found it rising.
    risen_at = models.DateTimeField(_("last seen rising"))
    owner = models.ForeignKey(
        "accounts.User", verbose_name=_("looked into by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(_("taken on"), null=True)
    cause = models.CharField(_("cause"), max_length=10, choices=SurgeCause, blank=True)
    explanation = models.TextField(_("explanation"), max_length=2_000, blank=True)
    explained_at = models.DateTimeField(_("explained at"), null=True)
    incident = models.ForeignKey(
        "escalation.Incident", verbose_name=_("group incident"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    result = models.CharField(_("result"), max_length=500, blank=True)
    #: Nobody closed it; the rise was over.
    lapsed = models.BooleanField(_("over by itself"), default=False)
    events_count = models.PositiveIntegerField(default=0, editable=False)

    objects = WarningQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("early warning")
        verbose_name_plural = _("early warnings")
        indexes = [
            models.Index(fields=["-found_at"], name="warning_followed", condition=Q(closed_at=None)),
            models.Index(fields=["cell", "-closed_at"], name="warning_of_cell"),
            models.Index(fields=["-closed_at"], name="warning_closed", condition=Q(closed_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cell"], name="one_open_warning_of_a_cell", condition=Q(closed_at=None)),
            models.CheckConstraint(name="warning_state_known", condition=Q(state__in=WarningState.values)),
            models.CheckConstraint(
                name="closed_warnings_say_when",
                condition=Q(state="closed", closed_at__isnull=False) | ~Q(state="closed") & Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="somebody_looks_into_it",
                condition=~Q(state__in=["acknowledged", "explained"])
                | Q(owner__isnull=False, acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="explained_in_words",
                condition=~Q(state="explained") | ~Q(cause="") & ~Q(explanation="") & Q(explained_at__isnull=False),
            ),
            models.CheckConstraint(
                name="closed_because_explained_or_over",
                condition=~Q(state="closed") | Q(lapsed=True) | ~Q(explanation="") & ~Q(result=""),
            ),
        ]

    def __str__(self):
        return f"{self.found_at:%m-%d} {self.category_id or '*'} {self.shown}".rstrip()

    @property
    def expected_words(self):
        return f"{self.expected:.1f}" if self.expected >= _LEAST_SHOWN else "< 0.1"

    @property
    def is_followed(self):
        return self.closed_at is None

    @transition(
        "state",
        source=WarningState.OPEN,
        target=WarningState.ACKNOWLEDGED,
        permission="review.handle_warning",
        custom={"label": _("Look into it")},
    )
    def acknowledge(self, *, owner, at):
        self.owner, self.acknowledged_at = owner, at

    @transition(
        "state",
        source=[WarningState.ACKNOWLEDGED, WarningState.EXPLAINED],
        target=WarningState.EXPLAINED,
        permission="review.handle_warning",
        custom={"label": _("Explain it")},
    )
    def explain(self, *, cause, explanation, at):
        self.cause, self.explanation, self.explained_at = cause, explanation, at

    @transition(
        "state",
        source=WarningState.EXPLAINED,
        target=WarningState.CLOSED,
        permission="review.handle_warning",
        custom={"label": _("Close the warning")},
    )
    def close(self, *, result, at):
        self.result, self.closed_at = result, at

    @transition(
        "state",
        source=[WarningState.OPEN, WarningState.ACKNOWLEDGED],
        target=WarningState.CLOSED,
        permission="review.follow_warning",
        custom={"label": _("Let it lapse")},
    )
    def lapse(self, *, at):
        self.lapsed, self.closed_at = True, at


class WarningNumbers(models.Model):
    """What one look found of a followed warning, so that it can be seen to grow and to end."""

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="numbers")
    at = models.DateTimeField(_("at"))
    days = models.PositiveSmallIntegerField(_("days"))
    observed = models.PositiveIntegerField(_("complaints"))
    expected = models.FloatField(_("expected"))
    bound = models.PositiveIntegerField(_("warned from"))
    rises = models.BooleanField(_("rising"))

    class Meta:
        ordering = ["warning", "-at"]
        verbose_name = _("numbers of a warning")
        verbose_name_plural = _("numbers of a warning")
        constraints = [models.UniqueConstraint(fields=["warning", "at"], name="a_look_counts_a_warning_once")]

    def __str__(self):
        return f"{self.warning_id} {self.at:%m-%d %H}"


class WarningEvent(models.Model):
    """One step of a warning; a database trigger refuses change."""

    warning = models.ForeignKey(EarlyWarning, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["warning", "seq"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["warning", "seq"], name="warning_events_are_numbered_once")]

    def __str__(self):
        return f"{self.seq} {self.kind}"
