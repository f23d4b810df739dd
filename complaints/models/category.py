from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.states import Preset


class Nature(models.TextChoices):
    """The top level of the category tree: what kind of matter it is, hence which path it takes (INV-5)."""

    TECHNICAL = "technical", _("Technical")
    SERVICE = "service", _("Service")
    BILLING = "billing", _("Billing")
    PRIVACY = "privacy", _("Privacy and compliance")
    GOODS = "goods", _("Goods")
    LOGISTICS = "logistics", _("Logistics")
    INFORMATION = "information", _("Information and publicity")
    OTHER = "other", _("Other")


class Category(models.Model):
    """What a complaint is about, within one preset; leaves are chosen, natures group them (TRI-1)."""

    code = models.CharField(_("code"), max_length=80, unique=True)
    preset = models.CharField(_("preset"), max_length=20, choices=Preset)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    department = models.ForeignKey(
        "accounts.Department",
        verbose_name=_("responsible department"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    needs_legal_review = models.BooleanField(_("legal review of the wording"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["preset", "position", "code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name
