"""A round of inspection: which closed complaints were drawn, from how many, and by which seed (REV-5)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from review.models.inspection.sheet import ScoreSheet


class RoundState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("inspection round", "Running")
    FINISHED = "finished", pgettext_lazy("inspection round", "Finished")


class Stratum(models.TextChoices):
    """By what the closed complaints are parted before so many are drawn from each part."""

    AGENT = "agent", pgettext_lazy("stratum", "by handler")
    TEAM = "team", pgettext_lazy("stratum", "by desk")


class InspectionRound(models.Model):
    """One drawing and what came of it. Everything the drawing depended on stays on the row.

    `strata` holds, for each part, its name, how many were closed and how many were drawn; `population_digest` is the
    SHA-256 of all numbers drawn from, so that somebody who draws again knows whether it was from the same.
    """

    title = models.CharField(_("title"), max_length=80)
    state = FSMField(_("state"), max_length=10, choices=RoundState, default=RoundState.RUNNING, protected=True)
    sheet = models.ForeignKey(ScoreSheet, verbose_name=_("score sheet"), on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("closed from"))
    until = models.DateField(_("to"))
    stratum = models.CharField(_("parted"), max_length=10, choices=Stratum, default=Stratum.AGENT)
    per_stratum = models.PositiveSmallIntegerField(_("drawn from each part"))
    second_percent = models.PositiveSmallIntegerField(_("with a second opinion (percent)"), default=20)
    tolerance = models.PositiveSmallIntegerField(_("points apart that are still one opinion"), default=10)
    appeal_days = models.PositiveSmallIntegerField(_("days to appeal"), default=5)
    seed = models.BigIntegerField(_("seed"))
    population_count = models.PositiveIntegerField(_("closed in that time"))
    population_digest = models.CharField(max_length=64)
    strata = models.JSONField(default=list)
    sample_count = models.PositiveIntegerField(_("drawn"))
    drawn_by = models.ForeignKey(
        "accounts.User", verbose_name=_("drawn by"), on_delete=models.PROTECT, related_name="+"
    )
    drawn_at = models.DateTimeField(_("drawn at"))
    finished_by = models.ForeignKey(
        "accounts.User", verbose_name=_("finished by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        verbose_name = _("inspection round")
        verbose_name_plural = _("inspection rounds")
        constraints = [
            models.CheckConstraint(name="round_state_known", condition=Q(state__in=RoundState.values)),
            models.CheckConstraint(name="a_round_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(name="something_is_drawn_from_each", condition=Q(per_stratum__range=(1, 100))),
            models.CheckConstraint(name="seconded_by_percent", condition=Q(second_percent__lte=100)),
            models.CheckConstraint(
                name="finished_by_somebody",
                condition=Q(state="finished", finished_by__isnull=False, finished_at__isnull=False)
                | Q(state="running", finished_by=None, finished_at=None),
            ),
        ]

    def __str__(self):
        return self.title

    @transition(
        "state",
        source=RoundState.RUNNING,
        target=RoundState.FINISHED,
        permission="review.draw_inspection",
        custom={"label": _("Finish the round")},
    )
    def finish(self, *, finisher, at):
        self.finished_by, self.finished_at = finisher, at
