from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Verdict(models.TextChoices):
    EFFECTIVE = "effective", pgettext_lazy("effect", "Effective")
    NOT_EFFECTIVE = "not_effective", pgettext_lazy("effect", "Not effective")
    UNCLEAR = "unclear", pgettext_lazy("effect", "Too few to say")


class Measurement(models.Model):
    """The figures before and after as they were counted at one moment, with what was concluded from them.

    `weeks` holds for each week its first day, its days, the count and that of the comparison group.
    """

    action = models.ForeignKey("review.ImprovementAction", on_delete=models.PROTECT, related_name="measurements")
    round = models.PositiveSmallIntegerField(_("round"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    is_final = models.BooleanField(_("decides"), default=False)
    before_from = models.DateField()
    before_until = models.DateField()
    after_from = models.DateField()
    after_until = models.DateField()
    before = models.PositiveIntegerField(_("before"))
    after = models.PositiveIntegerField(_("after"))
    other_before = models.PositiveIntegerField()
    other_after = models.PositiveIntegerField()
    weeks = models.JSONField(default=list)
    target = models.DecimalField(_("goal: at most"), max_digits=7, decimal_places=1)
    #: The rate after over the rate before, beside that of the comparison group; none where it cannot be formed.
    ratio = models.FloatField(null=True)
    lower = models.FloatField()
    #: None is without bound.
    upper = models.FloatField(null=True)
    dispersion = models.FloatField(default=1)
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict)

    class Meta:
        ordering = ["action", "-at", "-pk"]
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")

    def __str__(self):
        return f"{self.action_id} {self.get_verdict_display()}"

    @property
    def days_before(self):
        return (self.before_until - self.before_from).days

    @property
    def days_after(self):
        return (self.after_until - self.after_from).days

    @property
    def rate_before(self):
        """In 30 days."""
        return self.before * 30 / self.days_before

    @property
    def rate_after(self):
        return self.after * 30 / self.days_after if self.days_after else 0.0
