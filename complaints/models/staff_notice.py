from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class NoticeKind(models.TextChoices):
    """What somebody at the desk is told without having asked (COM-5)."""

    ASSIGNED = "assigned", _("A complaint was given to you")
    DEADLINE_NEAR = "deadline_near", _("A deadline draws near")
    DEADLINE_MISSED = "deadline_missed", _("A deadline has passed")
    DEADLINE_ESCALATED = "deadline_escalated", _("A passed deadline was escalated")
    CHASED = "chased", _("The customer presses")
    ANSWERED = "answered", _("The customer answered")
    WROTE = "wrote", _("The customer wrote")
    EVIDENCE = "evidence", _("The customer sent files")
    LETTER = "letter", _("A letter needs somebody to look at it")
    REOPENED = "reopened", _("The customer opened it again")
    WAITING_OVER = "waiting_over", _("The customer did not answer in time")
    MESSAGE_PARKED = "message_parked", _("A message could not be delivered")
    ESCALATED = "escalated", _("A complaint was escalated to you")
    STEPPED_IN = "stepped_in", _("Somebody with more power stepped in")
    ESCALATION_ENDED = "escalation_ended", _("An escalation was answered")
    APPROVAL_ASKED = "approval_asked", _("A proposal waits for you")
    APPROVAL_NEAR = "approval_near", _("A proposal still waits for you")
    APPROVAL_RAISED = "approval_raised", _("A decision went to the next level")
    APPROVED = "approved", _("Your proposal was approved")
    SENT_BACK = "sent_back", _("Your proposal was sent back")
    STAFF_NAMED = "staff_named", _("A complaint is about its own handler")
    MEETING_CONVENED = "meeting_convened", _("You are asked to a joint meeting")
    MINUTES_RECORDED = "minutes_recorded", _("A joint meeting has its minutes")
    HIGH_RISK = "high_risk", _("A complaint is at high risk")
    CARE = "care", _("A care reminder is due")
    INCIDENT = "incident", _("A group incident is suspected")
    INCIDENT_TEAM = "incident_team", _("You were named to a response team")
    CAUSE_OWED = "cause_owed", _("A root cause analysis is owed")
    IMPROVEMENT = "improvement", _("An improvement needs you")
    LIBRARY = "library", _("A library case needs you")
    INSPECTED = "inspected", _("Your handling was inspected")
    INSPECTION_APPEALED = "inspection_appealed", _("Somebody appeals against a score")
    INSPECTION_DECIDED = "inspection_decided", _("Your appeal against a score was decided")
    REVISIT_CALL = "revisit_call", _("A customer is to be asked by you")
    REVISIT_LATE = "revisit_late", _("A revisit call was not made in time")
    OVERSEES = "oversees", _("You watch over a complaint that came back")
    REVISIT_LIMIT = "revisit_limit", _("Only your decision closes a complaint")
    WARNING = "warning", _("Complaints of one kind rise")
    MATTER = "matter", _("You represent the house before an outside body")
    CERTIFICATE_NEAR = "certificate_near", _("Your certificate runs out")
    CERTIFICATE_LAPSED = "certificate_lapsed", _("A certificate has run out")


#: Told outside the back office too, until somebody chooses otherwise: what cannot wait for the next look.
URGENT = (
    NoticeKind.DEADLINE_MISSED,
    NoticeKind.DEADLINE_ESCALATED,
    NoticeKind.CHASED,
    NoticeKind.ESCALATED,
    NoticeKind.INCIDENT,
    NoticeKind.WARNING,
    NoticeKind.APPROVAL_ASKED,
    NoticeKind.APPROVAL_RAISED,
    NoticeKind.HIGH_RISK,
)


def urgent_kinds():
    return [kind.value for kind in URGENT]


class StaffNoticeQuerySet(models.QuerySet):
    def unread_by(self, user):
        """The newest first."""
        return self.filter(to=user, read_at=None)

    def to_send(self):
        """To be told by e-mail or robot, and not told yet; the longest waiting first."""
        return self.filter(sent_at=None, parked_at=None).exclude(by_email=False, by_robot=False).order_by("at", "pk")


class StaffNotice(models.Model):
    """One thing one person is told about a complaint; `facts` are put into words for whoever reads them.

    Where it is about no complaint, `facts` name the page it leads to as `link`.

    `by_email` and `by_robot` were the person's wishes when it was written; the rest of the sending follows them.
    """

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("what happened"), max_length=20, choices=NoticeKind)
    complaint = models.ForeignKey(
        "complaints.Complaint", on_delete=models.PROTECT, null=True, related_name="staff_notices"
    )
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read"), null=True)
    by_email = models.BooleanField(default=False)
    by_robot = models.BooleanField(default=False)
    sent_at = models.DateTimeField(_("sent"), null=True)
    parked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(_("why not"), max_length=300, blank=True)

    objects = StaffNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("staff notice")
        verbose_name_plural = _("staff notices")
        indexes = [
            models.Index(fields=["to", "-at"], name="notices_of_a_person"),
            models.Index(fields=["to"], name="notices_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["due_at"],
                name="notices_to_send",
                condition=Q(sent_at=None, parked_at=None) & ~Q(by_email=False, by_robot=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%m-%d %H:%M}"


class NoticePreference(models.Model):
    """Which kinds of notice somebody also wants by e-mail or robot; in the back office all of them appear."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+", primary_key=True)
    by_email = models.JSONField(_("also by e-mail"), default=urgent_kinds, blank=True)
    by_robot = models.JSONField(_("also by the group robot"), default=urgent_kinds, blank=True)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")

    def __str__(self):
        return str(self.user)
