from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.models.version import Entry, EntryKind, Version


class LibraryTag(models.Model):
    name = models.CharField(_("tag"), max_length=30, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self):
        return self.name


class LibraryCase(Entry):
    """A lesson of the library 案例, drawn from one closed complaint (KNO-1)."""

    KIND, LETTERS = EntryKind.CASE, "AL"

    complaint = models.OneToOneField(
        "complaints.Complaint", verbose_name=_("complaint"), on_delete=models.PROTECT, related_name="+"
    )
    product = models.CharField(_("product or service"), max_length=200, blank=True)
    tags = models.ManyToManyField(LibraryTag, verbose_name=_("tags"), blank=True, related_name="cases")
    quality = models.PositiveSmallIntegerField(
        _("quality"), default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("library case")
        verbose_name_plural = _("library cases")
        constraints = [models.CheckConstraint(name="quality_from_one_to_five", condition=Q(quality__range=(1, 5)))]


class CaseVersion(Version):
    """One wording of a case: what happened, why, what was done and said, and what others learn from it."""

    WORDS = ("title", "situation", "facts", "cause", "handling", "script", "result", "lesson")

    entry = models.ForeignKey(LibraryCase, verbose_name=_("case"), on_delete=models.PROTECT, related_name="versions")
    situation = models.TextField(_("situation"), max_length=5_000)
    facts = models.TextField(_("key facts"), max_length=5_000, blank=True)
    cause = models.TextField(pgettext_lazy("library", "cause"), max_length=5_000, blank=True)
    handling = models.TextField(pgettext_lazy("library", "handling"), max_length=5_000, blank=True)
    script = models.TextField(_("words used"), max_length=5_000, blank=True)
    result = models.TextField(pgettext_lazy("library", "result"), max_length=2_000, blank=True)
    lesson = models.TextField(_("lesson"), max_length=2_000, blank=True)

    class Meta(Version.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name = _("version of a case")
        verbose_name_plural = _("versions of cases")
        indexes = [models.Index(fields=["state", "-written_at", "-id"], name="case_versions_by_state")]
