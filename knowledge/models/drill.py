from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from knowledge.models.lesson import Lesson, LessonState
from knowledge.models.library_case import CaseVersion
from knowledge.models.version import VersionState


class DrillQuerySet(models.QuerySet):
    def open(self):
        """In use, and the case is still shown: one taken out of the library takes its drills along."""
        shown = CaseVersion.objects.filter(state=VersionState.PUBLISHED).values("entry")
        return self.filter(state=LessonState.ACTIVE, source__entry__in=shown)


class Drill(Lesson):
    """A scenario to practise on: read, choose, write, compare (KNO-5). Made of a published version of a case, whose
    words a person confirmed to name nobody."""

    FIELDS = (*Lesson.FIELDS, "scenario")

    source = models.ForeignKey(CaseVersion, verbose_name=_("case"), on_delete=models.PROTECT, related_name="drills")
    category = models.ForeignKey(
        "complaints.Category", verbose_name=_("category"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    scenario = models.TextField(_("the complaint"), max_length=5_000)

    objects = DrillQuerySet.as_manager()

    class Meta(Lesson.Meta):
        abstract = False
        ordering = ["category", "title", "pk"]
        verbose_name = _("drill")
        verbose_name_plural = _("drills")

    @transition(
        "state",
        source=LessonState.ACTIVE,
        target=LessonState.DRAFT,
        permission="knowledge.write_training",
        custom={"label": _("Work on it again")},
    )
    def reopen(self):
        self.activated_by, self.activated_at = None, None


class DrillRun(models.Model):
    """Somebody practised. Neither answers nor a score are kept: practice is no test."""

    #: The page it was done on, so that sending it again counts once.
    uid = models.UUIDField(unique=True)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="runs")
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "-at"], name="drill_runs_of_a_person")]

    def __str__(self):
        return f"{self.drill_id} {self.at:%m-%d}"
