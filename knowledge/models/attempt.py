"""Tests and who took them (KNO-5)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge.models.lesson import Lesson, LessonState


class TrainingTest(Lesson):
    """One version of the test for a qualification. It stands as it is from the moment it is used; a change makes the
    next version. `drawn` questions are put, or all when it is 0; `writing_share` percent of the score is the text."""

    FIELDS = (
        *Lesson.FIELDS,
        "pass_mark",
        "drawn",
        "minutes",
        "attempts_a_day",
        "valid_months",
        "writing_share",
    )

    qualification = models.ForeignKey(
        "accounts.Qualification", verbose_name=_("qualification"), on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (percent)"), default=80)
    drawn = models.PositiveSmallIntegerField(_("questions put"), default=0, help_text=_("0 for all."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    attempts_a_day = models.PositiveSmallIntegerField(_("attempts a day"), default=3)
    valid_months = models.PositiveSmallIntegerField(_("certificate valid for (months)"), default=12)
    writing_share = models.PositiveSmallIntegerField(
        _("share of the text (percent)"), default=30, help_text=_("Counts only where something is to be written.")
    )

    class Meta(Lesson.Meta):
        abstract = False
        ordering = ["qualification", "-version"]
        verbose_name = _("test")
        verbose_name_plural = _("tests")
        constraints = [
            *Lesson.Meta.constraints,
            models.UniqueConstraint(fields=["qualification", "version"], name="test_versions_numbered_once"),
            models.UniqueConstraint(
                fields=["qualification"], name="one_test_in_use", condition=Q(state=LessonState.ACTIVE)
            ),
            models.UniqueConstraint(
                fields=["qualification"], name="one_draft_of_a_test", condition=Q(state=LessonState.DRAFT)
            ),
            models.CheckConstraint(
                name="test_within_reason",
                condition=Q(
                    pass_mark__range=(1, 100),
                    minutes__range=(1, 480),
                    attempts_a_day__range=(1, 20),
                    valid_months__range=(1, 60),
                    writing_share__range=(0, 100),
                ),
            ),
        ]

    def __str__(self):
        return f"{self.title} v{self.version}"


class AttemptQuerySet(models.QuerySet):
    def open(self):
        return self.filter(finished_at=None)

    def to_mark(self):
        """Finished, with a text somebody has to read; the longest waiting first."""
        return self.filter(finished_at__isnull=False, score=None).order_by("finished_at", "pk")


class Attempt(models.Model):
    """Somebody takes a test. `answers` has the place of a question → the places of the options chosen.

    Once finished the answers stand, once judged everything does: a guard of the database sees to it.
    """

    test = models.ForeignKey(TrainingTest, verbose_name=_("test"), on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey("accounts.User", verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    #: Places of the questions put, in their order; drawn again from the seed they are the same.
    questions = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (percent)"))
    begun_at = models.DateTimeField(_("begun"))
    ends_at = models.DateTimeField(_("to be handed in until"))
    answers = models.JSONField(default=dict)
    written = models.TextField(_("text written"), max_length=3_000, blank=True)
    finished_at = models.DateTimeField(_("handed in"), null=True)
    choice_score = models.PositiveSmallIntegerField(_("questions answered rightly (percent)"), null=True)
    points_met = models.JSONField(default=list)
    comment = models.CharField(_("comment"), max_length=1_000, blank=True)
    marked_by = models.ForeignKey(
        "accounts.User", verbose_name=_("marked by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    score = models.PositiveSmallIntegerField(_("score (percent)"), null=True)
    is_passed = models.BooleanField(_("passed"), null=True)
    judged_at = models.DateTimeField(_("judged"), null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = pgettext_lazy("training", "attempt")
        verbose_name_plural = pgettext_lazy("training", "attempts")
        constraints = [
            models.UniqueConstraint(fields=["person"], name="one_test_at_a_time", condition=Q(finished_at=None)),
            models.CheckConstraint(
                name="passed_is_what_the_score_says",
                condition=Q(score=None, is_passed=None, judged_at=None)
                | Q(judged_at__isnull=False, finished_at__isnull=False, choice_score__isnull=False, score__lte=100)
                & (Q(is_passed=True, score__gte=F("pass_mark")) | Q(is_passed=False, score__lt=F("pass_mark"))),
            ),
            models.CheckConstraint(
                name="nobody_marks_the_own_test", condition=Q(marked_by=None) | ~Q(marked_by=F("person"))
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-begun_at"], name="attempts_of_a_person"),
            models.Index(fields=["ends_at"], name="attempts_open", condition=Q(finished_at=None)),
            models.Index(
                fields=["finished_at"], name="attempts_to_mark", condition=Q(finished_at__isnull=False, score=None)
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.begun_at:%Y-%m-%d}"
