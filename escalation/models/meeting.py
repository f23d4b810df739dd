from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class JointMeeting(models.Model):
    """Several departments decide together: who comes, when, what was said and what is to be done (SLA-10)."""

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    agenda = models.CharField(_("agenda"), max_length=180)
    held_at = models.DateTimeField(_("held"))
    place = models.CharField(_("place or link"), max_length=200, blank=True)
    departments = models.ManyToManyField("accounts.Department", verbose_name=_("departments"), related_name="+")
    people = models.ManyToManyField(User, verbose_name=_("people"), related_name="+")
    convened_by = models.ForeignKey(User, verbose_name=_("convened by"), on_delete=models.PROTECT, related_name="+")
    convened_at = models.DateTimeField(_("convened"))
    minutes = models.TextField(_("minutes"), max_length=10_000, blank=True)
    solution = models.TextField(_("joint solution"), max_length=5_000, blank=True)
    decisions = models.ManyToManyField("complaints.Task", verbose_name=_("decisions"), related_name="+")
    recorded_by = models.ForeignKey(
        User, verbose_name=_("minutes by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("minutes recorded"), null=True)

    class Meta:
        ordering = ["convened_at", "pk"]
        verbose_name = _("joint meeting")
        verbose_name_plural = _("joint meetings")
        indexes = [models.Index(fields=["complaint", "convened_at"], name="meetings_of_a_complaint")]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], name="one_meeting_at_a_time", condition=Q(recorded_at=None)),
            models.CheckConstraint(
                name="a_meeting_is_called_before_it_is_held", condition=Q(held_at__gt=F("convened_at"))
            ),
            models.CheckConstraint(
                name="minutes_whole_or_not_at_all",
                condition=Q(recorded_at=None, recorded_by=None, minutes="", solution="")
                | Q(recorded_at__isnull=False, recorded_by__isnull=False) & ~Q(minutes="") & ~Q(solution=""),
            ),
        ]

    def __str__(self):
        return f"{self.agenda} {self.held_at:%m-%d %H:%M}"
