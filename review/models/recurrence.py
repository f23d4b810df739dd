from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RecurrenceRuleQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


class RecurrenceRule(models.Model):
    """So many complaints of one coded cause within so many days open an improvement by themselves (REV-4)."""

    threshold = models.PositiveSmallIntegerField(_("complaints"), default=5)
    days = models.PositiveSmallIntegerField(_("within (days)"), default=90)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = RecurrenceRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("recurrence rule")
        verbose_name_plural = _("recurrence rules")
        constraints = [
            models.CheckConstraint(name="recurring_is_more_than_once", condition=Q(threshold__gte=2)),
            models.CheckConstraint(name="recurrence_has_a_window", condition=Q(days__range=(1, 365))),
            models.CheckConstraint(
                name="recurrence_rule_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self):
        return f"≥ {self.threshold} / {self.days}"
