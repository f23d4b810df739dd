"""Services of training, as service_calls.py: none of them touches a complaint."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.roles import Role
from knowledge.models import Attempt, CaseVersion, Drill, LessonState, TrainingTest
from knowledge.services.training import attempts, drills, lessons, papers, upkeep
from tests.architecture.service_calls import R, Row
from tests.knowledge.lessons import RIGHT, a_drill, a_qualification, a_test, taken
from tests.knowledge.shelves import a_case

QA, SOON = Role.CURATOR, timedelta(minutes=1)


def _draft(it):
    a_test(LessonState.DRAFT)


def _begun(it):
    attempts.begin(a_test().pk, by=it.received_by, now=timezone.now())


def _to_mark(it):
    taken(a_test(task="写第一条回复", points=["先断电"]), it.received_by, written="请先断电")


def _now():
    return timezone.now() + SOON


def _sent(service):
    def call(it, by):
        service(Attempt.objects.get().pk, answers=RIGHT, written="", by=by, now=_now())

    return call


def _write(it, by):
    draft = TrainingTest.objects.get()
    lessons.write(TrainingTest, draft.pk, words={"title": "新"}, seen=draft.edits, by=by, now=_now())


def _practise(it, by):
    drills.practise(Drill.objects.get().pk, uid=uuid4(), answers=RIGHT, written="", by=by, now=_now())


TRAINING = {
    "knowledge.training.papers.draft_test": Row(
        R, lambda it, by: papers.draft_test(a_qualification().pk, by=by, now=_now()), (), QA
    ),
    "knowledge.training.lessons.write": Row(R, _write, (), QA, _draft),
    "knowledge.training.lessons.activate": Row(
        R,
        lambda it, by: lessons.activate(TrainingTest, TrainingTest.objects.get().pk, by=by, now=_now()),
        (),
        QA,
        _draft,
    ),
    "knowledge.training.lessons.retire": Row(
        R,
        lambda it, by: lessons.retire(TrainingTest, TrainingTest.objects.get().pk, by=by, now=_now()),
        (),
        QA,
        _draft,
    ),
    "knowledge.training.drills.frequent_cases": Row(R, lambda it, by: drills.frequent_cases(by=by, now=_now()), (), QA),
    "knowledge.training.drills.draft_drill": Row(
        R,
        lambda it, by: drills.draft_drill(CaseVersion.objects.get().pk, by=by, now=_now()),
        (),
        QA,
        lambda it: a_case(),
    ),
    "knowledge.training.drills.reopen_drill": Row(
        R, lambda it, by: drills.reopen_drill(Drill.objects.get().pk, by=by, now=_now()), (), QA, lambda it: a_drill()
    ),
    "knowledge.training.drills.practise": Row(R, _practise, (), ready=lambda it: a_drill()),
    "knowledge.training.attempts.begin": Row(
        R,
        lambda it, by: attempts.begin(TrainingTest.objects.get().pk, by=by, now=_now()),
        (),
        ready=lambda it: a_test(),
    ),
    "knowledge.training.attempts.save_answers": Row(R, _sent(attempts.save_answers), (), ready=_begun),
    "knowledge.training.attempts.hand_in": Row(R, _sent(attempts.hand_in), (), ready=_begun),
    "knowledge.training.attempts.hand_in_overdue": Row(
        R, lambda it, by: attempts.hand_in_overdue(by=by, now=_now() + timedelta(days=1)), (), Role.SYSTEM, _begun
    ),
    "knowledge.training.attempts.mark": Row(
        R,
        lambda it, by: attempts.mark(Attempt.objects.get().pk, points_met=[0], comment="", by=by, now=_now()),
        (),
        QA,
        _to_mark,
    ),
    "knowledge.training.upkeep.keep_training": Row(
        R, lambda it, by: upkeep.keep_training(by=by, now=_now()), (), Role.SYSTEM, _begun
    ),
}
#: Under the lock of the services above.
INNER_TRAINING = {"knowledge.training.certifying.certify", "knowledge.training.lessons.put"}
