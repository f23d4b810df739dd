import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.crypto.fields import SealedTextField
from complaints.states import Channel, PreferredChannel


class Direction(models.TextChoices):
    OUT = "out", _("We to the customer")
    IN = "in", _("Customer to us")


class Contact(models.Model):
    """One conversation with the customer (联系记录)."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="contacts")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    reached = models.BooleanField(_("customer reached"), default=True)
    summary = models.TextField(_("what was said"), max_length=5_000)
    next_contact_at = models.DateTimeField(_("promised to call back by"), null=True, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self):
        return f"{self.at:%m-%d %H:%M} {self.get_channel_display()}"


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    PARKED = "parked", _("Not delivered")


class Delivery(models.Model):
    """One outgoing message: written in the transaction that causes it, sent afterwards by a sweep.

    Claimed before sending and marked after: it leaves at least once and at most once more per crash.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=10, choices=PreferredChannel)
    step = models.CharField(_("step"), max_length=30)
    subject = models.CharField(_("subject"), max_length=120)
    body = SealedTextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failure = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["due_at"], name="delivery_waiting", condition=Q(state=DeliveryState.WAITING))]

    def __str__(self):
        return f"{self.get_channel_display()} {self.subject}"
