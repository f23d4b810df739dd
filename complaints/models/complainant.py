import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.crypto.contact import ContactKind, mask_contact, mask_name
from complaints.crypto.fields import SealedTextField
from complaints.states import PreferredChannel, Tier


class Complainant(models.Model):
    """Somebody who complains. Name and contacts are sealed; screens show masks until somebody asks and says why."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = SealedTextField(_("name"), blank=True)
    tier = models.CharField(_("customer tier"), max_length=10, choices=Tier, default=Tier.REGULAR)
    preferred_channel = models.CharField(
        _("preferred channel"), max_length=10, choices=PreferredChannel, default=PreferredChannel.PHONE
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    #: The oldest row of the same customer, where somebody is known to be one; None for that row itself.
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("complainant")
        verbose_name_plural = _("complainants")

    def __str__(self):
        return self.masked_name

    @property
    def masked_name(self):
        return mask_name(self.name)


class ContactPointQuerySet(models.QuerySet):
    def matching(self, hashes):
        """Contacts whose keyed hash is one of `hashes` (one per key still in use)."""
        return self.filter(lookup__in=hashes)


class ContactPoint(models.Model):
    """One way to reach a complainant; the same number belongs to one person only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complainant = models.ForeignKey(Complainant, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=10, choices=ContactKind)
    value = SealedTextField(_("value"))
    lookup = models.CharField(max_length=80, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            models.UniqueConstraint(fields=["lookup", "kind"], name="a_contact_belongs_to_one_complainant"),
            models.CheckConstraint(name="contact_point_is_findable", condition=~Q(lookup="")),
        ]

    def __str__(self):
        return self.masked

    @property
    def masked(self):
        return mask_contact(self.kind, self.value)
