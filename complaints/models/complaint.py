from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from complaints.models.lifecycle import Lifecycle
from complaints.querysets import ComplaintQuerySet
from complaints.states import (
    Channel,
    Demand,
    Emotion,
    Impact,
    Level,
    Priority,
    Resolution,
    Satisfaction,
    Severity,
    State,
    Urgency,
)

_UNGRADED = [State.RECEIVED, State.CLOSED]

# The same as being in an open state, by a constraint below. A list of states would reach the database as
# parameters, and SQLite then cannot know that a partial index answers the question.
_OPEN = Q(closed_at=None)


class ArrivedManager(models.Manager.from_queryset(ComplaintQuerySet)):
    """Without what a file is still bringing: all of it is seen at once, or nothing (INT-8)."""

    def get_queryset(self):
        return super().get_queryset().filter(arriving_in=None)


class Complaint(Lifecycle, models.Model):
    """One customer's grievance, from receipt to closure; the unit everything hangs on.

    `events_count` and `events_head` are the head of its record, sealed by `events_seal`; the count serves as the
    version a form was drawn from. Change it through `complaints.services` only.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    tracking_hash = models.CharField(max_length=80, unique=True, editable=False)
    state = FSMField(_("state"), max_length=20, choices=State, default=State.RECEIVED, protected=True)
    resolution = models.CharField(_("resolution"), max_length=20, choices=Resolution, blank=True)
    resolution_reason = models.TextField(_("reason for closing"), blank=True)
    duplicate_of = models.ForeignKey(
        "self", verbose_name=_("duplicate of"), on_delete=models.PROTECT, null=True, related_name="duplicates"
    )
    policy = models.ForeignKey("complaints.Policy", on_delete=models.PROTECT, related_name="+")

    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    external_id = models.CharField(_("external id"), max_length=120, blank=True)
    origin_url = models.URLField(_("origin link"), max_length=500, blank=True)
    raw_text = models.TextField(_("original text"), blank=True)
    received_by = models.ForeignKey(
        "accounts.User", verbose_name=_("received by"), on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(_("received"))
    consent = models.CharField(_("privacy notice agreed to"), max_length=20, blank=True)

    complainant = models.ForeignKey(
        "complaints.Complainant", verbose_name=_("complainant"), on_delete=models.PROTECT, related_name="complaints"
    )
    order = models.ForeignKey(
        "complaints.Order",
        verbose_name=_("order"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
    )
    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    subject = models.CharField(_("subject"), max_length=120)
    description = models.TextField(_("description"), max_length=10_000)
    occurred_at = models.DateTimeField(_("happened"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    product = models.CharField(_("product or service"), max_length=200, blank=True)
    demand = models.CharField(_("demand"), max_length=20, choices=Demand)
    demand_note = models.CharField(_("demand in words"), max_length=500, blank=True)
    demand_cny = models.DecimalField(_("amount asked (¥)"), max_digits=12, decimal_places=2, null=True, blank=True)
    emotion = models.CharField(_("emotion"), max_length=10, choices=Emotion, default=Emotion.CALM)
    urgency = models.CharField(_("fast lane"), max_length=20, choices=Urgency, blank=True)

    severity = models.CharField(_("severity"), max_length=2, choices=Severity, blank=True)
    severity_reason = models.CharField(_("reason for the severity"), max_length=300, blank=True)
    impact = models.CharField(_("impact"), max_length=12, choices=Impact, default=Impact.INDIVIDUAL)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    handler = models.ForeignKey(
        "accounts.User",
        verbose_name=_("handler"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("responsible department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    #: The highest level at which an escalation runs; decided above this app, set by `services.levels`.
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.FRONTLINE, editable=False)
    #: Whose conduct the complaint is about; that person decides nothing in it.
    about_staff = models.ForeignKey(
        "accounts.User",
        verbose_name=_("employee complained about"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    #: Weighed above this app, set by `services.risk`, with the signs that speak for it (ESC-3).
    is_high_risk = models.BooleanField(_("high risk"), default=False, editable=False)
    risk_signs = models.JSONField(default=list, editable=False)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    dissatisfied_count = models.PositiveSmallIntegerField(_("dissatisfied rounds"), default=0)
    reopened_count = models.PositiveSmallIntegerField(_("reopened"), default=0)
    handovers_count = models.PositiveSmallIntegerField(_("handed over"), default=0)
    #: A referee decided in writing which department answers for it (INV-2).
    owner_ruled_at = models.DateTimeField(_("owner decided"), null=True, editable=False)
    chased_count = models.PositiveSmallIntegerField(_("times pressed"), default=0, editable=False)
    chased_at = models.DateTimeField(_("last pressed"), null=True, editable=False)
    #: The customer pressed and has not heard from us since.
    is_pressing = models.BooleanField(_("customer presses"), default=False, editable=False)
    #: Urgent first, then who presses, then the rest; kept by the database, so that no service can forget it.
    queue_place = models.GeneratedField(
        expression=Case(
            When(severity=Severity.S1, then=Value(0)), When(is_pressing=True, then=Value(1)), default=Value(2)
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )
    accepted_proposal = models.ForeignKey(
        "complaints.Proposal", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), choices=Satisfaction, null=True, editable=False)
    next_due_at = models.DateTimeField(_("next due"), null=True, editable=False)
    next_due_kind = models.CharField(_("what is due"), max_length=20, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    events_count = models.PositiveIntegerField(default=0, editable=False)
    events_head = models.CharField(max_length=80, blank=True, editable=False)
    events_seal = models.CharField(max_length=80, blank=True, editable=False)
    #: How many of its events the apps above have read.
    read_count = models.PositiveIntegerField(default=0, editable=False)
    #: Kept apart from the counts because it changes seldom: PostgreSQL need not touch the indexes at each event.
    has_news = models.GeneratedField(
        expression=Q(events_count__gt=F("read_count")), output_field=models.BooleanField(), db_persist=True
    )
    #: The lease of whoever reads it now, and how that went: see `complaints.services.sweeps`.
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)

    #: The import whose other rows are not there yet: until they are, nobody sees this one.
    arriving_in = models.ForeignKey(
        "complaints.ImportBatch", on_delete=models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )

    objects = ArrivedManager()
    #: For those who bring complaints in, number them or prove the record; and to ask whose complaint a row belongs to
    #: that only arrived complaints have: as a condition within a query, one more on it makes SQLite read the table.
    everything = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        # PostgreSQL sorts NULLs of an ascending index last, which is the order the queues ask for.
        indexes = [
            *(
                models.Index(
                    fields=[owner, "queue_place", "next_due_at", "id"],
                    name=f"complaint_{owner}_queue",
                    condition=_OPEN,
                )
                for owner in ("handler", "team", "department")
            ),
            models.Index(fields=["next_due_at", "id"], name="complaint_open_by_due", condition=_OPEN),
            models.Index(fields=["queue_place", "next_due_at", "id"], name="complaint_open_by_place", condition=_OPEN),
            models.Index(fields=["-received_at", "-id"], name="complaint_newest"),
            models.Index(fields=["complainant", "-received_at"], name="complaint_history"),
            models.Index(
                fields=["queue_place", "next_due_at", "id"],
                name="complaint_at_high_risk",
                condition=_OPEN & Q(is_high_risk=True),
            ),
            models.Index(fields=["closed_at"], name="complaint_closed_at_high_risk", condition=Q(is_high_risk=True)),
            # What was closed in some days, for whoever looks back on it.
            models.Index(fields=["closed_at", "id"], name="complaint_by_closing", condition=Q(closed_at__isnull=False)),
            # The newest decided ones of a category, beside which an approver sees what is asked now.
            models.Index(
                fields=["category", "-id"],
                name="complaint_decided_of_category",
                condition=Q(accepted_proposal__isnull=False),
            ),
            models.Index(fields=["id"], name="complaint_with_news", condition=Q(has_news=True)),
            models.Index(fields=["arriving_in"], name="complaint_arriving", condition=Q(arriving_in__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"], name="an_origin_is_received_once", condition=~Q(external_id="")
            ),
            models.CheckConstraint(name="state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="closed_means_resolved",
                condition=Q(state=State.CLOSED, closed_at__isnull=False) & ~Q(resolution="")
                | ~Q(state=State.CLOSED) & Q(closed_at=None, resolution=""),
            ),
            models.CheckConstraint(
                name="graded_after_triage",
                condition=Q(state__in=_UNGRADED) | (~Q(severity="") & ~Q(priority="") & Q(category__isnull=False)),
            ),
            models.CheckConstraint(
                name="owned_after_triage", condition=Q(state__in=_UNGRADED) | Q(handler__isnull=False)
            ),
            models.CheckConstraint(
                name="nothing_executes_unaccepted",
                condition=~Q(state__in=[State.EXECUTING, State.REVISIT]) | Q(accepted_proposal__isnull=False),
            ),
            models.CheckConstraint(
                name="a_duplicate_names_the_other",
                condition=Q(resolution=Resolution.DUPLICATE, duplicate_of__isnull=False)
                | ~Q(resolution=Resolution.DUPLICATE) & Q(duplicate_of=None),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.subject}"

    @property
    def is_open(self):
        return self.state != State.CLOSED

    def is_overdue(self, now):
        return self.next_due_at is not None and self.next_due_at < now


class ComplaintSerial(models.Model):
    """The last number given out in one month; its row lock keeps the serial free of gaps (INT-2)."""

    month = models.CharField(max_length=6, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("serial")
        verbose_name_plural = _("serials")

    def __str__(self):
        return self.month
