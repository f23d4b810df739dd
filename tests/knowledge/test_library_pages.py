"""The pages of the case library: who sees what, and every act through its form (KNO-1, KNO-2)."""

import pytest
from django.urls import reverse

import tests.desk
from accounts.roles import Role
from knowledge.models import CaseVersion, LibraryUse, VersionState
from knowledge.services.library import privacy, writing
from tests.builders import NOON, a_user
from tests.knowledge.shelves import WORDS, a_case, a_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
_LIST = "admin:knowledge_librarycase_changelist"


def desk_of(person):
    return tests.desk.desk_of(person, language="en")


def page_of(version):
    return reverse("admin:knowledge_librarycase_change", args=[version.entry_id]) + f"?version={version.number}"


def post(desk, version, act, **fields):
    return desk.post(reverse("admin:knowledge_librarycase_act", args=[version.pk, act]), fields)


def test_an_agent_reads_what_is_published_and_nothing_else():
    shown, draft = a_case(), a_draft()
    desk = desk_of(a_user(Role.AGENT))

    listed = desk.get(reverse(_LIST)).content.decode()
    assert shown.entry.number in listed
    assert draft.entry.number not in listed
    assert draft.entry.number not in desk.get(reverse(_LIST), {"state": "draft"}).content.decode()
    assert WORDS["lesson"] in desk.get(page_of(shown)).content.decode()
    assert desk.get(page_of(draft)).status_code == 404


def test_a_new_draft_of_a_published_case_stays_hidden_from_agents():
    shown = a_case()
    draft = writing.revise(CaseVersion, shown.pk, by=shown.written_by, now=NOON)
    writing.write(CaseVersion, draft.pk, words={"lesson": "未审"}, seen=draft.edits, by=shown.written_by, now=NOON)

    page = desk_of(a_user(Role.AGENT)).get(page_of(draft))

    assert page.status_code == 404


def test_a_curator_writes_looks_through_and_hands_in():
    draft = a_draft()
    desk = desk_of(draft.written_by)
    words = WORDS | {"situation": "客户电话 13912345678，底座渗水。", "seen": draft.edits}

    saved = desk.post(reverse("admin:knowledge_librarycase_write", args=[draft.pk]), words)
    check = reverse("admin:knowledge_librarycase_check", args=[draft.pk])
    assert saved.headers["Location"] == check
    assert '<mark class="lb-found">13912345678</mark>' in desk.get(check).content.decode()
    draft = CaseVersion.objects.get(pk=draft.pk)
    said = {f"finding:{one.key}": "mask" for one in privacy.findings(draft)} | {"seen": draft.edits, "is_read": "1"}
    assert desk.post(check, said).status_code == 302
    assert post(desk, draft, "submit").status_code == 302

    draft = CaseVersion.objects.get(pk=draft.pk)
    assert (draft.state, draft.situation) == (VersionState.IN_REVIEW, "客户电话 [phone]，底座渗水。")


def test_what_is_undecided_is_a_sentence_and_confirms_nothing():
    draft = a_draft(situation="客户电话 13912345678，底座渗水。")

    answer = desk_of(draft.written_by).post(
        reverse("admin:knowledge_librarycase_check", args=[draft.pk]), {"seen": draft.edits, "is_read": "1"}
    )

    assert answer.status_code == 409
    assert "13912345678" in answer.context_data["refusal"].sentence
    assert not CaseVersion.objects.get(pk=draft.pk).is_confirmed


def test_words_typed_on_an_old_page_come_back_with_the_sentence():
    draft = a_draft()
    address = reverse("admin:knowledge_librarycase_write", args=[draft.pk])

    answer = desk_of(draft.written_by).post(address, WORDS | {"lesson": "新的教训", "seen": draft.edits - 1})

    assert answer.status_code == 409
    assert "新的教训" in answer.content.decode()
    assert CaseVersion.objects.get(pk=draft.pk).lesson == WORDS["lesson"]


def test_an_author_is_told_that_another_reviews():
    version = a_case(VersionState.IN_REVIEW)

    answer = post(desk_of(version.written_by), version, "publish", note="")

    assert answer.status_code == 403
    assert "Another person reviews it" in answer.content.decode()


