"""What drills and tests are made of: questions with right answers, one text to write, and what a good one holds."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition


class LessonState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("training", "Draft")
    ACTIVE = "active", pgettext_lazy("training", "In use")
    RETIRED = "retired", pgettext_lazy("training", "Retired")


class Lesson(models.Model):
    """Written by one person, put in use by another.

    `questions` holds {"ask", "options" (texts), "right" (places among them), "why"}; `points` holds texts. They are
    checked by `knowledge.services.training.questions`.
    """

    #: What an author writes; a lesson in use keeps them.
    FIELDS: tuple[str, ...] = ("title", "questions", "task", "model_answer", "points")

    title = models.CharField(_("title"), max_length=120)
    questions = models.JSONField(_("questions"), default=list)
    task = models.CharField(_("what is to be written"), max_length=500, blank=True)
    model_answer = models.TextField(_("model answer"), max_length=3_000, blank=True)
    points = models.JSONField(_("what a good answer holds"), default=list, blank=True)
    state = FSMField(_("state"), max_length=10, choices=LessonState, default=LessonState.DRAFT, protected=True)
    #: Counts the changes; the version a form was drawn from.
    edits = models.PositiveIntegerField(default=0, editable=False)
    written_by = models.ForeignKey(
        "accounts.User", verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(_("written"))
    activated_by = models.ForeignKey(
        "accounts.User", verbose_name=_("put in use by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(_("in use since"), null=True)
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_state_known", condition=Q(state__in=LessonState.values)),
            models.CheckConstraint(
                name="%(class)s_put_in_use_by_another",
                condition=Q(activated_by=None, activated_at=None)
                | Q(activated_at__isnull=False) & ~Q(activated_by=None) & ~Q(activated_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="%(class)s_used_was_put_in_use",
                condition=~Q(state=LessonState.ACTIVE) | Q(activated_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    @transition(
        "state",
        source=LessonState.DRAFT,
        target=LessonState.ACTIVE,
        permission="knowledge.activate_training",
        custom={"label": _("Put in use")},
    )
    def activate(self, *, activator, at):
        self.activated_by, self.activated_at = activator, at

    @transition(
        "state",
        source=[LessonState.DRAFT, LessonState.ACTIVE],
        target=LessonState.RETIRED,
        permission="knowledge.activate_training",
        custom={"label": pgettext_lazy("training", "Retire")},
    )
    def retire(self, *, at):
        self.retired_at = at
