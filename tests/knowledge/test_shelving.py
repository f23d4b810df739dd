"""What is published is found, what is not is never found (KNO-1, KNO-4)."""

import pytest

from accounts.roles import Role
from knowledge.models import CaseVersion, LibraryCase, SearchDocument, VersionState
from knowledge.services.library import freshness, workflow, writing
from knowledge.services.search.finding import find
from tests.builders import NOON, a_user
from tests.knowledge.shelves import a_case, confirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def found(words, **asked):
    return [hit.document.object_id for hit in find(words, **asked).hits]


def test_a_published_case_is_found_by_its_words_and_by_what_means_the_same():
    version = a_case()

    assert found("破壁机漏电") == [version.entry_id]
    assert found("底座 渗水") == [version.entry_id]


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.RETIRED])
def test_what_is_not_published_is_not_found(state):
    a_case(state)

    assert not SearchDocument.objects.exists()
    assert found("破壁机漏电") == []


def test_the_draft_of_a_new_version_is_not_found_and_replaces_the_old_one_when_published():
    first = a_case()
    draft = writing.revise(CaseVersion, first.pk, by=first.written_by, now=NOON)
    words = {"situation": "客户的空气炸锅冒烟。", "title": "空气炸锅冒烟"}
    draft = writing.write(CaseVersion, draft.pk, words=words, seen=draft.edits, by=first.written_by, now=NOON)
    assert found("空气炸锅") == []

    version = workflow.submit(CaseVersion, confirmed(draft).pk, by=draft.written_by, now=NOON)
    workflow.publish(CaseVersion, version.pk, by=a_user(Role.CURATOR), now=NOON)

    assert found("空气炸锅") == [first.entry_id]
    assert found("底座渗水") == []


def test_a_case_is_narrowed_by_where_the_curator_put_it():
    version = a_case()
    facts = {"product": "破壁机", "quality": 5}
    freshness.arrange(CaseVersion, version.pk, facts=facts, tags=["漏电"], by=version.written_by, now=NOON)
    category = LibraryCase.objects.get().category

    for asked in ({"category": category}, {"category": category.parent}, {"tags": ["漏电"]}, {"quality": 5}):
        assert found("渗水", **asked) == [version.entry_id], asked
    for asked in ({"tags": ["换新"]}, {"product": "空气炸锅"}, {"nature": "privacy"}):
        assert found("渗水", **asked) == [], asked


def test_what_is_arranged_on_the_page_of_a_new_draft_holds_for_what_is_found():
    shown = a_case()
    draft = writing.revise(CaseVersion, shown.pk, by=shown.written_by, now=NOON)

    freshness.arrange(CaseVersion, draft.pk, facts={}, tags=["漏电"], by=shown.written_by, now=NOON)

    assert found("渗水", tags=["漏电"]) == [shown.entry_id]
