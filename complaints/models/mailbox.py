import uuid
from urllib.parse import urlsplit

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.channels.outcome import Reason
from complaints.crypto.fields import SealedTextField
from complaints.models.called import Called
from complaints.states import Preset

DOOR = "mail:"
#: Mails posted to one mailbox; whoever posts more is told to wait and tries again.
MOST_A_MINUTE = 300


class MailboxQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True).order_by("pk")

    def fetched(self):
        """Those with a server to look into."""
        return self.exclude(login="")

    def due(self, now):
        """To be looked into now, the longest waiting first."""
        return self.fetched().filter(is_active=True, next_at__lte=now).order_by("next_at", "pk")


class Mailbox(Called):
    """A mailbox customers write to, looked into every minute where it has a server; its mail may be posted to us too.

    What was read is known by its place in the folder. Before a mail is read its place is noted with how often it was
    tried, so that one that brings the reader down is left out after a few times.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    mail_address = models.EmailField(_("e-mail address"), max_length=120, unique=True)
    address = SealedTextField(_("mail server"), blank=True, default="")
    login = models.CharField(_("user name"), max_length=120, blank=True)
    secret = SealedTextField(_("password or authorisation code"), blank=True, default="")
    folder = models.CharField(_("folder"), max_length=120, blank=True, default="INBOX")
    preset = models.CharField(_("line of business"), max_length=20, choices=Preset, default=Preset.GENERAL)
    checked_by = models.CharField(_("name under which our mail server reports its checks"), max_length=120, blank=True)
    tags_replies = models.BooleanField(_("takes mail to name+anything"), default=True)
    allow_plain = models.BooleanField(_("allow without encryption"), default=False)
    allow_private = models.BooleanField(_("allow private addresses and any port"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)
    begins_at = models.DateTimeField(_("reads what arrives from"), default=timezone.now, editable=False)

    #: Mail may be posted with it; blank where none may.
    posting_secret = SealedTextField(blank=True, default="", editable=False)
    #: Still opens until then, so that the other side can change over without losing a mail.
    former_posting_secret = SealedTextField(blank=True, default="", editable=False)
    former_until = models.DateTimeField(null=True, editable=False)
    most_a_minute = MOST_A_MINUTE

    uid_validity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    trying_uid = models.BigIntegerField(default=0, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    next_at = models.DateTimeField(_("next look"), default=timezone.now, editable=False)
    read_at = models.DateTimeField(_("last looked into"), null=True, editable=False)
    failed_since = models.DateTimeField(_("out of reach since"), null=True, editable=False)
    reason = models.CharField(_("why not"), max_length=20, choices=Reason, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(_("code"), max_length=300, blank=True, editable=False)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self):
        return self.name

    @property
    def source(self):
        """The door its letters come by."""
        return f"{DOOR}{self.uuid}"

    @property
    def is_fetched(self):
        return bool(self.login)

    def posting_secrets_at(self, now):
        """Every secret mail may be posted with at `now`, the present one first."""
        former = [self.former_posting_secret] if self.former_until and self.former_until > now else []
        return [self.posting_secret, *former] if self.posting_secret else []

    @property
    def shown_address(self):
        """Server and port; more nobody has to see."""
        if not self.address:
            return ""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    def reply_address(self, token):
        """Where an answer goes that is to come back to what `token` names."""
        local, _at, domain = self.mail_address.partition("@")
        return f"{local}+{token}@{domain}" if self.tags_replies else self.mail_address
