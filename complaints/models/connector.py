import uuid
from urllib.parse import urlsplit

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.crypto.fields import SealedTextField
from complaints.models.called import Called
from complaints.states import Channel, Preset

#: What a person sends by a form of ours, or says to an agent, comes by no connector.
CONNECTED = tuple(
    (channel.value, channel.label)
    for channel in Channel
    if channel not in {Channel.WEB_FORM, Channel.QR_CODE, Channel.PHONE, Channel.COUNTER}
)


class Connector(Called):
    """A program that passes on what is written elsewhere, and takes our replies back: it vouches for who wrote.

    What it sends is signed with its secret; so is what it is sent.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    channel = models.CharField(_("channel"), max_length=20, choices=CONNECTED)
    preset = models.CharField(_("line of business"), max_length=20, choices=Preset, default=Preset.GENERAL)
    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    address = SealedTextField(_("address for replies"), blank=True, default="")
    is_inside = models.BooleanField(
        _("in our own network"),
        default=False,
        help_text=_("Replies may go to a private address, on any port and without encryption; files may lie there."),
    )
    secret = SealedTextField(editable=False)
    #: Still opens until then, so that the other side can change over without losing a message.
    former_secret = SealedTextField(blank=True, default="", editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    most_a_minute = models.PositiveIntegerField(
        _("requests a minute"), default=120, validators=[MinValueValidator(1), MaxValueValidator(6_000)]
    )
    is_active = models.BooleanField(_("in use"), default=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("connector")
        verbose_name_plural = _("connectors")

    def __str__(self):
        return self.name

    @property
    def shown_address(self):
        """Scheme and host: what follows them may be a key."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}" if self.address else ""

    @property
    def source(self):
        """How its arrivals name it."""
        return f"connector:{self.uuid}"

    def secrets_at(self, now):
        """Every secret that opens at `now`, the present one first."""
        return [self.secret, *([self.former_secret] if self.former_until and self.former_until > now else [])]


class ConnectorCall(models.Model):
    """One request a connector signed, and what was answered: sent again, it is only answered again (A33)."""

    connector = models.ForeignKey(Connector, on_delete=models.PROTECT, related_name="calls")
    signature = models.CharField(max_length=64)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connector", "signature"], name="a_signature_is_used_once")]

    def __str__(self):
        return self.signature
