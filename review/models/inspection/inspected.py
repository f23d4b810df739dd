"""One complaint drawn for inspection, from the drawing to the last word about it (REV-5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from accounts.roles import Role
from review.models.inspection.round import InspectionRound


class InspectionState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("inspection", "To be scored")
    SECOND = "second", pgettext_lazy("inspection", "Second opinion waited for")
    APART = "apart", pgettext_lazy("inspection", "Opinions apart")
    DONE = "done", pgettext_lazy("inspection", "Scored")
    APPEALED = "appealed", pgettext_lazy("inspection", "Appealed")
    FINAL = "final", pgettext_lazy("inspection", "Appeal decided")
    SET_ASIDE = "set_aside", pgettext_lazy("inspection", "Set aside")


#: Those with a score that counts.
RESULTS = (InspectionState.DONE, InspectionState.APPEALED, InspectionState.FINAL)
_S = InspectionState
_INSPECT = "review.score_inspection"
_OWN_ONLY = frozenset({Role.AGENT, Role.HANDLER})


class InspectionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever handled a complaint sees its score and no other; a supervisor those of the own desks."""
        if not (user.is_active and user.has_perm("review.view_inspection")):
            return self.none()
        if user.has_perm("review.view_every_inspection"):
            return self
        own = Q(agent__in=[person.pk for person in user.acts_for()], state__in=RESULTS)
        if user.role in _OWN_ONLY:
            return self.filter(own)
        desks = Q(team=user.team_id) if user.team_id else Q(team__department=user.department_id)
        return self.filter(own | desks)

    def results(self):
        return self.filter(state__in=RESULTS)

    def to_do(self):
        """Waiting for an inspector, in the order they were drawn."""
        return self.filter(state__in=(_S.WAITING, _S.SECOND)).order_by("round", "position")


class Inspection(models.Model):
    """What the customer was given in service, scored by somebody who had no part in it. Change it by services only.

    `agent` and `team` are those who had it when it was drawn. `score` is out of 100, of the opinion that counts.
    """

    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="inspections")
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(_("place in the draw"))
    agent = models.ForeignKey("accounts.User", verbose_name=_("handler"), on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("team"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    needs_second = models.BooleanField(_("with a second opinion"), default=False)
    state = FSMField(_("state"), max_length=10, choices=InspectionState, default=_S.WAITING, protected=True)
    first_by = models.ForeignKey(
        "accounts.User", verbose_name=_("inspector"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True)
    is_passed = models.BooleanField(_("passed"), null=True)
    is_fatal = models.BooleanField(_("fatal error"), null=True)
    scored_at = models.DateTimeField(_("scored at"), null=True)
    appeal_until = models.DateTimeField(_("can be appealed until"), null=True)
    set_aside_because = models.CharField(_("why it was set aside"), max_length=300, blank=True)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-round", "position"]
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        indexes = [
            models.Index(
                fields=["round", "position"],
                name="inspection_to_do",
                condition=Q(state__in=["waiting", "second", "apart", "appealed"]),
            ),
            models.Index(fields=["agent", "-scored_at"], name="inspection_of_agent"),
            models.Index(fields=["scored_at"], name="inspection_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "complaint"], name="a_complaint_is_drawn_once_a_round"),
            models.CheckConstraint(name="inspection_state_known", condition=Q(state__in=InspectionState.values)),
            models.CheckConstraint(
                name="a_result_has_a_score",
                condition=Q(
                    state__in=["done", "appealed", "final"],
                    score__isnull=False,
                    is_passed__isnull=False,
                    is_fatal__isnull=False,
                    scored_at__isnull=False,
                )
                | Q(state__in=["waiting", "second", "apart", "set_aside"], score=None, is_passed=None, is_fatal=None),
            ),
            models.CheckConstraint(
                name="set_aside_with_a_reason", condition=~Q(state="set_aside") | ~Q(set_aside_because="")
            ),
        ]

    def __str__(self):
        return f"{self.round_id}-{self.position}"

    @property
    def has_result(self):
        return self.state in RESULTS

    @transition("state", _S.WAITING, _S.SECOND, permission=_INSPECT, custom={"label": _("Score")})
    def score_first(self):
        """The first of two opinions."""

    @transition("state", [_S.WAITING, _S.SECOND], _S.DONE, permission=_INSPECT, custom={"label": _("Score")})
    def conclude(self, *, score, is_passed, is_fatal, at, appeal_until):
        self.score, self.is_passed, self.is_fatal = score, is_passed, is_fatal
        self.scored_at, self.appeal_until = at, appeal_until

    @transition("state", _S.SECOND, _S.APART, permission=_INSPECT, custom={"label": _("Second opinion")})
    def diverge(self):
        """The two opinions do not agree, and somebody else settles it."""

    @transition("state", _S.APART, _S.DONE, permission="review.settle_inspection", custom={"label": _("Settle")})
    def settle(self, *, score, is_passed, is_fatal, at, appeal_until):
        self.score, self.is_passed, self.is_fatal = score, is_passed, is_fatal
        self.scored_at, self.appeal_until = at, appeal_until

    @transition("state", _S.DONE, _S.APPEALED, permission="review.appeal_inspection", custom={"label": _("Appeal")})
    def appeal(self):
        """The score stands until the appeal is decided."""

    @transition(
        "state",
        _S.APPEALED,
        _S.FINAL,
        permission="review.decide_inspection_appeal",
        custom={"label": _("Decide the appeal")},
    )
    def decide(self, *, score, is_passed, is_fatal):
        self.score, self.is_passed, self.is_fatal = score, is_passed, is_fatal

    @transition("state", _S.WAITING, _S.SET_ASIDE, permission=_INSPECT, custom={"label": _("Set aside")})
    def set_aside(self, *, reason):
        self.set_aside_because = reason
