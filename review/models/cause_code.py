from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Branch(models.TextChoices):
    """The bones of the fishbone 人机料法环 (REV-3), in the order they are drawn."""

    MAN = "man", pgettext_lazy("fishbone", "People")
    MACHINE = "machine", _("Machines and systems")
    MATERIAL = "material", _("Material and goods")
    METHOD = "method", _("Methods and rules")
    ENVIRONMENT = "environment", _("Environment")


class CauseCode(models.Model):
    """A cause with a name everybody uses alike, so that causes can be counted; for one category or for all."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    branch = models.CharField(_("branch"), max_length=12, choices=Branch)
    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["branch", "position", "code"]
        verbose_name = _("coded cause")
        verbose_name_plural = _("coded causes")

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name
