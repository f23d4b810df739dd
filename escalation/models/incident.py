"""Many complaints with one cause, handled as one (ESC-6). Nothing here names a customer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from complaints.models.delivery import DeliveryState
from complaints.states import Responsibility


class IncidentState(models.TextChoices):
    CANDIDATE = "candidate", pgettext_lazy("incident", "Suspected")
    CONFIRMED = "confirmed", pgettext_lazy("incident", "Being handled")
    FIXED = "fixed", pgettext_lazy("incident", "Fixed")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")
    DISMISSED = "dismissed", pgettext_lazy("incident", "Dismissed")


#: Complaints join these; a fixed one still takes late-comers, who are told what was done.
LIVE = (IncidentState.CANDIDATE, IncidentState.CONFIRMED, IncidentState.FIXED)
_CONFIRMED_ONCE = (IncidentState.CONFIRMED, IncidentState.FIXED, IncidentState.CLOSED)


class IncidentRule(models.Model):
    """How many like complaints within how long are suspected to be one incident; the closest valid row counts."""

    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    threshold = models.PositiveSmallIntegerField(_("complaints"), default=5)
    window_hours = models.PositiveSmallIntegerField(_("within (hours)"), default=24)
    likeness = models.PositiveSmallIntegerField(_("texts alike from (percent)"), default=35)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        ordering = ["category", "valid_from"]
        verbose_name = _("incident rule")
        verbose_name_plural = _("incident rules")
        constraints = [
            models.CheckConstraint(name="an_incident_is_more_than_one", condition=Q(threshold__gte=2)),
            models.CheckConstraint(name="incidents_have_a_window", condition=Q(window_hours__gte=1)),
            models.CheckConstraint(name="likeness_is_a_percentage", condition=Q(likeness__range=(10, 100))),
            models.CheckConstraint(
                name="incident_rule_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"{self.category or '*'} ≥ {self.threshold} / {self.window_hours} h"


class Incident(models.Model):
    """One cause behind many complaints, from the suspicion to the end (ESC-6). Change it through its services only.

    `reasons` are what made it suspected: counts of like complaints by what they share. The shared report is what
    every member under investigation gets when the fix is announced.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = FSMField(_("state"), max_length=12, choices=IncidentState, default=IncidentState.CANDIDATE, protected=True)
    title = models.CharField(_("title"), max_length=120)
    category = models.ForeignKey(
        "complaints.Category", verbose_name=_("category"), on_delete=models.PROTECT, related_name="+"
    )
    product = models.CharField(_("product or service"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    reasons = models.JSONField(default=dict)
    found_at = models.DateTimeField(_("suspected since"))
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    dismissed_because = models.CharField(_("why it is none"), max_length=500, blank=True)
    fixed_by = models.ForeignKey(
        "accounts.User", verbose_name=_("fix announced by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    fixed_at = models.DateTimeField(_("fixed at"), null=True)
    facts = models.TextField(_("facts"), max_length=5_000, blank=True)
    cause = models.TextField(_("cause"), max_length=5_000, blank=True)
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("responsible department"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    responsibility = models.CharField(_("responsibility"), max_length=20, choices=Responsibility, blank=True)
    suggestion = models.TextField(_("suggested handling"), max_length=5_000, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    result = models.TextField(_("result"), max_length=2_000, blank=True)
    events_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-found_at", "-pk"]
        verbose_name = _("group incident")
        verbose_name_plural = _("group incidents")
        indexes = [
            models.Index(
                fields=["-found_at"], name="incident_live", condition=Q(state__in=["candidate", "confirmed", "fixed"])
            )
        ]
        constraints = [
            models.CheckConstraint(name="incident_state_known", condition=Q(state__in=IncidentState.values)),
            models.CheckConstraint(
                name="a_person_confirms_an_incident",
                condition=~Q(state__in=_CONFIRMED_ONCE) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dismissed_with_a_reason", condition=~Q(state="dismissed") | ~Q(dismissed_because="")
            ),
            models.CheckConstraint(
                name="fixed_with_a_report",
                condition=~Q(state="fixed") | Q(fixed_by__isnull=False, department__isnull=False) & ~Q(cause=""),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def is_live(self):
        return self.state in LIVE

    @transition(
        "state",
        source=IncidentState.CANDIDATE,
        target=IncidentState.CONFIRMED,
        permission="escalation.confirm_incident",
        custom={"label": _("Confirm the incident")},
    )
    def confirm(self, *, decider, at):
        self.decided_by, self.decided_at = decider, at

    @transition(
        "state",
        source=IncidentState.CANDIDATE,
        target=IncidentState.DISMISSED,
        permission="escalation.confirm_incident",
        custom={"label": _("Dismiss")},
    )
    def dismiss(self, *, reason, decider, at):
        self.dismissed_because, self.decided_by, self.decided_at = reason, decider, at

    @transition(
        "state",
        source=IncidentState.CONFIRMED,
        target=IncidentState.FIXED,
        permission="escalation.announce_fix",
        custom={"label": _("Announce the fix")},
    )
    def fix(self, *, announcer, at):
        self.fixed_by, self.fixed_at = announcer, at

    @transition(
        "state",
        source=[IncidentState.CONFIRMED, IncidentState.FIXED],
        target=IncidentState.CLOSED,
        permission="escalation.confirm_incident",
        custom={"label": _("Close the incident")},
    )
    def close(self, *, result, at):
        self.result, self.closed_at = result, at


class IncidentSerial(models.Model):
    """The last number of one month."""

    month = models.CharField(max_length=6, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("serial")
        verbose_name_plural = _("serials")

    def __str__(self):
        return self.month


class ResponsePart(models.TextChoices):
    LEAD = "lead", _("Lead")
    PRODUCT = "product", _("Product")
    TECHNOLOGY = "technology", _("Technology")
    PR = "pr", _("Public relations")
    LEGAL = "legal", _("Legal")


class Responder(models.Model):
    """Somebody of the response team and the part they take."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="responders")
    person = models.ForeignKey("accounts.User", verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part"), max_length=12, choices=ResponsePart)

    class Meta:
        ordering = ["incident", "pk"]
        verbose_name = _("member of the response team")
        verbose_name_plural = _("response team")
        constraints = [models.UniqueConstraint(fields=["incident", "person"], name="one_part_each_in_a_response_team")]

    def __str__(self):
        return f"{self.get_part_display()} {self.person}"


class Statement(models.Model):
    """What every member is told in the same words; written by one of the team, approved by another."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="statements")
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=1_000)
    override = models.CharField(_("why the words stay"), max_length=300, blank=True)
    written_by = models.ForeignKey(
        "accounts.User", verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    approved_by = models.ForeignKey(
        "accounts.User", verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True)

    class Meta:
        ordering = ["incident", "-version"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["incident", "version"], name="statements_are_numbered_once"),
            models.CheckConstraint(
                name="a_statement_is_approved_by_another",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_at__isnull=False) & ~Q(approved_by=F("written_by")),
            ),
        ]

    def __str__(self):
        return f"{self.incident_id} v{self.version}"


class IncidentEvent(models.Model):
    """One step of an incident; a database trigger refuses change."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["incident", "seq"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["incident", "seq"], name="incident_events_are_numbered_once")]

    def __str__(self):
        return f"{self.seq} {self.kind}"


class Affected(models.Model):
    """Somebody the incident touches who did not complain; told once, by a sweep of its own."""

    uuid = models.UUIDField(unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="affected")
    complainant = models.ForeignKey("complaints.Complainant", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, related_name="+")
    listed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    listed_at = models.DateTimeField(_("listed"))
    channel = models.CharField(_("channel"), max_length=10, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    sent_at = models.DateTimeField(_("sent"), null=True)
    #: When there is something to send; none until a statement is approved.
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["incident", "pk"]
        verbose_name = _("affected customer")
        verbose_name_plural = _("affected customers")
        indexes = [models.Index(fields=["due_at"], name="affected_waiting", condition=Q(state="waiting"))]
        constraints = [
            models.UniqueConstraint(fields=["incident", "complainant"], name="affected_people_are_listed_once"),
            models.CheckConstraint(
                name="affected_sent_at_some_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.incident_id} {self.get_state_display()}"
