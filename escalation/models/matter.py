from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from escalation.models.outside import LegalTerm, Milestone, OutsideBody


class MatterResult(models.TextChoices):
    SETTLED = "settled", _("Settled by agreement")
    FOR_CUSTOMER = "for_customer", _("Decided for the customer")
    IN_PART = "in_part", _("Decided in part for the customer")
    FOR_US = "for_us", _("Decided for us")
    FAILED = "failed", _("Mediation failed")
    NOT_TAKEN_UP = "not_taken_up", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Withdrawn by the customer")


class OutsideMatterQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)


class OutsideMatter(models.Model):
    """What one outside body has to do with one complaint, from its notice to its result and what follows (ESC-7)."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(OutsideBody, verbose_name=_("body"), on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("their number"), max_length=80, blank=True)
    claim = models.TextField(_("what is asked"), max_length=2_000)
    official = models.CharField(_("who has it there"), max_length=120, blank=True)
    representative = models.ForeignKey(
        "accounts.User", verbose_name=_("represents us"), on_delete=models.PROTECT, related_name="+"
    )
    received_on = models.DateField(_("notice received"))
    accepted_on = models.DateField(pgettext_lazy("outside matter", "taken up"), null=True)
    hearing_at = models.DateTimeField(_("hearing"), null=True)
    heard_on = models.DateField(_("heard"), null=True)
    answered_on = models.DateField(pgettext_lazy("outside matter", "answered"), null=True)
    decided_on = models.DateField(pgettext_lazy("outside matter", "decided"), null=True)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    result = models.CharField(
        pgettext_lazy("outside matter", "result"), max_length=15, choices=MatterResult, blank=True
    )
    result_words = models.TextField(_("result in words"), max_length=2_000, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = OutsideMatterQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("matter with an outside body")
        verbose_name_plural = _("matters with outside bodies")
        indexes = [
            models.Index(fields=["complaint", "opened_at"], name="matter_of_complaint"),
            models.Index(fields=["opened_at"], name="matter_open", condition=Q(closed_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_matter_closes_whole",
                condition=Q(closed_at=None, closed_by=None, result="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(result=""),
            ),
            models.UniqueConstraint(
                fields=["complaint", "body"], name="one_open_matter_with_a_body", condition=Q(closed_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.body} {self.reference}".strip()

    @property
    def is_open(self):
        return self.closed_at is None


class MatterTerm(models.Model):
    """One term of one matter, as the law or the body's letter set it; ours has a deadline, theirs an expectation."""

    matter = models.ForeignKey(OutsideMatter, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(_("what is due"), max_length=80)
    term = models.ForeignKey(LegalTerm, on_delete=models.PROTECT, null=True, related_name="+")
    ends_with = models.CharField(_("met by"), max_length=10, choices=Milestone)
    due_at = models.DateTimeField(_("due"))
    source = models.CharField(_("by"), max_length=200, blank=True)
    deadline = models.OneToOneField("complaints.Deadline", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("term of a matter")
        verbose_name_plural = _("terms of matters")

    def __str__(self):
        return self.name

    @property
    def binds_us(self):
        return self.deadline_id is not None


class Obligation(models.Model):
    """What a result obliges us to do: a task of the complaint with its own date."""

    matter = models.ForeignKey(OutsideMatter, on_delete=models.PROTECT, related_name="obligations")
    task = models.OneToOneField("complaints.Task", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def __str__(self):
        return str(self.task)
