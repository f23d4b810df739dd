"""What happened to the entries of the library, and what they were good for (KNO-2). Rows are only added."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.models.version import EntryKind


class LibraryEvent(models.Model):
    """One step in the life of an entry, numbered without gaps; a database trigger refuses UPDATE and DELETE."""

    entry_kind = models.CharField(max_length=10, choices=EntryKind)
    entry_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("kind"), max_length=20)
    by = models.ForeignKey("accounts.User", verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry_kind", "entry_id", "seq"], name="library_events_numbered_once")
        ]

    def __str__(self):
        return f"{self.entry_kind} {self.entry_id}/{self.seq} {self.kind}"


class Act(models.TextChoices):
    OPENED = "opened", pgettext_lazy("library use", "Opened")
    INSERTED = "inserted", pgettext_lazy("library use", "Inserted")


class LibraryUse(models.Model):
    """Somebody opened a published version or inserted its words; which one, and for which complaint (KNO-3)."""

    entry_kind = models.CharField(max_length=10, choices=EntryKind)
    entry_id = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(_("version"))
    act = models.CharField(max_length=10, choices=Act)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["entry_kind", "entry_id", "act"], name="library_uses_of_an_entry"),
            models.Index(fields=["complaint"], name="library_uses_complaint", condition=Q(complaint__isnull=False)),
        ]

    def __str__(self):
        return f"{self.entry_kind} {self.entry_id} {self.act}"


class LibraryVote(models.Model):
    """Whether an entry helped somebody; one voice a person, the last one counts."""

    entry_kind = models.CharField(max_length=10, choices=EntryKind)
    entry_id = models.BigIntegerField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    is_useful = models.BooleanField()
    comment = models.CharField(_("what is missing"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry_kind", "entry_id", "by"], name="one_vote_a_person_and_entry")
        ]

    def __str__(self):
        return f"{self.entry_kind} {self.entry_id} {self.by_id}"


class LibrarySearch(models.Model):
    """One search: what was asked for, without personal data, and how much came back; the gaps are read from it."""

    words = models.CharField(_("searched for"), max_length=200)
    found = models.PositiveIntegerField(_("found"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    is_opened = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["at"], name="library_searches_in_vain", condition=Q(is_opened=False))]

    def __str__(self):
        return self.words
