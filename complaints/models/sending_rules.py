from datetime import time, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.deadlines.workdays import CHINA


class SendingRules(models.Model):
    """When customers are left in peace: one row for the house. Urgent messages leave at any time."""

    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(8))
    most_a_day = models.PositiveSmallIntegerField(
        _("most messages a day to one customer"), default=10, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("sending rules")
        verbose_name_plural = _("sending rules")
        constraints = [
            models.CheckConstraint(name="one_row_of_sending_rules", condition=Q(id=1)),
            models.CheckConstraint(name="some_messages_a_day", condition=Q(most_a_day__gte=1)),
        ]

    def __str__(self):
        return f"{self.quiet_from:%H:%M}–{self.quiet_until:%H:%M}"

    @classmethod
    def current(cls):
        """The rules of the house; the defaults until somebody has set others."""
        return cls.objects.first() or cls(pk=1)

    def quiet_ends(self, now):
        """When the quiet hours around `now` end, in the customer's China time; None outside them."""
        local = timezone.localtime(now, CHINA)
        start, end = self.quiet_from, self.quiet_until
        spans_midnight = start > end
        clock = local.time()
        is_quiet = (clock >= start or clock < end) if spans_midnight else start <= clock < end
        if not is_quiet:
            return None
        ending = local.replace(hour=end.hour, minute=end.minute, second=end.second, microsecond=0)
        return ending + timedelta(days=1) if clock >= end else ending

    def next_morning(self, now):
        """When the next day's messages may begin."""
        local = timezone.localtime(now, CHINA) + timedelta(days=1)
        end = self.quiet_until
        return local.replace(hour=end.hour, minute=end.minute, second=end.second, microsecond=0)
