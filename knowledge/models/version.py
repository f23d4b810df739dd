"""What the library holds stands in versions: drafted, reviewed by another person, published, retired (KNO-2)."""

from copy import deepcopy
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition


class VersionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("library", "Draft")
    IN_REVIEW = "in_review", pgettext_lazy("library", "In review")
    PUBLISHED = "published", pgettext_lazy("library", "Published")
    RETIRED = "retired", pgettext_lazy("library", "Retired")


class EntryKind(models.TextChoices):
    CASE = "case", _("Library case")
    PLAYBOOK = "playbook", _("Playbook")


#: Somebody still works on it.
OPEN_STATES = (VersionState.DRAFT, VersionState.IN_REVIEW)


class Entry(models.Model):
    """What stands in the library under one number and keeps it through all its versions."""

    KIND: EntryKind
    #: The letters its number begins with.
    LETTERS: str

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    category = models.ForeignKey(
        "complaints.Category",
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    owner = models.ForeignKey(
        "accounts.User", verbose_name=pgettext_lazy("library", "owner"), on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("created"))
    #: The day on which somebody has to say that it is still right.
    review_on = models.DateField(_("to be looked at again"))
    told_stale_at = models.DateTimeField(null=True, editable=False)
    events_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return self.number

    def is_stale(self, today):
        return self.review_on <= today


class Version(models.Model):
    """One wording of an entry. Once confirmed its words stand still: a guard of the database refuses a change that
    keeps the confirmation. Change it through `knowledge.services.library` only."""

    #: The fields that hold words: texts, or lists of rows with texts. They are looked through for personal data,
    #: compared and taken over.
    WORDS: tuple[str, ...] = ("title",)
    #: What the rows of each list among them hold: the longest text, or another type.
    ROWS: ClassVar[dict[str, dict[str, int | type]]] = {}

    number = models.PositiveSmallIntegerField(_("version"))
    state = FSMField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT, protected=True)
    title = models.CharField(pgettext_lazy("library", "title"), max_length=120)
    #: Counts the changes; the version a form was drawn from.
    edits = models.PositiveIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(
        "accounts.User", verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    confirmed_by = models.ForeignKey(
        "accounts.User",
        verbose_name=_("free of personal data, says"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    #: What looked personal to the machine and was kept by the person who confirmed: [kind, words].
    kept = models.JSONField(default=list, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    reviewed_by = models.ForeignKey(
        "accounts.User", verbose_name=_("reviewed by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True)
    review_note = models.TextField(_("note of the review"), max_length=2_000, blank=True)
    published_at = models.DateTimeField(_("published"), null=True)
    retired_at = models.DateTimeField(_("retired"), null=True)
    retired_reason = models.CharField(_("reason for retiring"), max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_state_known", condition=Q(state__in=VersionState.values)),
            models.CheckConstraint(
                name="%(class)s_confirmed_whole_or_not_at_all",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            # KNO-1: nothing a person has not confirmed leaves the draft, whatever a service forgets.
            models.CheckConstraint(
                name="%(class)s_leaves_the_draft_confirmed",
                condition=Q(state=VersionState.DRAFT)
                | Q(confirmed_at__isnull=False)
                | Q(state=VersionState.RETIRED, published_at=None),
            ),
            models.CheckConstraint(
                name="%(class)s_published_after_review",
                condition=Q(published_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(class)s_shown_was_published",
                condition=~Q(state=VersionState.PUBLISHED) | Q(published_at__isnull=False),
            ),
            # KNO-2: another person than the author.
            models.CheckConstraint(
                name="%(class)s_reviewed_by_another", condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("written_by"))
            ),
            models.CheckConstraint(
                name="%(class)s_retired_with_reason",
                condition=~Q(state=VersionState.RETIRED) | Q(retired_at__isnull=False) & ~Q(retired_reason=""),
            ),
            models.UniqueConstraint(fields=["entry", "number"], name="%(class)s_numbered_once"),
            models.UniqueConstraint(
                fields=["entry"], name="%(class)s_one_published", condition=Q(state=VersionState.PUBLISHED)
            ),
            models.UniqueConstraint(
                fields=["entry"], name="%(class)s_one_open", condition=Q(state__in=["draft", "in_review"])
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def texts(self):
        """Every text among its words: (path, text); in a list of rows the path is `name.place.key`."""
        for name in self.WORDS:
            value = getattr(self, name)
            if isinstance(value, str):
                yield name, value
                continue
            for place, row in enumerate(value):
                for key, text in row.items():
                    if isinstance(text, str):
                        yield f"{name}.{place}.{key}", text

    def reworded(self, texts):
        """Its words with `texts` put at their paths, by the names of `WORDS`; changes nothing here."""
        words = {name: deepcopy(getattr(self, name)) for name in self.WORDS}
        for path, text in texts.items():
            name, *inner = path.split(".")
            if inner:
                words[name][int(inner[0])][inner[1]] = text
            else:
                words[name] = text
        return words

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None

    @transition(
        "state",
        source=VersionState.DRAFT,
        target=VersionState.IN_REVIEW,
        permission="knowledge.write_library",
        custom={"label": _("Hand in for review")},
    )
    def submit(self, *, at):
        self.submitted_at, self.review_note = at, ""

    @transition(
        "state",
        source=VersionState.IN_REVIEW,
        target=VersionState.DRAFT,
        permission="knowledge.review_library",
        custom={"label": _("Give back")},
    )
    def give_back(self, *, note):
        self.review_note = note

    @transition(
        "state",
        source=VersionState.IN_REVIEW,
        target=VersionState.DRAFT,
        permission="knowledge.write_library",
        custom={"label": _("Take back into the draft")},
    )
    def take_back(self):
        self.submitted_at = None

    @transition(
        "state",
        source=VersionState.IN_REVIEW,
        target=VersionState.PUBLISHED,
        permission="knowledge.review_library",
        custom={"label": pgettext_lazy("library", "Publish")},
    )
    def publish(self, *, reviewer, at, note):
        self.reviewed_by, self.reviewed_at, self.review_note, self.published_at = reviewer, at, note, at

    @transition(
        "state",
        source=[VersionState.DRAFT, VersionState.PUBLISHED],
        target=VersionState.RETIRED,
        permission="knowledge.retire_library",
        custom={"label": pgettext_lazy("library", "Retire")},
    )
    def retire(self, *, at, reason):
        self.retired_at, self.retired_reason = at, reason
