"""Taking a test: begun, saved, handed in, marked (KNO-5). Time runs on the desk's clock, not on the page's."""

import secrets
from datetime import datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import check_text
from complaints.deadlines.workdays import CHINA
from complaints.errors import NotPermitted, RuleBroken
from complaints.permissions import check_right
from knowledge.models import Attempt, LessonState, TrainingTest
from knowledge.services.training.certifying import certify
from knowledge.services.training.questions import checked_answers, drawn, right_percent

#: What the way to the desk may take after the time is over.
GRACE = timedelta(minutes=1)
_LONGEST_TEXT = 3_000
_TAKE = "knowledge.take_training"


@transaction.atomic
def begin(test_id, *, by, now):
    """Begin the test, or go on with the one that is open. Raises NotPermitted, RuleBroken."""
    check_right(by, _TAKE)
    # Of the same person one after the other: two clicks begin one attempt.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    test = TrainingTest.objects.filter(pk=test_id, state=LessonState.ACTIVE).first()
    if test is None:
        raise RuleBroken(_("This test is not in use."))
    if running := Attempt.objects.open().select_related("test__qualification", "person").filter(person=by).first():
        if now <= running.ends_at + GRACE:
            if running.test_id != test.pk:
                raise RuleBroken(_("You are in the middle of “%(test)s”. Hand it in first.") % {"test": running.test})
            return running
        _hand_in(running, by=by, now=now)
    _check_pace(test, by, now)
    seed = secrets.randbelow(2**31)
    return Attempt.objects.create(
        test=test,
        person=by,
        seed=seed,
        questions=drawn(test, seed),
        pass_mark=test.pass_mark,
        begun_at=now,
        ends_at=now + timedelta(minutes=test.minutes),
    )


@transaction.atomic
def save_answers(attempt_id, *, answers, written, by, now):
    """Keep what was answered so far: place of the question → places of the options. Raises NotPermitted, RuleBroken."""
    attempt = _own(attempt_id, by)
    if now > attempt.ends_at + GRACE:
        raise RuleBroken(_("The time is over. What you had saved before counts; hand it in."))
    _keep(attempt, answers, written)
    attempt.save()
    return attempt


@transaction.atomic
def hand_in(attempt_id, *, answers, written, by, now):
    """Hand it in; after the time is over what was saved before counts. Raises NotPermitted, RuleBroken."""
    attempt = _own(attempt_id, by)
    if now <= attempt.ends_at + GRACE:
        _keep(attempt, answers, written)
    return _hand_in(attempt, by=by, now=now)


def hand_in_overdue(*, by, now):
    """Hand in what nobody did before the time was over; returns how many."""
    over = Attempt.objects.open().filter(ends_at__lt=now - GRACE).order_by("ends_at", "pk")
    return sum(map(partial(_hand_in_one, by=by, now=now), over.values_list("pk", flat=True)))


@transaction.atomic
def mark(attempt_id, *, points_met, comment, by, now):
    """Judge the text of a finished attempt: `points_met` are places among the points of the test.

    Raises NotPermitted, RuleBroken.
    """
    check_right(by, "knowledge.mark_training")
    attempt = _lock(Attempt.objects.to_mark().order_by(), attempt_id)
    if attempt is None:
        raise RuleBroken(_("There is nothing to mark here any more."))
    if attempt.person_id in by.circle():
        raise NotPermitted(_("Nobody marks the own test. Ask somebody else."))
    check_text(comment, _("comment"), 1_000)
    attempt.points_met = sorted({one for one in points_met if 0 <= one < len(attempt.test.points)})
    attempt.marked_by, attempt.comment = by, comment
    text = round(100 * len(attempt.points_met) / len(attempt.test.points))
    share = attempt.test.writing_share
    return _judge(attempt, round((attempt.choice_score * (100 - share) + text * share) / 100), by=by, now=now)


def _hand_in_one(attempt_id, *, by, now):
    with transaction.atomic():
        attempt = _lock(Attempt.objects.open(), attempt_id)
        if attempt is None:
            return False
        _hand_in(attempt, by=by, now=now)
        return True


def _hand_in(attempt, *, by, now):
    test = attempt.test
    attempt.finished_at = now
    attempt.choice_score = right_percent(test.questions, attempt.questions, attempt.answers)
    if not test.task:
        return _judge(attempt, attempt.choice_score, by=by, now=now)
    if not attempt.written.strip():
        return _judge(attempt, round(attempt.choice_score * (100 - test.writing_share) / 100), by=by, now=now)
    attempt.save()
    return attempt


def _judge(attempt, score, *, by, now):
    attempt.score, attempt.is_passed, attempt.judged_at = score, score >= attempt.pass_mark, now
    attempt.save()
    if attempt.is_passed:
        certify(attempt, by=by, now=now)
    return attempt


def _keep(attempt, answers, written):
    check_text(written, _("text"), _LONGEST_TEXT)
    attempt.answers = checked_answers(attempt.test, attempt.questions, answers)
    attempt.written = written if attempt.test.task else ""


def _own(attempt_id, by):
    check_right(by, _TAKE)
    attempt = _lock(Attempt.objects.filter(person=by), attempt_id)
    if attempt is None:
        raise NotPermitted(_("This is not your test."))
    if attempt.finished_at is not None:
        raise RuleBroken(_("This test is handed in."))
    return attempt


def _lock(attempts, attempt_id):
    # The row alone first: PostgreSQL locks no outer side of a join, and `finished_at` is asked again under the lock.
    locked = attempts.select_for_update().filter(pk=attempt_id).values_list("pk", flat=True).first()
    rows = Attempt.objects.select_related("test__qualification", "person")
    return locked and rows.get(pk=locked)


def _check_pace(test, by, now):
    midnight = datetime.combine(now.astimezone(CHINA).date(), time(), CHINA)
    today = Attempt.objects.filter(person=by, test__qualification=test.qualification_id, begun_at__gte=midnight)
    if today.count() >= test.attempts_a_day:
        raise RuleBroken(
            _("You have tried %(count)s times today. Practise with the drills and try again tomorrow.")
            % {"count": test.attempts_a_day}
        )
