from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.states import Measure


class Stage(models.TextChoices):
    CONTACT = "contact", _("Contact")
    INVESTIGATION = "investigation", _("Investigation")
    MEETING = "meeting", _("Joint meeting")
    EXECUTION = "execution", _("Execution")
    OUTSIDE = "outside", _("Obligation")


class TaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None, cancelled_at=None).order_by("due_at", "pk")


class Task(models.Model):
    """Something one department does for a complaint by a date; executing tasks carry out an option (EXE-1).

    `title` holds somebody's own words: of who assigned it, or of the chosen option. The task as a whole is told in
    its reader's language; without words it is the contact a passive channel asks for (INT-7).
    """

    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="tasks")
    stage = models.CharField(_("stage"), max_length=15, choices=Stage)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    title = models.CharField(_("what to do"), max_length=200, blank=True)
    department = models.ForeignKey(
        "accounts.Department", verbose_name=_("department"), on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        "accounts.User",
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    item = models.ForeignKey(
        "complaints.OptionItem", on_delete=models.PROTECT, null=True, editable=False, related_name="tasks"
    )
    measure = models.CharField(_("measure"), max_length=20, choices=Measure, blank=True)
    compensation_cny = models.DecimalField(_("value (¥)"), max_digits=12, decimal_places=2, default=0)
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"))
    due_at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    result = models.TextField(_("result"), max_length=2_000, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["department", "due_at"],
                name="task_open_of_department",
                condition=Q(done_at=None, cancelled_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="task_done_by_somebody",
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(name="a_task_says_what_to_do", condition=Q(stage=Stage.CONTACT) | ~Q(title="")),
            models.CheckConstraint(name="task_done_or_cancelled", condition=Q(done_at=None) | Q(cancelled_at=None)),
            models.UniqueConstraint(
                fields=["item"], name="an_item_is_executed_once", condition=Q(item__isnull=False, cancelled_at=None)
            ),
        ]

    def __str__(self):
        if self.measure:
            return gettext("%(label)s: %(words)s") % {"label": self.get_measure_display(), "words": self.title}
        if self.stage == Stage.MEETING:
            return gettext("Joint meeting: %(words)s") % {"words": self.title}
        return self.title or gettext("Contact the customer")

    def fact(self):
        """What the record keeps of it, to be told in any language."""
        return {"measure": self.measure, "title": self.title, "stage": self.stage}

    @property
    def is_open(self):
        return self.done_at is None and self.cancelled_at is None

    def is_overdue(self, now):
        return self.is_open and self.due_at < now
