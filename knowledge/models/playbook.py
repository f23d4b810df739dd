from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.models.category import Nature
from knowledge.models.version import Entry, EntryKind, Version


class Moment(models.TextChoices):
    """When a script is said."""

    OPENING = "opening", pgettext_lazy("script", "First contact")
    ASKING = "asking", pgettext_lazy("script", "Asking for facts")
    EXPLAINING = "explaining", pgettext_lazy("script", "Explaining what was found")
    OFFERING = "offering", pgettext_lazy("script", "Offering a solution")
    DELAY = "delay", pgettext_lazy("script", "Telling of a delay")
    CLOSING = "closing", pgettext_lazy("script", "Closing")


class Playbook(Entry):
    """How complaints of one nature, or of one category within it, are handled 处置指引 (INV-5).

    The one of the category goes before the one of its family, that before the one of the nature.
    """

    KIND, LETTERS = EntryKind.PLAYBOOK, "PB"

    nature = models.CharField(_("nature"), max_length=20, choices=Nature)

    class Meta:
        ordering = ["nature", "category", "pk"]
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        constraints = [
            models.UniqueConstraint(fields=["category"], name="one_playbook_a_category"),
            models.UniqueConstraint(fields=["nature"], name="one_playbook_a_nature", condition=Q(category=None)),
        ]


class PlaybookVersion(Version):
    """One wording of a playbook. Its lists hold rows, checked by `knowledge.services.library.playbooks`:

    `facts` {"what"}: to be known before a solution; `evidence` {"what"}: to be attached; `steps` {"title", "detail",
    "department" (a code, blank for the handler), "hours" (until it is due), "is_required"}: each becomes a task;
    `openers` {"words"}: words of empathy; `scripts` {"moment", "words"}: fields of the complaint in braces.
    """

    WORDS = ("title", "purpose", "facts", "evidence", "steps", "openers", "scripts", "cautions")
    ROWS = {
        "facts": {"what": 200},
        "evidence": {"what": 200},
        "steps": {"title": 200, "detail": 1_000, "department": 40, "hours": int, "is_required": bool},
        "openers": {"words": 500},
        "scripts": {"moment": 20, "words": 1_000},
    }

    entry = models.ForeignKey(Playbook, verbose_name=_("playbook"), on_delete=models.PROTECT, related_name="versions")
    purpose = models.TextField(_("what it is for"), max_length=2_000)
    facts = models.JSONField(_("facts to know"), default=list)
    evidence = models.JSONField(_("evidence to attach"), default=list)
    steps = models.JSONField(_("steps"), default=list)
    openers = models.JSONField(_("words of empathy"), default=list)
    scripts = models.JSONField(_("scripts"), default=list)
    cautions = models.TextField(_("to mind"), max_length=2_000, blank=True)

    class Meta(Version.Meta):
        abstract = False
        ordering = ["-pk"]
        verbose_name = _("version of a playbook")
        verbose_name_plural = _("versions of playbooks")
        indexes = [models.Index(fields=["state", "-written_at", "-id"], name="playbook_versions_by_state")]
