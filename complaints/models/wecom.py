import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.crypto.fields import SealedTextField
from complaints.models.connector import Connector


class WecomAccount(models.Model):
    """企业微信 customer service, spoken to directly: what its console shows, and what it gave us meanwhile."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connector = models.OneToOneField(
        Connector, verbose_name=_("connector"), on_delete=models.PROTECT, related_name="wecom"
    )
    corp_id = models.CharField(_("corp id"), max_length=40)
    app_secret = SealedTextField(_("secret of the app"))
    token = SealedTextField(_("callback token"))
    callback_key = SealedTextField(_("EncodingAESKey"))
    access_token = SealedTextField(blank=True, default="", editable=False)
    access_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("WeCom customer service")
        verbose_name_plural = _("WeCom customer service")

    def __str__(self):
        return str(self.connector)


class WecomInboxQuerySet(models.QuerySet):
    def to_pull(self, now):
        return self.filter(due_at__lte=now).order_by("due_at", "pk")


class WecomInbox(models.Model):
    """One customer service number: how far its messages were read, and since when there are more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(WecomAccount, on_delete=models.PROTECT, related_name="inboxes")
    open_kfid = models.CharField(max_length=64)
    cursor = models.CharField(max_length=200, blank=True)
    #: Given with a callback, good for ten minutes: with it one may ask as often as need be.
    token = SealedTextField(blank=True, default="")
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = WecomInboxQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "open_kfid"], name="an_inbox_is_read_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="wecom_to_pull", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self):
        return self.open_kfid