@pytest.mark.parametrize("act", ["publish", "give-back", "submit", "revise", "retire", "take-back", "still-right"])
def test_an_agent_does_none_of_a_curators_acts(act):
    version = a_case()

    assert post(desk_of(a_user(Role.AGENT)), version, act, note="x", reason="x").status_code == 403


def test_two_versions_are_compared_word_for_word():
    shown = a_case()
    draft = writing.revise(CaseVersion, shown.pk, by=shown.written_by, now=NOON)
    words = {"lesson": WORDS["lesson"].replace("断电", "拔下插头")}
    writing.write(CaseVersion, draft.pk, words=words, seen=draft.edits, by=shown.written_by, now=NOON)

    page = desk_of(shown.written_by).get(reverse("admin:knowledge_librarycase_compare", args=[shown.entry_id]))

    assert '<del class="lb-gone">断电</del><ins class="lb-new">拔下插头</ins>' in page.content.decode()


def test_a_page_that_was_really_read_counts_once_an_hour():
    version = a_case()
    desk = desk_of(a_user(Role.AGENT))
    desk.get(page_of(version))
    assert not LibraryUse.objects.exists()

    for _again in range(2):
        desk.post(reverse("admin:knowledge_librarycase_opened", args=[version.pk]))

    assert LibraryUse.objects.get().version == 1


def test_one_voice_a_person_and_the_last_one_counts():
    version = a_case()
    desk = desk_of(a_user(Role.AGENT))
    post(desk, version, "vote", is_useful="yes", comment="")

    post(desk, version, "vote", is_useful="no", comment="缺少退款口径")

    curator = desk_of(version.written_by).get(page_of(version))
    assert curator.context_data["counts"] | {} == {"opened": 0, "inserted": 0, "useful": 0, "useless": 1}
    assert "缺少退款口径" in curator.content.decode()


def test_a_case_is_found_where_the_curator_puts_it():
    version = a_case()
    entry = version.entry
    desk = desk_of(version.written_by)
    fields = {"category": entry.category_id, "product": "破壁机", "quality": 5, "owner": entry.owner_id}
    fields |= {"review_on": "2027-01-01", "tags": "漏电 安全，换新"}

    answer = desk.post(reverse("admin:knowledge_librarycase_place", args=[version.pk]), fields)

    assert answer.status_code == 302
    assert [tag.name for tag in entry.tags.all()] == sorted(["漏电", "安全", "换新"])
    for asked, is_found in (({"tag": "漏电"}, True), ({"tag": "没有"}, False), ({"quality": "5"}, True)):
        assert (entry.number in desk.get(reverse(_LIST), asked).content.decode()) is is_found


def test_what_is_due_to_be_looked_at_again_stands_in_its_own_list():
    version = a_case()
    type(version.entry).objects.update(review_on="2020-01-01")
    desk = desk_of(version.written_by)

    assert version.entry.number in desk.get(reverse(_LIST), {"state": "stale"}).content.decode()
    post(desk, version, "still-right")

    assert version.entry.number not in desk.get(reverse(_LIST), {"state": "stale"}).content.decode()


@pytest.mark.parametrize("odd", ["²", "9" * 30, "-1", "x", "\x00"])
def test_an_odd_number_in_an_address_is_no_fault(odd):
    version = a_case()
    desk = desk_of(version.written_by)
    page = reverse("admin:knowledge_librarycase_change", args=[version.entry_id])

    assert desk.get(page, {"version": odd}).status_code in (200, 404)
    assert desk.get(reverse(_LIST), {"category": odd, "quality": odd, "page": odd}).status_code == 200


def test_nobody_confirms_words_they_do_not_say_they_saw():
    draft = a_draft()

    answer = desk_of(draft.written_by).post(
        reverse("admin:knowledge_librarycase_check", args=[draft.pk]), {"is_read": "1"}
    )

    assert answer.status_code == 409
    assert not CaseVersion.objects.get(pk=draft.pk).is_confirmed
