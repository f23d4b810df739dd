from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from complaints.models import ProposalStatus
from complaints.states import Measure


class Decision(models.TextChoices):
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")


def over_limit(measures, asked_cny, held_cny):
    """Why somebody with more authority is asked, in the reader's language."""
    return gettext("%(measure)s of ¥%(asked)s in total exceeds the limit of ¥%(held)s.") % {
        "measure": " + ".join(str(Measure(measure).label) for measure in measures),
        "asked": f"{asked_cny:,.2f}".removesuffix(".00"),
        "held": f"{held_cny:,.2f}".removesuffix(".00"),
    }


class ApprovalRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Not decided, and the proposal still stands; the longest waiting first."""
        return self.filter(decided_at=None, proposal__status=ProposalStatus.SUBMITTED).order_by("asked_at", "pk")

    def decidable_by(self, user):
        """Those waiting for the role of `user`, or of somebody the user stands in for; own proposals left out."""
        roles = user.roles_stood_in_for() | {user.role}
        return self.waiting().filter(asked_role__in=roles).exclude(proposal__proposed_by=user)


class ApprovalRequest(models.Model):
    """A proposal above its proposer's limit, put before somebody with more authority."""

    proposal = models.OneToOneField("complaints.Proposal", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        "accounts.User", verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_role = models.CharField(_("asked"), max_length=20, choices=Role)
    asked_at = models.DateTimeField(_("asked at"))
    measures = models.JSONField(_("measures over the limit"), default=list)
    asked_cny = models.DecimalField(_("asked in total (¥)"), max_digits=12, decimal_places=2)
    held_cny = models.DecimalField(_("limit (¥)"), max_digits=12, decimal_places=2)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("approval request")
        verbose_name_plural = _("approval requests")
        indexes = [
            models.Index(fields=["asked_role", "asked_at"], name="approval_waiting", condition=Q(decided_at=None))
        ]
        constraints = [
            models.CheckConstraint(
                name="decided_whole_or_not_at_all",
                condition=Q(decided_at=None, decided_by=None, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="nobody_decides_what_they_asked",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self):
        return f"{self.proposal_id} → {self.get_asked_role_display()}"

    @property
    def why(self):
        return over_limit(self.measures, self.asked_cny, self.held_cny)
