from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.states import Preset, Urgency


class IvrKey(models.Model):
    """What a caller who pressed this key wants: the call centre passes it on, the entry is filled in by it."""

    key = models.CharField(
        _("key"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[0-9*#]+$", _("Keys are digits, * and #."))],
        help_text=_("As pressed; 2 and then 1 is 21."),
    )
    label = models.CharField(_("what the caller hears"), max_length=60)
    preset = models.CharField(_("line of business"), max_length=20, choices=Preset, default=Preset.GENERAL)
    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    urgency = models.CharField(_("fast lane"), max_length=20, choices=Urgency, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("phone menu key")
        verbose_name_plural = _("phone menu")

    def __str__(self):
        return f"{self.key} {self.label}"
