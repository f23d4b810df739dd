from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.states import State
from review.models.rules import StepKind


class RoundEnding(models.TextChoices):
    """How the asking of one round ended."""

    RATED = "rated", _("Rated by the customer")
    UNREACHED = "unreached", _("Not reached")
    LAPSED = "lapsed", _("Ended with the complaint")


class RevisitRound(models.Model):
    """The asking after one execution: its plan, its survey, and who watches over what follows (REV-1, REV-2).

    `overseer` is the supervisor who looks on after the customer of this round was dissatisfied.
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    executed_at = models.DateTimeField(_("executed"))
    survey_until = models.DateTimeField(_("survey open until"))
    #: The handler and the desk whose work is asked about; the complaint may go elsewhere later.
    handler = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending = models.CharField(_("ending"), max_length=10, choices=RoundEnding, blank=True)
    rating = models.PositiveSmallIntegerField(_("outcome"), null=True)
    process_rating = models.PositiveSmallIntegerField(_("handling"), null=True)
    attempts_made = models.PositiveSmallIntegerField(_("attempts"), default=0)
    overseer = models.ForeignKey(
        "accounts.User", verbose_name=_("overseer"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["complaint", "round"]
        verbose_name = _("revisit round")
        verbose_name_plural = _("revisit rounds")
        indexes = [models.Index(fields=["ended_at"], name="rounds_by_their_end", condition=Q(ended_at__isnull=False))]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round"], name="a_round_is_planned_once"),
            models.CheckConstraint(
                name="a_round_ends_whole_or_not_at_all",
                condition=Q(ending="", ended_at=None, rating=None)
                | Q(ending="rated", ended_at__isnull=False, rating__isnull=False)
                | Q(ending__in=["unreached", "lapsed"], ended_at__isnull=False, rating=None),
            ),
        ]

    def __str__(self):
        return f"{self.complaint_id}/{self.round}"

    @property
    def is_open(self):
        return self.ended_at is None

    def is_asked_about(self, complaint):
        """Whether `complaint`, whose round this is, still waits for the customer's word about this round."""
        return self.is_open and complaint.state == State.REVISIT and complaint.round == self.round


class RevisitStepQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def due(self, now):
        """What the sweep has to do at `now`; the longest waiting first."""
        return self.filter(next_step_at__lte=now).order_by("next_step_at", "pk")

    def calls(self):
        """Phone calls given to somebody or put before everybody, and not made yet; the first due first."""
        return self.filter(kind=StepKind.CALL, ended_at=None, begun_at__isnull=False).order_by("due_at", "pk")


class RevisitStep(models.Model):
    """One step of the plan of a round: a survey link, a call, or the closing after the last of them.

    What was planned and what came of it: an attempt that was made stands as `Revisit` under the number `attempt`.
    """

    round = models.ForeignKey(RevisitRound, on_delete=models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("kind"), max_length=10, choices=StepKind)
    due_at = models.DateTimeField(_("due"))
    #: The link was sent, or the call put before whoever makes it.
    begun_at = models.DateTimeField(_("begun"), null=True)
    caller = models.ForeignKey(
        "accounts.User", verbose_name=_("who calls"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    delivery = models.ForeignKey("complaints.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    #: The number of the attempt it became; none where the round ended before it.
    attempt = models.PositiveSmallIntegerField(_("attempt"), null=True)
    next_step_at = models.DateTimeField(_("next step due"), null=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)

    objects = RevisitStepQuerySet.as_manager()

    class Meta:
        ordering = ["round", "place"]
        verbose_name = _("revisit call")
        verbose_name_plural = _("revisit calls")
        indexes = [
            models.Index(fields=["next_step_at"], name="revisit_step_owed", condition=Q(next_step_at__isnull=False)),
            models.Index(
                fields=["due_at"],
                name="revisit_calls_open",
                condition=Q(kind="call", ended_at=None, begun_at__isnull=False),
            ),
            models.Index(
                fields=["caller"],
                name="revisit_calls_of_a_person",
                condition=Q(kind="call", ended_at=None, begun_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="steps_of_a_round_are_numbered"),
            models.CheckConstraint(name="what_ended_owes_nothing", condition=Q(ended_at=None) | Q(next_step_at=None)),
        ]

    def __str__(self):
        return f"{self.place} {self.get_kind_display()}"
