import hashlib
import json

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.states import Measure

_AFTER_APPROVAL = ["approved", "offered", "accepted", "refused", "impossible"]


class ProposalStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    OFFERED = "offered", _("Waiting for the customer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    SENT_BACK = "sent_back", _("Sent back")
    TAKEN_BACK = "taken_back", _("Taken back")
    IMPOSSIBLE = "impossible", _("Could not be executed")


#: On their way to the customer's answer: a complaint holds at most one of these, the others are history (PRO-5).
#: An accepted one stays accepted when the complaint goes round again; `accepted_proposal` tells which one counts.
ALIVE = (
    ProposalStatus.DRAFT,
    ProposalStatus.SUBMITTED,
    ProposalStatus.APPROVED,
    ProposalStatus.OFFERED,
)


class Proposal(models.Model):
    """What is offered to the customer in one round: words, improvement and one to three options (PRO-1).

    Approval is a fact of the row: who, when, under which limit and over which content. The database
    refuses every later status without it, and an approval that covers other content or less money.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="proposals")
    round = models.PositiveSmallIntegerField(_("round"))
    status = models.CharField(_("status"), max_length=12, choices=ProposalStatus, default=ProposalStatus.DRAFT)
    message = models.TextField(_("message to the customer"), max_length=5_000)
    improvement = models.TextField(_("improvement"), max_length=2_000, blank=True)
    compensation_cny = models.DecimalField(_("highest value (¥)"), max_digits=12, decimal_places=2)
    content_hash = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(
        "accounts.User", verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+"
    )
    #: The absent handler, where the proposer stood in for them: then it is the handler's own proposal as well.
    in_name_of = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    approved_by = models.ForeignKey(
        "accounts.User", verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_under_cny = models.DecimalField(_("limit (¥)"), max_digits=12, decimal_places=2, null=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    offered_at = models.DateTimeField(_("offered"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_via = models.CharField(_("answered via"), max_length=20, blank=True)
    chosen = models.ForeignKey(
        "complaints.Option", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.TextField(_("reason"), max_length=2_000, blank=True)
    #: What the customer would accept instead of a refused proposal.
    wish = models.TextField(_("asked for instead"), max_length=2_000, blank=True)
    wish_cny = models.DecimalField(_("sum asked for (¥)"), max_digits=12, decimal_places=2, null=True)

    class Meta:
        ordering = ["complaint", "pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        # Few wait for a decision at any time, whatever was decided before.
        indexes = [
            models.Index(fields=["status"], name="proposal_by_status"),
            # The past is replayed from some day on, the newest first.
            models.Index(fields=["proposed_at"], name="proposal_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_proposal_alive", condition=Q(status__in=ALIVE)),
            models.CheckConstraint(name="proposal_status_known", condition=Q(status__in=ProposalStatus.values)),
            models.CheckConstraint(
                name="approved_whole_or_not_at_all",
                condition=Q(approved_by=None, approved_at=None, approved_under_cny=None, approved_hash="")
                | Q(approved_by__isnull=False, approved_at__isnull=False, approved_under_cny__isnull=False)
                & ~Q(approved_hash=""),
            ),
            models.CheckConstraint(
                name="nothing_offered_unapproved",
                condition=~Q(status__in=_AFTER_APPROVAL) | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="approval_covers_compensation",
                condition=Q(approved_under_cny=None) | Q(approved_under_cny__gte=F("compensation_cny")),
            ),
            models.CheckConstraint(
                name="approval_is_of_this_content",
                condition=Q(approved_hash="") | Q(approved_hash=F("content_hash")),
            ),
            models.CheckConstraint(
                name="a_sum_asked_for_comes_with_words",
                condition=Q(wish_cny=None) | Q(wish_cny__gte=0) & ~Q(wish=""),
            ),
            models.CheckConstraint(
                name="accepted_means_chosen",
                condition=~Q(status="accepted") | Q(chosen__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id}/{self.round} {self.get_status_display()}"

    @property
    def is_alive(self):
        return self.status in ALIVE


class Option(models.Model):
    """One choice the customer has; its items together are what is done."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="options")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=60)
    description = models.TextField(_("what it means for the customer"), max_length=1_000, blank=True)

    class Meta:
        ordering = ["proposal", "position"]
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(fields=["proposal", "position"], name="options_are_numbered_once")]

    def __str__(self):
        return self.title


class OptionItem(models.Model):
    """One measure of an option and its worth; `quantity` counts points, months or pieces."""

    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="items")
    measure = models.CharField(_("measure"), max_length=20, choices=Measure)
    value_cny = models.DecimalField(_("value (¥)"), max_digits=12, decimal_places=2, default=0)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)

    class Meta:
        ordering = ["option", "pk"]
        verbose_name = _("option item")
        verbose_name_plural = _("option items")
        constraints = [models.CheckConstraint(name="value_is_not_negative", condition=Q(value_cny__gte=0))]

    def __str__(self):
        return f"{self.get_measure_display()} ¥{self.value_cny}"


def content_hash(*, message, improvement, options):
    """SHA-256 over everything an approval binds; `options` as given to `services.proposal.propose`."""
    content = json.dumps(
        [message, improvement, options],
        ensure_ascii=False,
        sort_keys=True,
        default=lambda yuan: f"{yuan:.2f}",
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()
