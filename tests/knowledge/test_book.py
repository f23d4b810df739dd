"""The Red Book: composed by one, issued by another, set as PDF and Word, and never changed afterwards (KNO-6)."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.models import Department
from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from knowledge.exports.book import making
from knowledge.models import BookEdition, CaseVersion, LibraryCase, VersionState
from knowledge.services.book.choosing import best, candidates
from knowledge.services.book.composing import recompose
from knowledge.services.book.gathering import digest_of, gather
from knowledge.services.book.indexing import index_of, letter_of
from knowledge.services.book.issuing import file_of, is_intact
from knowledge.services.library import usage, workflow
from tests.builders import NOON, a_user
from tests.knowledge.books import a_composed, a_playbook, anew, issued
from tests.knowledge.shelves import a_case
from tests.pdf import Pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_chapter_holds_the_playbooks_of_its_nature_and_its_cases():
    version = a_case()
    Department.objects.update_or_create(code="quality", defaults={"name": "质量部"})
    category = version.entry.category
    family = a_playbook(nature=category.nature, title="整类指引")
    own = a_playbook(nature=category.nature, category=category, title="本类指引")

    content = gather(a_composed())

    (chapter,) = content["chapters"]
    assert (chapter["number"], chapter["title"]) == ("第一章", "物流类")
    assert [one["number"] for one in chapter["playbooks"]] == [family.entry.number, own.entry.number]
    assert chapter["playbooks"][0]["steps"] == [
        {"title": "请客户停用", "detail": "确认无人受伤。", "who": "处理人", "until": "2 小时", "is_required": True},
        {"title": "送检", "detail": "", "who": "质量部", "until": "2 天", "is_required": False},
    ]
    (case,) = chapter["cases"]
    assert case["parts"][3] == {
        "part": "handling",
        "text": [["1", "请客户断电停用"], ["2", "上门换新"], ["3", "该批次下架"]],
    }
    assert {part["part"] for part in case["parts"]} == set(CaseVersion.WORDS) - {"title"}


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.RETIRED])
def test_nothing_unpublished_or_retired_is_printed(state):
    a_case()
    hidden = a_case(state, lesson="不该出现")
    a_playbook(VersionState.DRAFT, title="未发布的指引")

    content = gather(a_composed())

    assert hidden.entry.number not in str(content)
    assert "不该出现" not in str(content)
    assert "未发布的指引" not in str(content)


def test_the_best_cases_are_offered_those_that_helped_first():
    plain, good, helped, useless = (a_case() for _ in range(4))
    LibraryCase.objects.exclude(pk=plain.entry_id).update(quality=4)
    for version, is_useful in ((helped, True), (useless, False)):
        usage.vote(version, is_useful=is_useful, by=a_user(), now=NOON)

    shelf = candidates()

    assert [one.version.pk for _nature, found in shelf for one in found] == [helped.pk, good.pk, useless.pk, plain.pk]
    assert best(shelf) == [helped.entry_id, good.entry_id]


def test_a_case_names_the_others_of_its_category():
    first, second = a_case(), a_case()

    cases = gather(a_composed())["chapters"][0]["cases"]

    assert {case["number"]: case["see"] for case in cases} == {
        first.entry.number: [second.entry.number],
        second.entry.number: [first.entry.number],
    }


def test_the_index_stands_by_the_sound_of_the_words():
    terms = ("退款", "漏电", "iPhone", "阿胶", "囧", "VIP", "拆封", "Camera", "60 天", "退款")

    index = index_of((term, f"AL-{place}") for place, term in enumerate(terms))

    assert [(group["letter"], [one["term"] for one in group["terms"]]) for group in index] == [
        ("A", ["阿胶"]),
        ("C", ["Camera", "拆封"]),
        ("I", ["iPhone"]),
        ("L", ["漏电"]),
        ("T", ["退款"]),
        ("V", ["VIP"]),
        ("#", ["60 天", "囧"]),
    ]
    assert index[4]["terms"] == [{"term": "退款", "entries": ["AL-0", "AL-9"]}]


@pytest.mark.parametrize(
    ("term", "letter"), [("啊", "A"), ("座", "Z"), ("驱", "Q"), ("一", "Y"), ("", "#"), ("é", "#")]
)
def test_every_term_has_a_letter(term, letter):
    assert letter_of(term) == letter


def test_an_edition_is_numbered_within_its_year_and_its_files_are_its_own():
    a_case()
    curator, director = a_user(Role.CURATOR), a_user(Role.DIRECTOR)

    first = issued(a_composed(by=curator), by=director)
    second = issued(a_composed(by=curator), by=director)
    next_year = issued(a_composed(by=curator), by=director, now=NOON + timedelta(days=60))

    assert [(one.year, one.ordinal) for one in (first, second, next_year)] == [(2026, 1), (2026, 2), (2027, 1)]
    assert (first.composed_by, first.issued_by, first.issued_at) == (curator, director, NOON)
    assert is_intact(anew(first))
    assert Pdf(file_of(first, "pdf")).text.count("2026年第1版") >= 1


def test_an_edition_says_the_same_whatever_becomes_of_the_library():
    version = a_case()
    edition = issued()
    before = file_of(edition, "pdf"), file_of(edition, "docx")

    workflow.retire(CaseVersion, version.pk, reason="产品已停产", by=a_user(Role.DIRECTOR), now=NOON)

    edition = anew(edition)
    assert (file_of(edition, "pdf"), file_of(edition, "docx")) == before
    assert making.set_in_type(edition.content, at=edition.issued_at) == before, "and can be set again from its content"


@pytest.mark.parametrize(
    "change",
    [{"title": "另一本"}, {"content": {}}, {"pages": 1}, {"pdf_sha256": "0" * 64}, {"issued_at": None}],
)
def test_the_database_changes_no_issued_edition(change):
    a_case()
    edition = issued()

    with pytest.raises(IntegrityError), transaction.atomic():
        BookEdition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookEdition.objects.filter(pk=edition.pk).delete()


def test_the_database_knows_no_edition_issued_by_its_composer():
    a_case()
    edition = a_composed()
    facts = {"year": 2026, "ordinal": 9, "pages": 1, "sha256": "0", "pdf": "a", "docx": "b"}
    facts |= {"pdf_sha256": "0", "docx_sha256": "0", "issued_at": NOON}

    with pytest.raises(IntegrityError), transaction.atomic():
        BookEdition.objects.filter(pk=edition.pk).update(**facts, issued_by=edition.composed_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookEdition.objects.filter(pk=edition.pk).update(issued_at=NOON, issued_by=a_user(Role.DIRECTOR))


def test_nobody_issues_what_they_composed():
    a_case()
    edition = a_composed()

    with pytest.raises(NotPermitted, match="Another person"):
        issued(edition, by=edition.composed_by)
    with pytest.raises(NotPermitted, match="Your role"):
        issued(edition, by=a_user(Role.AGENT))

    assert not anew(edition).is_issued


def test_what_changed_since_somebody_looked_is_not_issued():
    version = a_case()
    edition = a_composed()
    seen = digest_of(gather(edition))
    a_playbook(nature=version.entry.category.nature)

    with pytest.raises(Outdated, match="since you looked"):
        making.issue(edition.pk, seen=seen, by=a_user(Role.DIRECTOR), now=NOON)


def test_a_draft_is_changed_by_its_composer_until_it_is_issued():
    a_case()
    edition = a_composed()
    told = {"title": "红宝书", "language": "en", "foreword": "", "natures": ["goods"], "cases": []}

    with pytest.raises(NotPermitted, match="Begin one of your own"):
        recompose(edition.pk, **told, seen=edition.edits, by=a_user(Role.CURATOR), now=NOON)
    with pytest.raises(Outdated):
        recompose(edition.pk, **told, seen=edition.edits + 1, by=edition.composed_by, now=NOON)
    changed = recompose(edition.pk, **told, seen=edition.edits, by=edition.composed_by, now=NOON)
    assert (changed.title, changed.cases) == ("红宝书", [])

    a_playbook()
    issued(changed)
    with pytest.raises(RuleBroken, match="not changed any more"):
        recompose(edition.pk, **told, seen=None, by=edition.composed_by, now=NOON)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "title"),
        ({"natures": []}, "chapter"),
        ({"natures": ["magic"]}, "chapter"),
        ({"foreword": "\x00"}, "no text"),
        ({"foreword": "长" * 5001}, "5000"),
    ],
)
def test_a_draft_needs_a_title_and_chapters_and_holds_text(changes, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        a_composed(**changes)


def test_an_empty_book_is_not_issued():
    with pytest.raises(RuleBroken, match="nothing to print"):
        issued()


def test_two_editions_at_the_same_moment_get_two_numbers_and_leave_no_file(monkeypatch):
    a_case()
    first, second = a_composed(), a_composed()
    issued(first)
    monkeypatch.setattr(making, "next_number", lambda now: (2026, 1))

    with pytest.raises(Outdated, match="same moment"):
        issued(second)

    assert not anew(second).is_issued
    assert len([name for name in default_storage.listdir("books")[1] if second.uuid.hex in name]) == 0


def test_a_file_that_is_not_the_issued_one_is_not_given_out():
    a_case()
    edition = issued()

    with open(default_storage.path(edition.pdf.name), "ab") as file:
        file.write(b" ")
    default_storage.delete(edition.docx.name)

    assert file_of(edition, "pdf") is None
    assert file_of(edition, "docx") is None
