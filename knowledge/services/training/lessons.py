"""Drills and tests as their authors write them, until somebody else puts them in use (KNO-5)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_filled
from knowledge.models import LessonState, TrainingTest
from knowledge.services.training.questions import check_lesson, check_usable
from review.services.causes.record import move

_WRITE = "knowledge.write_training"


@transaction.atomic
def write(lessons, lesson_id, *, words, seen, by, now):
    """Put `words`, by the names of `FIELDS`, into a draft of the model `lessons`.

    Whoever wrote last counts as the author. Raises NotPermitted, RuleBroken, Outdated.
    """
    check_right(by, _WRITE)
    lesson = lock(lessons, lesson_id)
    if lesson.state != LessonState.DRAFT:
        raise RuleBroken(_("“%(title)s” is no draft and stands as it is.") % {"title": lesson})
    if lesson.edits != seen:
        raise Outdated(_("Somebody changed this draft while you had it open. Look at it again."))
    put(lesson, words, by=by, now=now)
    lesson.save()
    return lesson


@transaction.atomic
def activate(lessons, lesson_id, *, by, now):
    """Put a draft in use; a test takes the place of the version before. Raises NotPermitted, RuleBroken."""
    lesson = lock(lessons, lesson_id)
    if lesson.state == LessonState.DRAFT:
        check_usable(lesson)
        check_lesson(lesson)
    if lesson.written_by_id in by.circle():
        raise NotPermitted(_("You wrote this yourself. Another person looks at it and puts it in use."))
    if lessons is TrainingTest:
        _retire_before(lesson, by=by, now=now)
    move(lesson, "activate", by=by, activator=by, at=now)
    lesson.save()
    return lesson


@transaction.atomic
def retire(lessons, lesson_id, *, by, now):
    """Take it out of use, or give up a draft. Raises NotPermitted, RuleBroken."""
    lesson = lock(lessons, lesson_id)
    move(lesson, "retire", by=by, at=now)
    lesson.save()
    return lesson


def put(lesson, words, *, by, now):
    """Set the words of a draft; saves nothing. Raises RuleBroken."""
    for name in lesson.FIELDS:
        if name in words:
            setattr(lesson, name, words[name])
    check_filled(lesson.title, _("Give it a title."))
    lesson.edits += 1
    lesson.written_by, lesson.written_at = by, now
    check_row(lesson)
    check_lesson(lesson)


def lock(lessons, lesson_id):
    """The row, locked until the transaction ends. Raises NotPermitted."""
    # The list's own order joins a category that may be missing, and PostgreSQL locks no such row.
    lesson = lessons.objects.order_by().select_for_update().filter(pk=lesson_id).first()
    if lesson is None:
        raise NotPermitted(_("This drill or test does not exist."))
    return lesson


def _retire_before(test, *, by, now):
    used = (
        TrainingTest.objects.order_by()
        .select_for_update()
        .filter(qualification=test.qualification_id, state=LessonState.ACTIVE)
    )
    for before in used.exclude(pk=test.pk):
        move(before, "retire", by=by, at=now)
        before.save()
