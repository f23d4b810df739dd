from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Approval(models.Model):
    """One person's yes to exactly one content; who said it pays nothing out, whoever they act for (AUD-3).

    A proposal is approved when everybody asked has said yes; the fact of that stands on the proposal itself.
    """

    proposal = models.ForeignKey("complaints.Proposal", on_delete=models.PROTECT, related_name="approvals")
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    in_name_of = models.ForeignKey(
        User, verbose_name=_("on behalf of"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(_("at"))
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["proposal", "pk"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "by"], name="one_yes_of_one_person"),
            models.CheckConstraint(
                name="nobody_acts_on_their_own_behalf", condition=Q(in_name_of=None) | ~Q(in_name_of=F("by"))
            ),
        ]

    def __str__(self):
        return f"{self.proposal_id} {self.by}"
