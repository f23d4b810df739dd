import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from complaints.crypto.fields import SealedTextField
from complaints.states import Channel, Preset


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    CONFIRMED = "confirmed", _("Confirmed")
    ARRIVING = "arriving", _("Coming in")
    IMPORTED = "imported", _("Imported")
    FAILED = "failed", _("Not imported")
    SET_ASIDE = "set_aside", _("Set aside")


#: Where a sentence about an error quotes the cell; filled in when it is read, so that the cell can be forgotten.
CELL = "%(value)s"

#: The worker has something to do.
WAITING_IMPORTS = (ImportState.CHECKING, ImportState.CONFIRMED, ImportState.ARRIVING)


def private_path(batch, _name):
    """A random place below the private folder; nothing of the sender's file name is used (A19)."""
    return f"imports/{batch.uuid.hex}"


_BY_SOMEBODY = (ImportState.CONFIRMED, ImportState.ARRIVING, ImportState.IMPORTED)


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
    #: The earlier choice of columns this one was proposed after.
    mapping_source = models.ForeignKey(
        "complaints.ImportMapping", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.CharField(_("state"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    rows_count = models.PositiveIntegerField(_("rows"), default=0)
    checked_count = models.PositiveIntegerField(_("checked"), default=0)
    new_count = models.PositiveIntegerField(_("new"), default=0)
    known_count = models.PositiveIntegerField(_("already there"), default=0)
    #: Rows of the file gone through since it was confirmed.
    staged_count = models.PositiveIntegerField(default=0)
    imported_count = models.PositiveIntegerField(_("imported"), default=0)
    #: Of those, how many are stored.
    stored_count = models.PositiveIntegerField(default=0)
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
    #: When numbers were taken: from then on the import is only finished, never given up.
    received_at = models.DateTimeField(null=True)
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
                condition=~Q(state__in=_BY_SOMEBODY) | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_arriving_import_has_its_moment",
                condition=~Q(state=ImportState.ARRIVING) | Q(received_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def percent(self):
        """How far a confirmed import is: each row is set down, and stored."""
        done, all_of_it = self.staged_count + self.stored_count, self.rows_count + self.new_count
        return min(99, done * 100 // max(1, all_of_it))

    @property
    def faults(self):
        """Row, heading and whole sentence of each error kept."""
        return [(row, heading, said(sentence, cell)) for row, heading, sentence, cell in self.errors]

    def forget_cells(self):
        """Of the errors row, column and reason stay (AUD-2)."""
        self.preview, self.samples = [], []
        self.errors = [[row, heading, sentence, ""] for row, heading, sentence, _cell in self.errors]


class ImportRow(models.Model):
    """One row of a confirmed file on its way to be a complaint: sealed, and gone once it is one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    external_id = models.CharField(max_length=120)
    receipt = SealedTextField()

    class Meta:
        ordering = ["batch", "place"]
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        indexes = [models.Index(fields=["external_id"], name="import_row_by_origin")]
        constraints = [
            models.UniqueConstraint(fields=["batch", "place"], name="an_import_has_one_row_a_place"),
            models.UniqueConstraint(fields=["batch", "external_id"], name="an_import_has_an_origin_once"),
        ]

    def __str__(self):
        return f"{self.batch_id} {self.place}"
