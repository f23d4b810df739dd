"""The right lesson beside the complaint, with the reason it is shown; learned from what people used (KNO-3)."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from complaints.models import Category, Complaint, EventKind
from complaints.states import State
from knowledge.models import CaseVersion, LibrarySearch, LibraryUse
from knowledge.services.library import freshness, usage
from knowledge.services.search.finding import find
from knowledge.services.suggesting import suggestions_for
from tests.builders import NOON, a_complaint, a_user, report_on
from tests.desk import desk_of
from tests.knowledge.playbooks import a_playbook
from tests.knowledge.shelves import WORDS, a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SEARCH = "admin:knowledge_librarycase_search"


def asking(**fields):
    complaint = a_complaint(at=State.INVESTIGATING)
    fields = {"subject": "破壁机漏水", "description": "刚买的破壁机底座渗水，怕漏电。"} | fields
    Complaint.objects.filter(pk=complaint.pk).update(**fields)
    return Complaint.objects.select_related("category").get(pk=complaint.pk)


def numbers(complaint):
    return [one.document.object_id for one in suggestions_for(complaint)]


def test_what_reads_alike_is_suggested_and_says_why():
    kettle = a_case()
    a_case(
        title="发票抬头开错",
        situation="客户要求重开发票。",
        lesson="先核对税号。",
        handling="重开",
        script="",
        cause="录入",
    )

    best = suggestions_for(asking())[0]

    assert best.document.object_id == kettle.entry_id
    assert any("渗水" in reason for reason in best.reasons)


def test_a_case_of_another_nature_that_says_little_of_the_same_is_nobodys_time():
    kettle = a_case()
    other = a_case(
        title="发票抬头开错", situation="要求重开发票。", lesson="先核对税号，打电话说清楚。", script="已重开"
    )
    facts = {"category": Category.objects.filter(nature="billing").exclude(parent=None).first()}
    freshness.arrange(CaseVersion, other.pk, facts=facts, by=other.written_by, now=NOON)
    said = "刚买的破壁机底座渗水，怕漏电不敢碰，打了两次电话没有人来看。"

    assert {hit.document.object_id for hit in find(said).hits} == {kettle.entry_id, other.entry_id}
    assert numbers(asking(description=said)) == [kettle.entry_id]


def test_the_case_of_the_complaint_itself_is_no_suggestion():
    version = a_case()
    complaint = version.entry.complaint
    Complaint.objects.filter(pk=complaint.pk).update(subject=version.title, description=version.situation)

    assert numbers(Complaint.objects.select_related("category").get(pk=complaint.pk)) == []


def test_what_helped_with_the_same_category_goes_before():
    first, second = a_case(), a_case()
    complaint = asking()
    # Both stand for the same words; the category decides nothing between them.
    for version in (first, second):
        facts = {"category": complaint.category}
        freshness.arrange(CaseVersion, version.pk, facts=facts, by=version.written_by, now=NOON)
    last = numbers(complaint)[-1]
    version = CaseVersion.objects.get(entry=last)

    usage.opened(version, by=complaint.handler, now=NOON, complaint_id=complaint.pk)

    best = suggestions_for(complaint)[0]
    assert best.document.object_id == last
    assert "used for 1 like this" in best.reasons
    assert "same category" in best.reasons


def test_the_piece_beside_the_complaint_is_for_those_who_see_it():
    a_case()
    complaint = asking()
    address = reverse("admin:knowledge_librarycase_similar", args=[complaint.pk])

    piece = desk_of(complaint.handler, language="en").get(address, headers={"x-dialog": "1"})
    assert f"?complaint={complaint.pk}" in piece.content.decode()
    assert "<html" not in piece.content.decode()
    assert "<html" in desk_of(complaint.handler).get(address).content.decode()
    assert desk_of(a_user(Role.HANDLER, department="finance")).get(address).status_code == 404


def test_reading_a_suggestion_is_kept_with_the_complaint():
    version, complaint = a_case(), asking()
    desk = desk_of(complaint.handler)

    desk.post(reverse("admin:knowledge_librarycase_opened", args=[version.pk]), {"complaint": complaint.pk})

    assert LibraryUse.objects.get().complaint == complaint


def test_a_complaint_of_somebody_else_is_not_kept():
    version, complaint = a_case(), asking()
    desk = desk_of(a_user(Role.HANDLER, department="finance"))

    desk.post(reverse("admin:knowledge_librarycase_opened", args=[version.pk]), {"complaint": complaint.pk})

    assert LibraryUse.objects.get().complaint is None


def test_the_search_page_marks_what_was_looked_for():
    a_case()

    page = desk_of(a_user(), language="en").get(reverse(SEARCH), {"q": "渗水"}).content.decode()

    assert "底座<mark>渗水</mark>" in page


@pytest.mark.parametrize("words", ["'\"; DROP", "NEAR(a b)", "a*", "\x00", "&|!()", "x" * 5_000, "<b>渗水</b>", " "])
def test_whatever_is_searched_the_page_answers(words):
    a_case()

    page = desk_of(a_user(), language="en").get(reverse(SEARCH), {"q": words, "category": "9" * 30, "quality": "x"})

    assert page.status_code == 200
    assert "<b>渗水" not in page.content.decode()


def test_what_was_searched_in_vain_is_read_by_qa_without_personal_data():
    desk = desk_of(a_user(), language="en")
    for _again in range(2):
        desk.post(reverse("admin:knowledge_librarycase_searched"), {"q": "宠物托运 13912345678 怎么赔"})

    page = desk_of(a_user(Role.CURATOR), language="en").get(reverse("admin:knowledge_librarycase_gaps"))

    assert "宠物托运 … 怎么赔" in page.content.decode()
    assert not LibrarySearch.objects.filter(words__contains="139").exists()
    assert desk.get(reverse("admin:knowledge_librarycase_gaps")).status_code == 403


def test_a_search_whose_hit_was_opened_is_no_gap():
    version = a_case()
    desk = desk_of(a_user())
    asked = desk.post(reverse("admin:knowledge_librarycase_searched"), {"q": "渗水"}).json()["asked"]
    assert usage.gaps(since=NOON.replace(year=2000)).count() == 1

    desk.post(reverse("admin:knowledge_librarycase_opened", args=[version.pk]), {"asked": asked})

    assert usage.gaps(since=NOON.replace(year=2000)).count() == 0


def test_a_proposer_sees_what_comparable_complaints_received():
    a_complaint(at=State.CLOSED)
    complaint = asking()
    report_on(complaint.pk, by=complaint.handler, now=NOON)
    page = desk_of(complaint.handler, language="en").get(
        reverse("admin:complaints_complaint_step", args=[complaint.pk, "propose"])
    )

    assert "Comparable complaints received" in page.content.decode()


def test_words_of_a_case_go_into_the_reply_and_onto_the_record():
    version, complaint = a_case(), asking()
    address = reverse("admin:complaints_complaint_step", args=[complaint.pk, "insert-words"])
    desk = desk_of(complaint.handler, language="en")

    composer = desk.post(
        address, {"seen": complaint.events_count, "kind": "case", "version": version.pk, "path": "script"}
    )

    assert WORDS["script"] in composer.content.decode()
    event = complaint.events.get(kind=EventKind.WORDS_INSERTED)
    assert (event.facts["entry"], event.facts["version"]) == (version.entry.number, 1)
    assert LibraryUse.objects.get().act == "inserted"


def test_a_playbook_is_found_by_what_it_says():
    version = a_playbook()

    page = desk_of(a_user(), language="en").get(reverse(SEARCH), {"q": version.steps[0]["title"]}).content.decode()

    assert reverse("admin:knowledge_playbook_change", args=[version.entry_id]) in page
