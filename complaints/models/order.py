import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.crypto.fields import SealedTextField
from complaints.states import Tier


class OrderQuerySet(models.QuerySet):
    def to_ask(self, now):
        """Those the shop is to be asked about now, the longest waiting first."""
        return self.filter(ask_at__lte=now).order_by("ask_at", "pk")


class Order(models.Model):
    """What the shop knows of a purchase, so that the customer is never asked for it again (INT-3)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("order number"), max_length=60, unique=True)
    product = models.CharField(_("product or service"), max_length=200, blank=True)
    shop = models.CharField(_("shop"), max_length=100, blank=True)
    amount_cny = models.DecimalField(_("amount (¥)"), max_digits=12, decimal_places=2, null=True, blank=True)
    placed_at = models.DateTimeField(_("placed"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    delivery_address = SealedTextField(_("delivery address"), blank=True)
    tier = models.CharField(_("customer tier"), max_length=10, choices=Tier, default=Tier.REGULAR)
    complainant = models.ForeignKey(
        "complaints.Complainant", on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    #: When the shop last said what it knows, be it nothing.
    refreshed_at = models.DateTimeField(null=True, editable=False)
    ask_at = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(max_length=300, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [
            models.Index(fields=["ask_at", "id"], name="orders_to_ask", condition=models.Q(ask_at__isnull=False))
        ]

    def __str__(self):
        return self.number

    @property
    def known_tier(self):
        """Blank where it says nothing: an order nobody knows makes nobody a lesser customer."""
        return "" if self.tier == Tier.REGULAR else self.tier
