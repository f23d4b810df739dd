from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.models import ProposalStatus
from complaints.states import Measure
from escalation.models.chain import Cause
from escalation.models.step import ApprovalStep


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
        """Those that wait for the role of `user` now, or of somebody the user stands in for.

        What the user, or somebody in whose place the user stands, proposed is left out, and so is what is about them
        or what they agreed to already.
        """
        roles, circle = user.roles_stood_in_for() | {user.role}, user.circle()
        steps = ApprovalStep.objects.filter(request=OuterRef("pk"))
        return (
            self.waiting()
            .filter(Exists(steps.open().filter(asked_role__in=roles)))
            .exclude(proposal__proposed_by__in=circle)
            .exclude(in_name_of__in=circle)
            .exclude(proposal__complaint__about_staff__in=circle)
            .exclude(Exists(steps.filter(decided_by=user)))
        )


class ApprovalRequest(models.Model):
    """A proposal put before others than its proposer: approved when every step of it is, sent back by any one.

    `measures`, `asked_cny` and `held_cny` say by how much it exceeds the proposer's limit, where it does.
    """

    proposal = models.OneToOneField("complaints.Proposal", on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        "accounts.User", verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+"
    )
    #: In whose name it was proposed, where the proposer stood in for the handler of the complaint.
    in_name_of = models.ForeignKey(
        "accounts.User", verbose_name=_("on behalf of"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    chain = models.ForeignKey("escalation.ApprovalChain", on_delete=models.PROTECT, null=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    measures = models.JSONField(_("measures over the limit"), default=list)
    asked_cny = models.DecimalField(_("asked in total (¥)"), max_digits=12, decimal_places=2, null=True)
    held_cny = models.DecimalField(_("limit (¥)"), max_digits=12, decimal_places=2, null=True)
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
        indexes = [models.Index(fields=["asked_at"], name="approval_waiting", condition=Q(decided_at=None))]
        constraints = [
            models.CheckConstraint(
                name="decided_whole_or_not_at_all",
                condition=Q(decided_at=None, decided_by=None, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
            ),
            models.CheckConstraint(
                name="nobody_decides_what_they_asked",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("in_name_of")),
            ),
        ]

    def __str__(self):
        return f"{self.proposal_id} {self.get_decision_display()}"

    @property
    def causes(self):
        """Why anybody is asked, each once; reads the steps at hand."""
        return list(dict.fromkeys(cause for step in self.steps.all() for cause in step.causes))

    @property
    def waits_for(self):
        """Whose decision is asked now, in the reader's language; reads the steps at hand."""
        return gettext(", ").join(str(step.get_asked_role_display()) for step in self.steps.all() if step.is_open)

    @property
    def why(self):
        """Why the proposer may not offer it alone, in the reader's language."""
        sentences = {
            Cause.AMOUNT: lambda: over_limit(self.measures, self.asked_cny, self.held_cny),
            Cause.PRIORITY: lambda: gettext("The priority of the complaint asks for a second pair of eyes."),
            Cause.WORDING: lambda: gettext("The wording needs legal review."),
        }
        # After its full stop Chinese has no space.
        return " ".join(sentences[cause]() for cause in self.causes).replace("。 ", "。")
