import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from complaints.channels.outcome import Reason
from complaints.crypto.fields import SealedTextField
from complaints.states import PreferredChannel

#: How long a provider may take to say that a message has arrived.
_CONFIRMED_WITHIN = timedelta(minutes=15)


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    PARKED = "parked", _("Not delivered")
    CANCELLED = "cancelled", _("Cancelled")


class DeliveryQuerySet(models.QuerySet):
    def sendable(self, now):
        """Due, and with no earlier message of the same complaint still waiting (I17); the longest due first."""
        earlier = self.model.objects.filter(
            complaint=OuterRef("complaint"), state=DeliveryState.WAITING, pk__lt=OuterRef("pk")
        )
        waiting = self.filter(state=DeliveryState.WAITING, due_at__lte=now).exclude(Exists(earlier))
        return waiting.order_by("due_at", "pk")

    def not_under_way(self, now):
        """Waiting, and nobody is sending it at the moment."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=now), state=DeliveryState.WAITING)


class Delivery(models.Model):
    """One outgoing message: written in the transaction that causes it, sent afterwards by a sweep.

    Claimed before sending and marked after: it leaves at least once and at most once more per crash. That it left is
    put on the record afterwards, with others. When a channel fails for good the same row goes on by the next one;
    `tried` names those that failed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=10, choices=PreferredChannel)
    step = models.CharField(_("step"), max_length=30)
    subject = models.CharField(_("subject"), max_length=120)
    body = SealedTextField(_("text"))
    #: What filled the places, for the words of another channel and for texts kept at the provider.
    facts = SealedTextField(blank=True, default="")
    is_urgent = models.BooleanField(_("leaves at night too"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    #: The provider reports arrivals, and until it did nobody knows (F27).
    awaits_arrival = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(_("arrived"), null=True)
    #: It has left, and the complaint's record does not say so yet.
    awaits_record = models.BooleanField(default=False)
    provider_id = models.CharField(_("provider's id"), max_length=120, blank=True)
    reason = models.CharField(_("why not"), max_length=20, choices=Reason, blank=True)
    #: The provider's own code, or the name of what went wrong here.
    failure = models.CharField(_("code"), max_length=300, blank=True)
    tried = models.JSONField(default=list, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["due_at"], name="delivery_waiting", condition=Q(state=DeliveryState.WAITING)),
            models.Index(
                fields=["complaint", "id"], name="delivery_in_its_order", condition=Q(state=DeliveryState.WAITING)
            ),
            models.Index(fields=["id"], name="delivery_awaits_record", condition=Q(awaits_record=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_at_some_time",
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | ~Q(state=DeliveryState.SENT) & Q(sent_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} {self.subject}"

    @property
    def recipient(self):
        return self.complaint.complainant

    def is_unconfirmed(self, now):
        """Whether its arrival should have been reported by now, and was not."""
        is_open = self.state == DeliveryState.SENT and self.awaits_arrival and self.arrived_at is None
        return is_open and self.sent_at + _CONFIRMED_WITHIN < now
