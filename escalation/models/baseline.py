from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.models import Nature
from complaints.states import Preset


class BaselineQuerySet(models.QuerySet):
    def valid(self, today):
        return self.filter(valid_from__lte=today).filter(Q(valid_until=None) | Q(valid_until__gte=today))


class StatutoryBaseline(models.Model):
    """What the law grants a customer anyway: shown to whoever decides, as a reference.

    A provision that changes gets an end here and a row of its own, so that past decisions are read by what was valid.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    #: Kinds of matter it applies to; none means all.
    natures = models.JSONField(_("natures"), default=list, blank=True)
    preset = models.CharField(_("preset"), max_length=20, choices=Preset, blank=True)
    law = models.CharField(_("provision"), max_length=120)
    law_en = models.CharField(_("provision in English"), max_length=120, blank=True)
    rule = models.TextField(_("what it grants"), max_length=500)
    rule_en = models.TextField(_("what it grants, in English"), max_length=500, blank=True)
    times = models.DecimalField(_("times the price"), max_digits=4, decimal_places=1, null=True, blank=True)
    least_cny = models.DecimalField(_("at least (¥)"), max_digits=12, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = BaselineQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("statutory baseline")
        verbose_name_plural = _("statutory baselines")
        constraints = [
            models.CheckConstraint(
                name="a_baseline_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            )
        ]

    def __str__(self):
        return self.law_en if self.law_en and get_language() == "en" else self.law

    @property
    def words(self):
        """What it grants, in the reader's language."""
        return self.rule_en if self.rule_en and get_language() == "en" else self.rule

    @property
    def matters(self):
        """The natures it applies to, in words."""
        return [Nature(nature).label for nature in self.natures]

    def fits(self, complaint):
        nature = complaint.category.nature if complaint.category else ""
        preset = complaint.category.preset if complaint.category else ""
        return (not self.natures or nature in self.natures) and self.preset in ("", preset)

    def reference_cny(self, price_cny):
        """What it comes to at `price_cny`; None where the law names no sum or the price is unknown."""
        if self.times is None or price_cny is None:
            return None
        return max(self.times * price_cny, self.least_cny or 0)
