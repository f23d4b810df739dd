import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.crypto.fields import SealedTextField


class CallKind(models.TextChoices):
    """What is told to another system without being an event of one complaint."""

    IMPROVEMENT = "review.improvement_handed_over", _("Improvement handed over")


class WebhookQuerySet(models.QuerySet):
    def listening(self):
        """In use, of applications that are: who is closed is told nothing more (A26)."""
        return self.filter(is_active=True, application__is_active=True, application__account__is_active=True)


class Webhook(models.Model):
    """Where another system wants to be told what happens to the complaints it brought in."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "accounts.Application", verbose_name=_("application"), on_delete=models.PROTECT, related_name="+"
    )
    address = SealedTextField(_("address"))
    #: Kinds of events it asks for; empty means all.
    kinds = models.JSONField(_("events"), default=list, blank=True)
    secret = SealedTextField(editable=False)
    #: Signs beside the new one until then, so that the other side can change over without losing a call.
    former_secret = SealedTextField(blank=True, default="", editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self):
        return f"{self.application} {self.pk}"

    def secrets_at(self, now):
        """Every secret that signs at `now`, the present one first."""
        return [self.secret, *([self.former_secret] if self.former_until and self.former_until > now else [])]


class WebhookCallQuerySet(models.QuerySet):
    def to_send(self, now):
        waiting = self.filter(sent_at=None, parked_at=None, due_at__lte=now)
        return waiting.filter(webhook__in=Webhook.objects.listening().order_by()).order_by("due_at", "pk")


class WebhookCall(models.Model):
    """One event told to one webhook: at least once, under the same id however often it is tried."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="calls")
    #: None where what is told is no event of a complaint: then `kind` says what it is, and `facts` are told with it.
    event = models.ForeignKey("complaints.ComplaintEvent", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60, choices=CallKind, blank=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    leased_until = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    parked_at = models.DateTimeField(_("parked"), null=True)

    objects = WebhookCallQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("webhook call")
        verbose_name_plural = _("webhook calls")
        indexes = [
            models.Index(fields=["due_at", "id"], name="call_to_send", condition=Q(sent_at=None, parked_at=None))
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="an_event_is_told_once_a_webhook"),
            models.CheckConstraint(
                name="a_call_tells_an_event_or_something_else",
                condition=Q(event__isnull=False, kind="") | Q(event=None, at__isnull=False) & ~Q(kind=""),
            ),
        ]

    def __str__(self):
        return str(self.uuid)

    @property
    def told_kind(self):
        return self.event.kind if self.event else self.kind

    @property
    def told_label(self):
        return self.event.get_kind_display() if self.event else self.get_kind_display()

    @property
    def told_number(self):
        """Of the complaint, or of what else it is about."""
        return self.event.complaint.number if self.event else self.facts.get("number", "")

    @property
    def state(self):
        return "sent" if self.sent_at else "parked" if self.parked_at else "waiting"
