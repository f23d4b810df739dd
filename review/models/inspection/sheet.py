"""The form a handled complaint is scored by; every version of it is a row of its own (REV-5)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition


class SheetState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("score sheet", "Draft")
    ACTIVE = "active", pgettext_lazy("score sheet", "In use")
    RETIRED = "retired", pgettext_lazy("score sheet", "Retired")


class ScoreSheet(models.Model):
    """One version of a score sheet. A draft is edited, the one in use is not: what was scored by it must stay readable.

    `pass_mark` is out of 100. `edits` is the version a form was drawn from.
    """

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    state = FSMField(_("state"), max_length=10, choices=SheetState, default=SheetState.DRAFT, protected=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"), default=85)
    edits = models.PositiveIntegerField(default=0, editable=False)
    drafted_by = models.ForeignKey(
        "accounts.User", verbose_name=_("drafted by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(_("drafted"))
    activated_by = models.ForeignKey(
        "accounts.User", verbose_name=_("put in use by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    activated_at = models.DateTimeField(_("in use since"), null=True)
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        ordering = ["code", "-version"]
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="sheet_versions_are_numbered_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="active"), name="one_version_of_a_sheet_in_use"),
            models.UniqueConstraint(fields=["code"], condition=Q(state="draft"), name="one_draft_of_a_sheet"),
            models.CheckConstraint(name="sheet_state_known", condition=Q(state__in=SheetState.values)),
            models.CheckConstraint(name="a_pass_mark_is_out_of_a_hundred", condition=Q(pass_mark__range=(1, 100))),
            models.CheckConstraint(
                name="a_sheet_is_put_in_use_by_another",
                condition=Q(drafted_by=None) | Q(activated_by=None) | ~Q(activated_by=F("drafted_by")),
            ),
        ]

    def __str__(self):
        name = self.name_en if self.name_en and get_language() == "en" else self.name
        return f"{name} v{self.version}"

    @transition(
        "state",
        source=SheetState.DRAFT,
        target=SheetState.ACTIVE,
        permission="review.activate_scoresheet",
        custom={"label": _("Put in use")},
    )
    def activate(self, *, activator, at):
        self.activated_by, self.activated_at = activator, at

    @transition(
        "state",
        source=SheetState.ACTIVE,
        target=SheetState.RETIRED,
        permission="review.activate_scoresheet",
        custom={"label": _("Retire")},
    )
    def retire(self, *, at):
        self.retired_at = at


class Criterion(models.Model):
    """One line of a score sheet: `points` at most, counting `weight` percent of the whole.

    A fatal line has no weight: it holds or it does not, and one that does not fails the complaint as a whole.
    """

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    guidance = models.CharField(_("what to look at"), max_length=300, blank=True)
    guidance_en = models.CharField(_("what to look at, in English"), max_length=400, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), default=5)
    weight = models.PositiveSmallIntegerField(_("weight (percent)"), default=10)
    is_fatal = models.BooleanField(_("must not fail"), default=False)
    may_not_apply = models.BooleanField(_("may be left out"), default=False)

    class Meta:
        ordering = ["sheet", "position"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "code"], name="a_criterion_stands_once_on_a_sheet"),
            models.CheckConstraint(name="criteria_have_points", condition=Q(points__range=(1, 9))),
            models.CheckConstraint(
                name="a_fatal_line_holds_or_not",
                condition=Q(is_fatal=False, weight__range=(1, 100)) | Q(is_fatal=True, weight=0, points=1),
            ),
        ]

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def told_guidance(self):
        return self.guidance_en if self.guidance_en and get_language() == "en" else self.guidance
