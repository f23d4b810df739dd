from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.states import RiskSign

#: Signs that weigh this much together make a complaint high risk; the weights are what a desk edits.
HIGH = 100


class RiskWeight(models.Model):
    """How much one sign weighs towards high risk, which begins at 100 (ESC-3)."""

    sign = models.CharField(_("sign"), max_length=20, choices=RiskSign, unique=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        validators=[MaxValueValidator(HIGH)],
        help_text=_("0 to 100; from 100 on a complaint is high risk."),
    )

    class Meta:
        ordering = ["-weight", "sign"]
        verbose_name = _("risk weight")
        verbose_name_plural = _("risk weights")
        constraints = [
            models.CheckConstraint(name="a_weight_is_at_most_the_whole", condition=Q(weight__lte=HIGH)),
        ]

    def __str__(self):
        return self.get_sign_display()


class Judgement(models.TextChoices):
    """What a person said of the risk, against which no weighing stands up unless something new comes."""

    HIGH = "high", _("Set by a person")
    CLEARED = "cleared", _("Cleared by a person")


class RiskAssessment(models.Model):
    """What the signs of one complaint weigh, and what a person made of it."""

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    #: (sign, weight), the heaviest first.
    reasons = models.JSONField(default=list)
    at = models.DateTimeField(_("weighed"))
    judgement = models.CharField(_("judgement"), max_length=10, choices=Judgement, blank=True)
    judged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    judged_reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: The signs a person knew when clearing the mark.
    cleared_signs = models.JSONField(default=list)

    class Meta:
        verbose_name = _("risk assessment")
        verbose_name_plural = _("risk assessments")
        constraints = [
            models.CheckConstraint(
                name="a_judgement_has_a_person_and_a_reason",
                condition=Q(judgement="", judged_by=None, judged_at=None, judged_reason="")
                | ~Q(judgement="") & Q(judged_by__isnull=False, judged_at__isnull=False) & ~Q(judged_reason=""),
            ),
        ]

    def __str__(self):
        return str(self.score)

    @property
    def is_high(self):
        return self.score >= HIGH

    @property
    def signs(self):
        judged = [RiskSign.JUDGEMENT.value] if self.judgement == Judgement.HIGH else []
        return [sign for sign, _weight in self.reasons] + judged

    @property
    def reasons_told(self):
        """(sign by its label, weight), the heaviest first."""
        labels = dict(RiskSign.choices)
        return [(labels.get(sign, sign), weight) for sign, weight in self.reasons]

    @property
    def brings_something_new(self):
        """Whether a sign speaks that nobody knew when the mark was cleared."""
        return bool(set(self.signs) - set(self.cleared_signs))
