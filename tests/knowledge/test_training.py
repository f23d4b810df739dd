"""Tests and certificates of the training (KNO-5)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Certificate
from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from knowledge.models import Attempt, LessonState, TrainingTest
from knowledge.services.training import attempts, lessons, papers
from knowledge.services.training.certifying import months_after
from knowledge.services.training.questions import drawn
from tests.builders import a_user
from tests.knowledge.lessons import QUESTIONS, RIGHT, TASK, WRONG, a_qualification, a_test, taken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_passed_test_gives_a_certificate_for_as_long_as_the_test_says():
    person, now = a_user(), timezone.now()

    attempt = taken(a_test(valid_months=6), person, now=now)

    held = Certificate.objects.get()
    assert (attempt.score, attempt.is_passed) == (100, True)
    assert (held.user, held.qualification, held.proof) == (person, a_qualification(), attempt.pk)
    assert held.valid_until == months_after(timezone.localdate(now), 6)


def test_a_failed_one_gives_none_and_keeps_the_score():
    attempt = taken(a_test(), a_user(), answers=RIGHT | {0: [1], 1: [0]})

    assert (attempt.score, attempt.is_passed) == (50, False)
    assert not Certificate.objects.exists()


def test_a_question_with_two_right_answers_counts_only_whole():
    assert taken(a_test(), a_user(), answers=RIGHT | {1: [0]}).choice_score == 75


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(day, months, last):
    assert months_after(day, months) == last


def test_the_next_certificate_takes_the_place_of_the_one_before():
    person, test = a_user(), a_test()
    taken(test, person)
    taken(test, person)

    first, second = Certificate.objects.order_by("pk")
    assert (first.ended_because, second.ended_at) == (f"Replaced by {second.number}", None)


def test_as_many_questions_are_put_as_the_test_says_and_the_seed_draws_the_same_again():
    attempt = attempts.begin(a_test(drawn=2).pk, by=a_user(), now=timezone.now())

    assert len(attempt.questions) == 2
    assert drawn(attempt.test, attempt.seed) == attempt.questions


def test_two_clicks_begin_one_attempt_and_the_page_can_be_opened_again():
    person, test, now = a_user(), a_test(), timezone.now()
    first = attempts.begin(test.pk, by=person, now=now)
    attempts.save_answers(first.pk, answers={0: [0]}, written="", by=person, now=now)

    again = attempts.begin(test.pk, by=person, now=now + timedelta(minutes=5))

    assert again == first
    assert again.answers["0"] == [0]


def test_after_the_time_is_over_what_was_saved_counts():
    person, test, now = a_user(), a_test(minutes=10), timezone.now()
    begun = attempts.begin(test.pk, by=person, now=now)
    attempts.save_answers(begun.pk, answers={0: [0]}, written="", by=person, now=now)
    late = begun.ends_at + timedelta(minutes=2)

    with pytest.raises(RuleBroken, match="time is over"):
        attempts.save_answers(begun.pk, answers=RIGHT, written="", by=person, now=late)

    assert attempts.hand_in(begun.pk, answers=RIGHT, written="", by=person, now=late).score == 25


def test_what_nobody_hands_in_the_desk_hands_in():
    person, now = a_user(), timezone.now()
    begun = attempts.begin(a_test().pk, by=person, now=now)
    system = type(person).objects.system()

    assert attempts.hand_in_overdue(by=system, now=begun.ends_at) == 0
    assert attempts.hand_in_overdue(by=system, now=begun.ends_at + timedelta(minutes=2)) == 1
    assert Attempt.objects.get().is_passed is False


def test_attempts_of_a_day_are_limited():
    person, test, now = a_user(), a_test(attempts_a_day=2), timezone.now()
    for _try in range(2):
        taken(test, person, answers=WRONG, now=now)

    with pytest.raises(RuleBroken, match="2 times today"):
        attempts.begin(test.pk, by=person, now=now)
    assert attempts.begin(test.pk, by=person, now=now + timedelta(days=1))


def test_a_text_is_marked_by_somebody_else_and_counts_its_share():
    attempt = taken(a_test(**TASK), a_user(Role.CURATOR), written="请先断开电源。")
    assert attempt.score is None

    with pytest.raises(NotPermitted):
        attempts.mark(attempt.pk, points_met=[0, 1], comment="", by=attempt.person, now=timezone.now())
    marked = attempts.mark(attempt.pk, points_met=[0], comment="少了时间", by=a_user(Role.CURATOR), now=timezone.now())

    assert (marked.score, marked.is_passed) == (80, True)
    assert Certificate.objects.get().proof == attempt.pk


def test_a_text_left_out_needs_nobody_to_read_it():
    assert taken(a_test(**TASK), a_user()).score == 60


def test_options_nobody_was_offered_are_not_chosen():
    attempt = taken(a_test(), a_user(), answers={0: [0, 7, -1], 99: [0]})

    assert attempt.answers == {"0": [0], "1": [], "2": [], "3": []}


def test_somebody_elses_test_is_nobodys():
    begun = attempts.begin(a_test().pk, by=a_user(), now=timezone.now())

    with pytest.raises(NotPermitted):
        attempts.hand_in(begun.pk, answers=RIGHT, written="", by=a_user(), now=timezone.now())


def test_nobody_puts_the_own_test_in_use():
    draft = a_test(LessonState.DRAFT)

    with pytest.raises(NotPermitted, match="Another person"):
        lessons.activate(TrainingTest, draft.pk, by=draft.written_by, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingTest.objects.filter(pk=draft.pk).update(activated_by=draft.written_by, activated_at=timezone.now())


def test_a_change_makes_the_next_version_and_an_attempt_keeps_its_own():
    first, person = a_test(), a_user()
    attempts.begin(first.pk, by=person, now=timezone.now())

    second = a_test(pass_mark=100)

    assert (second.version, TrainingTest.objects.get(pk=first.pk).state) == (2, LessonState.RETIRED)
    running = Attempt.objects.get()
    done = attempts.hand_in(running.pk, answers=RIGHT, written="", by=person, now=timezone.now())
    assert (done.test, done.pass_mark, done.is_passed) == (first, 75, True)


def test_a_draft_changed_meanwhile_is_not_overwritten():
    draft = a_test(LessonState.DRAFT)

    with pytest.raises(Outdated):
        lessons.write(
            TrainingTest, draft.pk, words={"title": "新"}, seen=0, by=a_user(Role.CURATOR), now=timezone.now()
        )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"questions": [QUESTIONS[0] | {"ask": " "}]}, "asks nothing"),
        ({"questions": [QUESTIONS[0] | {"options": ["一个"]}]}, "between two and 8"),
        ({"questions": [QUESTIONS[0] | {"options": ["同", "同"]}]}, "between two and 8"),
        ({"questions": [QUESTIONS[0] | {"right": []}]}, "Mark the right answers"),
        ({"questions": [QUESTIONS[0] | {"right": [3]}]}, "Mark the right answers"),
        ({"questions": [QUESTIONS[0] | {"ask": "客户 13912345678 来电"}]}, "looks like personal data"),
        ({"task": "写"}, "needs the points"),
        ({"points": ["先断电"]}, "needs the points"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_answered_or_names_somebody_is_not_kept(words, sentence):
    draft = a_test(LessonState.DRAFT)

    with pytest.raises(RuleBroken, match=sentence):
        lessons.write(TrainingTest, draft.pk, words=words, seen=draft.edits, by=draft.written_by, now=timezone.now())


def test_a_test_without_questions_is_not_put_in_use():
    draft = papers.draft_test(a_qualification().pk, by=a_user(Role.CURATOR), now=timezone.now())

    with pytest.raises(RuleBroken, match="at least one question"):
        lessons.activate(TrainingTest, draft.pk, by=a_user(Role.CURATOR), now=timezone.now())
