import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import Channel


class ExportSubject(models.TextChoices):
    LIST = "list", _("List of complaints")
    REGISTER = "register", _("Register of complaints")


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Could not be made")
    DELETED = "deleted", _("Deleted after a day")


class ExportKind(models.TextChoices):
    XLSX = "xlsx", _("Excel workbook")
    CSV = "csv", "CSV"


def private_path(export, _name):
    """A random place below the private folder; the file there is sealed."""
    return f"exports/{export.uuid.hex}"


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; who took what is everybody's to see who oversees or audits the desk."""
        return self if user.has_perm("complaints.view_export") else self.none()

    def waiting(self):
        return self.filter(state=ExportState.WAITING).order_by("ordered_at", "pk")


class Export(models.Model):
    """A list taken out of the desk: who took it, why, how much, and for a day the file itself, for its owner (F19).

    The row stays as the record of it. `ids` are the complaints of a list in their order, until it is made.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(_("what"), max_length=10, choices=ExportSubject)
    kind = models.CharField(_("file type"), max_length=5, choices=ExportKind)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    ids = models.JSONField(default=list)
    #: Of a register: the days of receipt, and the ways of it where not all are meant.
    since = models.DateField(_("from"), null=True)
    until = models.DateField(_("to"), null=True)
    channel = models.CharField(_("way of receipt"), max_length=20, choices=Channel, blank=True)
    is_unmasked = models.BooleanField(_("contact data in full"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    owner = models.ForeignKey("accounts.User", verbose_name=_("taken by"), on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("ordered"))
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    done_count = models.PositiveIntegerField(_("complaints"), default=0)
    all_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(_("made"), null=True)
    file = models.FileField(upload_to=private_path, max_length=100, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["ordered_at"], name="export_waiting", condition=Q(state=ExportState.WAITING)),
            models.Index(fields=["made_at"], name="export_with_a_file", condition=Q(state=ExportState.MADE)),
        ]
        constraints = [
            models.CheckConstraint(
                name="only_a_whole_export_has_a_file",
                condition=Q(state=ExportState.MADE, made_at__isnull=False) & ~Q(file="")
                | ~Q(state=ExportState.MADE) & Q(file=""),
            ),
            models.CheckConstraint(
                name="contact_data_in_full_has_a_reason", condition=Q(is_unmasked=False) | ~Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.get_subject_display()} · {self.ordered_at:%Y-%m-%d %H:%M}"

    @property
    def percent(self):
        return min(99, self.done_count * 100 // max(1, self.all_count))
