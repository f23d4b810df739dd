import uuid

from django.db import models

from complaints.crypto.fields import SealedTextField


class StoredAnswer(models.Model):
    """What was answered to a request that carried an Idempotency-Key, to be answered again (A32).

    Sealed, because an answer may hold a tracking code, which is kept nowhere else in clear.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    #: Of method, address and content: the same key for anything else is a mistake of the sender.
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = SealedTextField(blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "key"], name="a_key_is_used_once")]

    def __str__(self):
        return self.key
