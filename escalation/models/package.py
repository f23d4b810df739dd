import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Recipient(models.TextChoices):
    """Who gets a package; each has a profile of what is shown and what is masked."""

    CUSTOMER = "customer", _("Customer")
    MEDIATOR = "mediator", _("Mediator")
    REGULATOR = "regulator", _("Regulator")
    COURT = "court", _("Court")
    INTERNAL = "internal", _("Within the house")


class PackageState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Could not be made")


def private_path(package, _name):
    """A random place below the private folder, as evidence has."""
    return f"packages/{package.uuid.hex[:2]}/{package.uuid.hex}.zip"


class EvidencePackageQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=PackageState.WAITING).order_by("ordered_at", "pk")


class EvidencePackage(models.Model):
    """One making of the evidence of one complaint for one recipient; there is a file only when it is whole (F19).

    `events_count` is the head of the record when it was ordered: what happened since is not in it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("escalation.OutsideMatter", on_delete=models.PROTECT, null=True, related_name="packages")
    profile = models.CharField(_("for"), max_length=10, choices=Recipient)
    recipient = models.CharField(_("recipient"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=300)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    #: Ids of files that stay out.
    left_out = models.JSONField(default=list, blank=True)
    events_count = models.PositiveIntegerField()
    ordered_by = models.ForeignKey(
        "accounts.User", verbose_name=_("ordered by"), on_delete=models.PROTECT, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered"))
    state = models.CharField(_("state"), max_length=10, choices=PackageState, default=PackageState.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(_("made"), null=True)
    file = models.FileField(upload_to=private_path, max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("size"), null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=60, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = EvidencePackageQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("evidence package")
        verbose_name_plural = _("evidence packages")
        indexes = [
            models.Index(fields=["complaint", "ordered_at"], name="package_of_complaint"),
            models.Index(fields=["ordered_at"], name="package_waiting", condition=Q(state=PackageState.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(
                name="only_a_whole_package_has_a_file",
                condition=Q(state=PackageState.MADE, made_at__isnull=False, size_bytes__gt=0)
                & ~Q(file="")
                & ~Q(sha256="")
                | ~Q(state=PackageState.MADE) & Q(file="", sha256="", made_at=None),
            ),
        ]

    def __str__(self):
        return f"{self.get_profile_display()} · {self.recipient}"

    @property
    def download_name(self):
        """What the file is called at the recipient's: nothing of the customer is in it."""
        day = (self.ordered_at + timedelta(hours=8)).strftime("%Y%m%d")
        return f"{self.complaint.number}-{self.profile}-{day}.zip"
