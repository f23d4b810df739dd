import uuid
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.channels.kinds import MANNERS, ROBOT, AccountKind
from complaints.crypto.fields import SealedTextField


class ChannelAccountQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True).order_by("pk")

    def robots_of(self, team_id):
        """The active group robots of a desk, and those of every desk."""
        return self.in_use().filter(serves=ROBOT).filter(Q(team=None) | Q(team=team_id))


class ChannelAccount(models.Model):
    """How one provider is reached: its address and what proves that it is we. Secrets are sealed and never shown."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=AccountKind)
    serves = models.CharField(_("serves"), max_length=10, editable=False)
    address = SealedTextField(_("address"))
    login = models.CharField(_("user name or key id"), max_length=120, blank=True)
    secret = SealedTextField(_("password or secret"), blank=True, default="")
    sender = models.CharField(_("sender"), max_length=120, blank=True)
    allow_plain = models.BooleanField(_("allow without encryption"), default=False)
    allow_private = models.BooleanField(_("allow private addresses and any port"), default=False)
    confirms = models.BooleanField(_("reports arrivals"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    team = models.ForeignKey(
        "accounts.Team",
        verbose_name=_("desk"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ChannelAccountQuerySet.as_manager()

    class Meta:
        ordering = ["serves", "name"]
        verbose_name = _("channel account")
        verbose_name_plural = _("channel accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["serves"],
                name="a_channel_has_one_account_in_use",
                condition=Q(is_active=True) & ~Q(serves=ROBOT),
            ),
            models.CheckConstraint(name="account_serves_something", condition=~Q(serves="")),
        ]

    def __str__(self):
        return self.name

    def save(self, **options):
        self.serves = MANNERS[AccountKind(self.kind)].serves
        super().save(**options)

    @property
    def shown_address(self):
        """Scheme and host: what follows them may be a key."""
        try:
            parts = urlsplit(self.address)
            return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        except ValueError:
            return ""
