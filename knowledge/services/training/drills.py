"""Drills made of frequent cases, and practising on them (KNO-5)."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import Category, Complaint
from complaints.permissions import check_right
from complaints.services import words
from knowledge.models import CaseVersion, Drill, DrillRun, VersionState
from knowledge.services.training.lessons import lock, put
from knowledge.services.training.questions import checked_answers
from review.services.causes.record import move

_FREQUENT = timedelta(days=90)
_MOST_PROPOSED = 20


class Proposed(NamedTuple):
    """A published case of a category, and how many complaints the category had of late."""

    version: CaseVersion
    category: Category
    complaints: int


class Comparison(NamedTuple):
    """What somebody chose and wrote beside what is right and a model answer; kept nowhere."""

    answers: dict
    written: str
    findings: list
    right_count: int


def frequent_cases(*, by, now):
    """Published cases no drill was made of yet, those of the most frequent categories first. Raises NotPermitted."""
    check_right(by, "knowledge.write_training")
    of_late = Complaint.objects.filter(received_at__gte=now - _FREQUENT, category__isnull=False).order_by()
    counts = dict(of_late.values_list("category").annotate(Count("pk")))
    cases = CaseVersion.objects.filter(state=VersionState.PUBLISHED, entry__category__in=counts)
    unused = cases.exclude(entry__versions__drills__isnull=False).select_related("entry__category")
    found = [Proposed(one, one.entry.category, counts[one.entry.category_id]) for one in unused]
    return sorted(found, key=lambda one: (-one.complaints, -one.version.entry.quality, one.version.pk))[:_MOST_PROPOSED]


@transaction.atomic
def draft_drill(version_id, *, by, now):
    """Begin a drill from a published version of a case: its situation to read, its script and lesson to compare with.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.write_training")
    version = CaseVersion.objects.select_related("entry").filter(pk=version_id, state=VersionState.PUBLISHED).first()
    if version is None:
        raise RuleBroken(_("Only a published case becomes a drill: its words were confirmed to name nobody."))
    points = [line.strip() for line in version.lesson.splitlines() if line.strip()][:12]
    drill = Drill(source=version, category=version.entry.category)
    drafted = {
        "title": version.title,
        "scenario": version.situation,
        "task": _("Write the first message to the customer.") if points else "",
        "model_answer": version.script[:3_000],
        "points": [point[:300] for point in points],
    }
    put(drill, drafted, by=by, now=now)
    drill.save(force_insert=True)
    return drill


@transaction.atomic
def reopen_drill(drill_id, *, by, now):
    """Take a drill out of use to work on it again. Raises NotPermitted, RuleBroken."""
    drill = lock(Drill, drill_id)
    move(drill, "reopen", by=by)
    drill.save()
    return drill


@transaction.atomic
def practise(drill_id, *, uid, answers, written, by, now):
    """Compare; only that somebody practised is kept, once for each `uid`. Raises NotPermitted, RuleBroken."""
    check_right(by, "knowledge.take_training")
    drill = Drill.objects.open().filter(pk=drill_id).first()
    if drill is None:
        raise RuleBroken(_("This drill is not in use."))
    DrillRun.objects.get_or_create(uid=uid, defaults={"drill": drill, "person": by, "at": now})
    chosen = checked_answers(drill, range(len(drill.questions)), answers)
    right = sum(chosen[str(place)] == sorted(row["right"]) for place, row in enumerate(drill.questions))
    return Comparison(chosen, written, words.findings_in(written, now=now), right)
