"""No certificate without a passed test, whatever is done and by whom (KNO-5)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Certificate
from accounts.roles import Role
from accounts.services.certificates import revoke
from complaints.errors import Refusal
from knowledge.models import Attempt, TrainingTest
from knowledge.services.training import attempts
from tests.builders import a_user
from tests.knowledge.lessons import QUESTIONS, RIGHT, TASK, WRONG, a_qualification, a_test, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_the_database_keeps_a_used_test_and_a_judged_attempt_as_they_are():
    test = a_test()
    attempt = taken(test, a_user(), answers=WRONG)

    for rows, forged in (
        (TrainingTest.objects.filter(pk=test.pk), {"pass_mark": 1}),
        (TrainingTest.objects.filter(pk=test.pk), {"questions": QUESTIONS[:1]}),
        (Attempt.objects.filter(pk=attempt.pk), {"score": 100, "is_passed": True}),
        (Attempt.objects.filter(pk=attempt.pk), {"answers": {}}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**forged)
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.delete()


@pytest.mark.parametrize("forged", ["stranger", "failed", "other qualification", "nothing"])
def test_the_database_gives_no_certificate_without_a_passed_test(forged):
    person = a_user()
    attempt = taken(a_test(), person, answers=WRONG if forged == "failed" else RIGHT)
    held = Certificate.objects.first()
    proof = {"nothing": 987_654, "failed": attempt.pk}.get(forged)
    if proof is None:
        # The same proof stands once; another passed attempt of the same person and test.
        proof = Attempt.objects.create(
            **{name: getattr(attempt, name) for name in ("test", "person", "seed", "questions", "pass_mark")},
            begun_at=attempt.begun_at,
            ends_at=attempt.ends_at,
        ).pk
        Attempt.objects.filter(pk=proof).update(
            finished_at=attempt.finished_at, choice_score=100, score=100, is_passed=True, judged_at=attempt.judged_at
        )
        held.ended_at, held.ended_by, held.ended_because = timezone.now(), person, "换发"
        held.save()
    facts = {
        "user": a_user() if forged == "stranger" else person,
        "qualification": a_qualification("other" if forged == "other qualification" else "handling"),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            number="ZS1", code="X", proof=proof, given_at=timezone.now(), valid_until=timezone.localdate(), **facts
        )


_STEPS = st.sampled_from(["begin", "right", "wrong", "save", "overdue", "mark", "poor mark", "revoke", "version"])


class CertificateTest(TestCase):
    """Property: whatever is done in whatever order, a living certificate has its passed attempt (KNO-5)."""

    @settings(max_examples=25)
    @given(st.lists(_STEPS, max_size=14), st.booleans())
    def test_nobody_holds_a_certificate_without_a_passed_attempt(self, steps, is_written):
        person, now = a_user(), timezone.now()
        words = {"attempts_a_day": 20} | (TASK if is_written else {})
        test = a_test(**words)
        judged = set()

        for place, step in enumerate(steps):
            try:
                test = _take(step, test, person, words, now=now + timedelta(minutes=place)) or test
            except Refusal:
                continue
            judged |= set(Attempt.objects.filter(is_passed=True).values_list("pk", flat=True))

        living = Certificate.objects.living()
        assert living.count() <= 1
        for held in Certificate.objects.all():
            attempt = Attempt.objects.get(pk=held.proof)
            assert attempt.pk in judged
            assert (attempt.person, attempt.test.qualification) == (held.user, held.qualification)
            assert attempt.score >= attempt.pass_mark


def _take(step, test, person, words, *, now):
    if step == "version":
        return a_test(**words)
    if step == "begin":
        attempts.begin(test.pk, by=person, now=now)
    elif step in ("right", "wrong", "save"):
        running = Attempt.objects.filter(finished_at=None).first()
        send = attempts.save_answers if step == "save" else attempts.hand_in
        answers = WRONG if step == "wrong" else RIGHT
        send(running.pk if running else 0, answers=answers, written="请先断电", by=person, now=now)
    elif step == "overdue":
        attempts.hand_in_overdue(by=type(person).objects.system(), now=now + timedelta(hours=1))
    elif step in ("mark", "poor mark"):
        waiting = Attempt.objects.to_mark().first()
        met = [0, 1] if step == "mark" else []
        attempts.mark(waiting.pk if waiting else 0, points_met=met, comment="", by=a_user(Role.CURATOR), now=now)
    else:
        held = Certificate.objects.living().first()
        revoke(held.pk if held else 0, reason="代考", by=a_user(Role.DIRECTOR), now=now)
    return None
