from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Grant(models.Model):
    """What an approved proposal may still cost or has cost, and out of which budgets (ESC-1).

    `standing_cny` is its dearest option until the customer has answered, afterwards the chosen one less what was
    never carried out. `rung` and `limits_version` name the limits it was weighed by; they belong to the policy above.
    """

    proposal = models.OneToOneField("complaints.Proposal", on_delete=models.PROTECT, related_name="grant")
    rung = models.CharField(_("under whose limits"), max_length=20)
    limits_version = models.PositiveIntegerField(_("version of the limits"))
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, null=True, related_name="+")
    month = models.CharField(_("month"), max_length=6)
    standing_cny = models.DecimalField(_("standing (¥)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        indexes = [models.Index(fields=["month", "rung"], name="grant_of_month")]
        constraints = [models.CheckConstraint(name="a_grant_is_not_negative", condition=Q(standing_cny__gte=0))]

    def __str__(self):
        return f"{self.proposal_id} {self.rung} ¥{self.standing_cny}"

    @property
    def scopes(self):
        """The budgets it is taken from."""
        return budget_scopes(rung=self.rung, person_id=self.person_id, department_id=self.department_id)


class BudgetUse(models.Model):
    """What the grants of one month take from one budget, kept as a sum: the same cost at any number of grants."""

    scope = models.CharField(_("budget"), max_length=40)
    month = models.CharField(_("month"), max_length=6)
    used_cny = models.DecimalField(_("used (¥)"), max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("budget use")
        verbose_name_plural = _("budget uses")
        constraints = [
            models.UniqueConstraint(fields=["month", "scope"], name="one_sum_per_budget_and_month"),
            models.CheckConstraint(name="a_budget_is_not_used_negatively", condition=Q(used_cny__gte=0)),
        ]

    def __str__(self):
        return f"{self.month} {self.scope} ¥{self.used_cny}"


def budget_scopes(*, rung, person_id=None, department_id=None):
    """Names of the budgets of a rung, a person and a department, in the one order in which they are locked."""
    named = {"department": department_id, "rung": rung, "user": person_id}
    return [f"{kind}:{key}" for kind, key in named.items() if key]
