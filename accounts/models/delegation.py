from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import OUTSIDE_DELEGATION


class DelegationQuerySet(models.QuerySet):
    def current(self, today):
        """Delegations in force on `today`, both days included; some roles never take part."""
        return self.filter(starts_on__lte=today, ends_on__gte=today, ended_at=None, delegator__is_active=True).exclude(
            Q(delegator__role__in=OUTSIDE_DELEGATION) | Q(delegate__role__in=OUTSIDE_DELEGATION)
        )


class Delegation(models.Model):
    """Somebody stands in for somebody else between two dates, both included."""

    delegator = models.ForeignKey(
        "accounts.User", verbose_name=_("on behalf of"), on_delete=models.PROTECT, related_name="delegations_given"
    )
    delegate = models.ForeignKey(
        "accounts.User", verbose_name=_("substitute"), on_delete=models.PROTECT, related_name="delegations_received"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    created_by = models.ForeignKey(
        "accounts.User", verbose_name=_("arranged by"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(name="delegation_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="nobody_delegates_to_oneself", condition=~Q(delegator=F("delegate"))),
        ]

    def __str__(self):
        return f"{self.delegator} → {self.delegate}"
