import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from complaints.states import Channel, Preset


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    CONFIRMED = "confirmed", _("Confirmed")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Not imported")
    SET_ASIDE = "set_aside", _("Set aside")


#: Where a sentence about an error quotes the cell; filled in when it is read, so that the cell can be forgotten.
CELL = "%(value)s"

#: The worker has something to do.
WAITING_IMPORTS = (ImportState.CHECKING, ImportState.CONFIRMED)


def private_path(batch, _name):
    """A random place below the private folder; nothing of the sender's file name is used (A19)."""
    return f"imports/{batch.uuid.hex}"


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who imports sees their own files; who oversees the desk sees everybody's."""
        if not user.has_perm("complaints.import_complaints"):
            return self.none()
        return self if user.role in {Role.SUPERVISOR, Role.DIRECTOR} else self.filter(created_by=user)

    def waiting(self, now):
        """To be checked or imported, and in nobody's hands: never taken up, or by a worker that has died."""
        return self.filter(Q(leased_until=None) | Q(leased_until__lte=now), state__in=WAITING_IMPORTS).order_by(
            "created_at", "pk"
        )


def said(sentence, cell):
    """`sentence` with its `cell` in place; a forgotten one is an ellipsis."""
    return sentence.replace(CELL, cell or "…")


class ImportBatch(models.Model):
    """One file of complaints on its way in: checked first, imported whole or not at all (INT-8).

    `mapping` is field → heading, `errors` are lists of row, heading, sentence and the cell it quotes. The file is
    deleted once its rows are complaints or it is set aside, and the cells with it: they hold personal data in clear.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=private_path, max_length=100, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    preset = models.CharField(_("preset"), max_length=20, choices=Preset)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    headings = models.JSONField(_("headings"), default=list)
    samples = models.JSONField(_("first rows as they are"), default=list)
    mapping = models.JSONField(_("columns"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    checked_count = models.PositiveIntegerField(_("checked"), default=0)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    known_count = models.PositiveIntegerField(_("already there"), default=0)
    imported_count = models.PositiveIntegerField(_("imported"), default=0)
    errors_count = models.PositiveIntegerField(_("errors"), default=0)
    errors = models.JSONField(_("first errors"), default=list)
    preview = models.JSONField(_("first rows"), default=list)
    failure = models.CharField(_("why not"), max_length=500, blank=True)
    good_rows_only = models.BooleanField(_("rows with errors left out"), default=False)
    first_number = models.CharField(_("first number"), max_length=20, blank=True)
    last_number = models.CharField(_("last number"), max_length=20, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("uploaded"))
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(
                fields=["created_at"],
                name="import_to_run",
                condition=Q(state__in=WAITING_IMPORTS),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="an_import_is_confirmed_by_somebody",
                condition=~Q(state__in=[ImportState.CONFIRMED, ImportState.IMPORTED]) | Q(confirmed_by__isnull=False),
            )
        ]

    def __str__(self):
        return self.file_name

    @property
    def faults(self):
        """Row, heading and whole sentence of each error kept."""
        return [(row, heading, said(sentence, cell)) for row, heading, sentence, cell in self.errors]

    def forget_cells(self):
        """Of the errors row, column and reason stay (AUD-2)."""
        self.preview, self.samples = [], []
        self.errors = [[row, heading, sentence, ""] for row, heading, sentence, _cell in self.errors]
