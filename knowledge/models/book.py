"""The Red Book 投诉处理红宝书: what the desk knows, printed as one book, by edition (KNO-6)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

_DRAFT = {"issued_at": None, "issued_by": None, "year": None, "ordinal": None, "pages": None, "sha256": "", "pdf": ""}
_ISSUED = ("issued_at", "issued_by", "year", "ordinal", "pages")


def private_path(edition, name):
    """A random place below the private folder, as evidence has; `name` gives the ending."""
    return f"books/{edition.uuid.hex}.{name.rpartition('.')[2]}"


class BookEdition(models.Model):
    """One edition: composed by one person, issued by another, and from then on as it is.

    `content` is everything that is printed, as plain values; `sha256` is over its canonical JSON. Both files are set
    from it alone and kept, since a later layout would set other pages. A guard of the database refuses to change or
    delete an issued edition.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=40)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    foreword = models.TextField(_("foreword"), max_length=5_000, blank=True)
    #: Natures with a chapter, and ids of the library cases that go in.
    natures = models.JSONField(_("chapters"), default=list)
    cases = models.JSONField(_("cases"), default=list)
    #: Counts the changes; the version a form was drawn from.
    edits = models.PositiveIntegerField(default=0, editable=False)
    composed_by = models.ForeignKey(
        "accounts.User", verbose_name=_("composed by"), on_delete=models.PROTECT, related_name="+"
    )
    composed_at = models.DateTimeField(_("composed"))
    issued_by = models.ForeignKey(
        "accounts.User", verbose_name=_("issued by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), null=True)
    year = models.PositiveSmallIntegerField(null=True)
    ordinal = models.PositiveSmallIntegerField(null=True)
    #: Version of the shape of `content`.
    form = models.PositiveSmallIntegerField(default=0)
    content = models.JSONField(default=dict)
    sha256 = models.CharField(_("digest"), max_length=64, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    pdf = models.FileField(upload_to=private_path, max_length=100, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    docx = models.FileField(upload_to=private_path, max_length=100, blank=True)
    docx_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-composed_at", "-pk"]
        verbose_name = pgettext_lazy("book", "edition")
        verbose_name_plural = _("Red Book")
        constraints = [
            models.CheckConstraint(
                name="edition_issued_whole_or_not_at_all",
                condition=Q(**_DRAFT, docx="", pdf_sha256="", docx_sha256="")
                | Q(**{f"{name}__isnull": False for name in _ISSUED})
                & ~Q(sha256="")
                & ~Q(pdf="")
                & ~Q(docx="")
                & ~Q(pdf_sha256="")
                & ~Q(docx_sha256=""),
            ),
            models.CheckConstraint(
                name="edition_issued_by_another", condition=Q(issued_by=None) | ~Q(issued_by=F("composed_by"))
            ),
            models.UniqueConstraint(fields=["year", "ordinal"], name="edition_numbered_once"),
        ]

    def __str__(self):
        return f"{self.title} · {self.edition}"

    @property
    def is_issued(self):
        return self.issued_at is not None

    @property
    def edition(self):
        """Which one it is, in the active language."""
        if not self.is_issued:
            return pgettext("book", "Draft")
        return edition_words(self.year, self.ordinal)

    @property
    def download_name(self):
        """What its files are called at the reader's, without their ending."""
        return f"red-book-{self.year}-{self.ordinal}"


def edition_words(year, ordinal):
    return pgettext("book", "%(year)s, edition %(ordinal)s") % {"year": year, "ordinal": ordinal}
