"""Drills made of frequent cases: read, choose, write, compare (KNO-5)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Category, WordRule
from complaints.services.presets import load_presets
from complaints.states import State
from knowledge.models import CaseVersion, Drill, DrillRun, LessonState, VersionState
from knowledge.services.library import workflow
from knowledge.services.training import drills, lessons
from tests.builders import NOON, a_complaint, a_user
from tests.knowledge.lessons import RIGHT, a_drill, practised
from tests.knowledge.shelves import WORDS, a_case, a_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_drill_begins_with_the_words_of_the_case():
    version = a_case()

    drill = drills.draft_drill(version.pk, by=a_user(Role.CURATOR), now=NOON)

    assert (drill.scenario, drill.model_answer) == (WORDS["situation"], WORDS["script"])
    assert drill.points == [WORDS["lesson"]]
    assert (drill.category, drill.state) == (version.entry.category, LessonState.DRAFT)


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.RETIRED])
def test_only_a_published_case_becomes_a_drill(state):
    version = a_case(state) if state != VersionState.DRAFT else a_draft()

    with pytest.raises(RuleBroken, match="Only a published case"):
        drills.draft_drill(version.pk, by=a_user(Role.CURATOR), now=NOON)


def test_cases_of_the_most_frequent_categories_are_proposed_first():
    rare, often = a_case(), a_case()
    # Its complaint was found to be about something else.
    rare.entry.category = Category.objects.get(code="ecommerce.goods.quality")
    rare.entry.save()
    a_complaint(at=State.RECEIVED, category=rare.entry.category)

    proposed = drills.frequent_cases(by=a_user(Role.CURATOR), now=NOON + timedelta(days=1))

    assert [(one.version, one.complaints) for one in proposed] == [(often, 2), (rare, 1)]


def test_a_case_with_a_drill_and_a_category_of_long_ago_are_not_proposed():
    a_drill(LessonState.DRAFT)
    curator = a_user(Role.CURATOR)
    assert drills.frequent_cases(by=curator, now=NOON) == []

    a_case()
    assert len(drills.frequent_cases(by=curator, now=NOON)) == 1
    assert drills.frequent_cases(by=curator, now=NOON + timedelta(days=120)) == []


def test_practising_compares_and_keeps_only_that_somebody_practised():
    person, drill = a_user(), a_drill()

    compared = practised(drill, person, answers=RIGHT | {1: [1]}, written="我们会尽快处理。")

    assert (compared.right_count, compared.answers) == (1, {"0": [0], "1": [1]})
    assert {field.name for field in DrillRun._meta.fields} == {"id", "uid", "drill", "person", "at"}
    assert DrillRun.objects.get().person == person


def test_words_customers_should_not_read_are_pointed_out():
    WordRule.objects.all().delete()
    load_presets(now=NOON)
    vague = WordRule.objects.filter(is_active=True, kind="vague", language="zh-hans").first()

    compared = practised(a_drill(), a_user(), written=f"您好，我们{vague.phrase}处理。")

    assert [one.words for one in compared.findings] == [vague.phrase]


def test_a_page_sent_twice_counts_once():
    person, drill, uid = a_user(), a_drill(), uuid4()
    practised(drill, person, uid=uid)
    practised(drill, person, uid=uid)

    assert DrillRun.objects.count() == 1


def test_a_case_taken_out_of_the_library_takes_its_drills_along():
    drill = a_drill()
    assert list(Drill.objects.open()) == [drill]

    workflow.retire(CaseVersion, drill.source_id, reason="产品已停产", by=a_user(Role.CURATOR), now=NOON)

    assert not Drill.objects.open().exists()
    with pytest.raises(RuleBroken, match="not in use"):
        practised(drill, a_user())


def test_a_drill_is_put_in_use_by_another_and_can_be_worked_on_again():
    drill = a_drill(LessonState.DRAFT)
    with pytest.raises(NotPermitted):
        lessons.activate(Drill, drill.pk, by=drill.written_by, now=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Drill.objects.filter(pk=drill.pk).update(activated_by=drill.written_by, activated_at=NOON)
    used = lessons.activate(Drill, drill.pk, by=a_user(Role.CURATOR), now=timezone.now())

    again = drills.reopen_drill(used.pk, by=drill.written_by, now=timezone.now())

    assert (again.state, again.activated_by) == (LessonState.DRAFT, None)


def test_a_drill_in_use_is_not_rewritten():
    drill = a_drill()

    with pytest.raises(RuleBroken, match="no draft"):
        lessons.write(
            Drill, drill.pk, words={"title": "新"}, seen=drill.edits, by=a_user(Role.CURATOR), now=timezone.now()
        )


def test_whoever_reads_only_does_not_practise():
    with pytest.raises(NotPermitted):
        practised(a_drill(), a_user(Role.AUDITOR))
