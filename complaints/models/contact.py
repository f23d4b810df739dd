from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.states import Channel


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
        indexes = [
            models.Index(fields=["at"], name="contact_reached", condition=models.Q(direction="out", reached=True)),
        ]

    def __str__(self):
        return f"{self.at:%m-%d %H:%M} {self.get_channel_display()}"
