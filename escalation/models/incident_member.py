"""Which complaints belong to an incident, and the traces by which like ones are found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from escalation.models.incident import Incident


class Trace(models.Model):
    """What of a complaint likeness is judged by, where the look for like ones needs no other table.

    Written when the complaint is news, read by the look; `look_at` is when to look, None when it was done.
    """

    complaint = models.OneToOneField("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey("complaints.Category", on_delete=models.PROTECT, null=True, related_name="+")
    product = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("trace")
        verbose_name_plural = _("traces")
        indexes = [
            models.Index(fields=["look_at"], name="trace_to_look_at", condition=Q(look_at__isnull=False)),
            models.Index(fields=["category", "-received_at"], name="trace_by_category"),
            models.Index(fields=["product", "-received_at"], name="trace_by_product", condition=~Q(product="")),
        ]

    def __str__(self):
        return str(self.complaint_id)


class Membership(models.TextChoices):
    FOUND = "found", _("Found with the suspicion")
    RULE = "rule", _("Joined by rule")
    HAND = "hand", _("Joined by hand")


class MemberQuerySet(models.QuerySet):
    def present(self):
        """Not taken out."""
        return self.filter(left_at=None)


class IncidentMember(models.Model):
    """One complaint in one incident. What it is still owed — its mark, the statement, the fix — a sweep brings it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="members")
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(_("how"), max_length=6, choices=Membership)
    #: What it shares with the others, as `services.incidents.likeness` counts it, or what a person wrote.
    reason = models.JSONField(default=dict)
    joined_at = models.DateTimeField(_("joined"))
    joined_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(_("taken out"), null=True)
    left_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    left_because = models.CharField(_("reason"), max_length=500, blank=True)
    #: Whether the complaint's own record says that it belongs here.
    is_marked = models.BooleanField(default=False)
    #: The version of the statement it was last told; 0 before any.
    told_version = models.PositiveSmallIntegerField(default=0)
    #: What the announced fix did to it, in the words of a refusal where it did nothing.
    moved_on = models.BooleanField(default=False)
    outcome = models.CharField(max_length=300, blank=True)
    #: When the sweep looks at it; None when nothing is owed.
    owed_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["incident", "pk"]
        verbose_name = _("member complaint")
        verbose_name_plural = _("member complaints")
        indexes = [models.Index(fields=["owed_at"], name="member_is_owed", condition=Q(owed_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_incident_at_a_time", condition=Q(left_at=None)),
            models.CheckConstraint(
                name="taken_out_with_a_reason",
                condition=Q(left_at=None) | Q(left_by__isnull=False) & ~Q(left_because=""),
            ),
        ]

    def __str__(self):
        return f"{self.incident_id} {self.complaint_id}"


class StatementTold(models.Model):
    """One version of the statement written to one member: once, whatever crashes."""

    member = models.ForeignKey(IncidentMember, on_delete=models.PROTECT, related_name="told")
    statement = models.ForeignKey("escalation.Statement", on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey("complaints.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("statement told")
        verbose_name_plural = _("statements told")
        constraints = [models.UniqueConstraint(fields=["member", "statement"], name="a_statement_is_told_once")]

    def __str__(self):
        return f"{self.member_id} {self.statement_id}"
