from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import Preset

_WEEK_HOURS = 168


class StepKind(models.TextChoices):
    """What the plan of a round does next."""

    SURVEY = "survey", _("Survey link")
    CALL = "call", _("Phone call")
    CLOSING = "closing", _("Closing by rule")


def _hours(default, name):
    limits = [MinValueValidator(1), MaxValueValidator(_WEEK_HOURS)]
    return models.PositiveSmallIntegerField(name, default=default, validators=limits)


class RevisitRules(models.Model):
    """How the customers of one preset are asked: by which ways, and how far apart (REV-1).

    A round keeps the plan it began with. When the asking must have begun is the deadline of the policy (SLA-13).
    """

    preset = models.CharField(_("preset"), max_length=20, choices=Preset, unique=True, editable=False)
    first = models.CharField(_("first attempt"), max_length=10, choices=StepKind.choices[:2], default=StepKind.SURVEY)
    second = models.CharField(
        _("second attempt"), max_length=10, choices=StepKind.choices[:2], default=StepKind.CALL, blank=True
    )
    third = models.CharField(
        _("third attempt"), max_length=10, choices=StepKind.choices[:2], default=StepKind.CALL, blank=True
    )
    first_after_hours = _hours(4, _("first asked after the execution (hours)"))
    again_after_hours = _hours(20, _("asked again after (hours)"))
    answer_within_hours = _hours(24, _("closed when silent after the last attempt for (hours)"))
    call_within_hours = _hours(4, _("a call that is due is made within (hours)"))

    class Meta:
        ordering = ["preset"]
        verbose_name = _("revisit rules")
        verbose_name_plural = _("revisit rules")
        constraints = [
            models.CheckConstraint(
                name="attempts_leave_no_gap",
                condition=~Q(second="") | Q(third=""),
                violation_error_message=_("Without a second attempt there is no third."),
            )
        ]

    def __str__(self):
        return self.get_preset_display()

    @property
    def ways(self):
        """The kinds of the attempts in their order."""
        return [StepKind(way) for way in (self.first, self.second, self.third) if way]

    @property
    def first_after(self):
        return timedelta(hours=self.first_after_hours)

    @property
    def again_after(self):
        return timedelta(hours=self.again_after_hours)

    @property
    def answer_within(self):
        return timedelta(hours=self.answer_within_hours)

    @property
    def call_within(self):
        return timedelta(hours=self.call_within_hours)

    @classmethod
    def of(cls, preset):
        """The rules of `preset`; the defaults where nobody has loaded or set any."""
        return cls.objects.filter(preset=preset).first() or cls(preset=preset)
