from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import DeadlineKind
from complaints.states import Level, Trigger

#: What an escalation to a level must have led to in time (SLA-9…SLA-11).
DEADLINE_AT = {
    Level.SUPERVISOR: DeadlineKind.STEP_IN,
    Level.DIRECTOR: DeadlineKind.JOINT_SOLUTION,
    Level.LEGAL: DeadlineKind.LEGAL_STEP_IN,
}


class Ending(models.TextChoices):
    RESOLVED = "resolved", _("Resolved")
    HANDED_BACK = "handed_back", _("Handed back with instructions")
    LAPSED = "lapsed", _("Ended with the complaint")


def right_at(level):
    """The right to answer an escalation to `level`."""
    return f"escalation.answer_{level}"


class EscalationQuerySet(models.QuerySet):
    def running(self):
        """Not answered yet, the longest running first."""
        return self.filter(ended_at=None).order_by("at", "pk")

    def answerable_by(self, user):
        """Running at a level `user`, or somebody the user stands in for, may answer for."""
        levels = [level for level in DEADLINE_AT if user.has_perm(right_at(level))]
        return self.running().filter(to_level__in=levels)

    def put_before(self, user):
        """Those of them nobody else has: taken up by `user`, asked of `user`, or asked of all; the first due first."""
        people = user.acts_for()
        unasked = Q(stepped_in_by=None) & (Q(asked=None) | Q(asked__in=people))
        mine = self.answerable_by(user).filter(Q(stepped_in_by__in=people) | unasked)
        return mine.order_by(F("deadline__due_at").asc(nulls_last=True), "pk")


class Escalation(models.Model):
    """A complaint put before somebody with more power: why, by whom, before whom, until when, and with what answer."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    trigger = models.CharField(_("trigger"), max_length=20, choices=Trigger)
    reason = models.TextField(_("reason"), max_length=2_000, blank=True)
    from_level = models.CharField(_("from level"), max_length=10, choices=Level)
    to_level = models.CharField(_("to level"), max_length=10, choices=Level)
    by = models.ForeignKey(User, verbose_name=_("escalated by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("escalated"))
    #: None where nobody of the level was on duty: then it is put before all of them.
    asked = models.ForeignKey(
        User, verbose_name=_("put before"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: None where the policy of the complaint has no rule for it.
    deadline = models.ForeignKey("complaints.Deadline", on_delete=models.PROTECT, null=True, related_name="+")
    stepped_in_by = models.ForeignKey(
        User, verbose_name=_("stepped in"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    stepped_in_at = models.DateTimeField(_("stepped in at"), null=True)
    ending = models.CharField(_("ended by"), max_length=20, choices=Ending, blank=True)
    answer = models.TextField(_("answer"), max_length=5_000, blank=True)
    ended_by = models.ForeignKey(
        User, verbose_name=_("answered by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("answered"), null=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        indexes = [
            models.Index(fields=["complaint", "at"], name="escalations_of_a_complaint"),
            models.Index(fields=["at"], name="escalations_by_time"),
            models.Index(fields=["to_level", "at"], name="escalations_running", condition=Q(ended_at=None)),
            models.Index(fields=["-ended_at", "-id"], name="escalations_answered", condition=Q(ended_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "to_level"],
                name="one_running_escalation_of_a_level",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="an_escalation_goes_up",
                condition=Q(to_level__in=[level.value for level in DEADLINE_AT]) & ~Q(to_level=F("from_level")),
            ),
            models.CheckConstraint(
                name="without_a_trigger_it_has_a_reason", condition=~Q(trigger=Trigger.BY_HAND) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="stepped_in_whole_or_not_at_all",
                condition=Q(stepped_in_at=None, stepped_in_by=None)
                | Q(stepped_in_at__isnull=False, stepped_in_by__isnull=False),
            ),
            models.CheckConstraint(
                name="ended_with_an_answer_or_not_at_all",
                condition=Q(ended_at=None, ended_by=None, ending="", answer="")
                | Q(ended_at__isnull=False, ended_by__isnull=False)
                & ~Q(ending="")
                & (~Q(answer="") | Q(ending=Ending.LAPSED)),
            ),
        ]

    def __str__(self):
        return f"{self.get_to_level_display()} {self.at:%m-%d %H:%M}"

    def is_before(self, user):
        """Whether it waits for `user`, who else may only answer in a colleague's place."""
        people = {person.pk for person in user.acts_for()}
        return (self.stepped_in_by_id or self.asked_id) in people | {None}

    @property
    def is_running(self):
        return self.ended_at is None
