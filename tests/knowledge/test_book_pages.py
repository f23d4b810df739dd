"""The pages of the Red Book: who composes, who issues, who takes it away (KNO-6)."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from accounts.roles import Role
from complaints.typesetting.press import NotSet
from knowledge.admin.book import editions
from knowledge.models import BookEdition, LibraryCase
from knowledge.services.book.gathering import digest_of, gather
from tests.builders import a_user
from tests.desk import desk_of
from tests.knowledge.books import a_composed, anew, issued
from tests.knowledge.shelves import WORDS, a_case

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"admin:knowledge_bookedition_{name}", args=args)


def test_a_curator_composes_with_the_best_cases_ticked():
    good, plain = a_case(title="先停用"), a_case(title="一般案例")
    LibraryCase.objects.filter(pk=good.entry_id).update(quality=5)
    curator = a_user(Role.CURATOR)
    desk = desk_of(curator)

    page = desk.get(at("compose")).content.decode()
    assert f'name="cases" value="{good.entry_id}" checked' in page
    assert f'name="cases" value="{plain.entry_id}"' in page
    assert f'name="cases" value="{plain.entry_id}" checked' not in page
    told = {
        "title": "红宝书",
        "language": "zh-hans",
        "foreword": "",
        "natures": ["logistics"],
        "cases": [plain.entry_id],
    }
    answer = desk.post(at("compose"), told)

    edition = BookEdition.objects.get()
    assert answer.url == at("change", edition.pk)
    assert (edition.composed_by, edition.natures, edition.cases) == (curator, ["logistics"], [plain.entry_id])
    page = desk.get(answer.url).content.decode()
    assert "一般案例" in page
    assert "先停用" not in page
    assert "须由另一人发布" in page
    assert at("issue", edition.pk) not in page


def test_a_draft_is_changed_on_its_page_and_an_old_form_is_refused():
    a_case()
    edition = a_composed()
    desk = desk_of(edition.composed_by)
    told = {"title": "红宝书", "language": "zh-hans", "foreword": "", "natures": ["logistics"], "seen": edition.edits}

    assert "写给每一位" in desk.get(at("recompose", edition.pk)).content.decode()
    assert desk.post(at("recompose", edition.pk), told).status_code == 302
    second = desk.post(at("recompose", edition.pk), told | {"title": "另一本"})
    empty = desk.post(at("recompose", edition.pk), told | {"title": "", "seen": edition.edits + 1})

    assert (second.status_code, empty.status_code) == (409, 422)
    assert "有人修改了该版次" in second.content.decode()
    assert anew(edition).title == "红宝书"


def test_a_second_person_looks_at_the_pages_and_issues_them():
    a_case()
    edition = a_composed()
    desk = desk_of(a_user(Role.SUPERVISOR))

    page = desk.get(at("change", edition.pk)).content.decode()
    seen = digest_of(gather(edition))
    assert f'name="seen" value="{seen}"' in page
    proof = desk.get(at("proof", edition.pk))
    assert (proof.content[:5], proof["Content-Type"]) == (b"%PDF-", "application/pdf")
    stale = desk.post(at("issue", edition.pk), {"seen": "0" * 64}, follow=True).content.decode()
    assert "草稿或案例库有变动" in stale
    page = desk.post(at("issue", edition.pk), {"seen": seen}, follow=True).content.decode()

    edition = anew(edition)
    assert edition.is_issued
    for shown in ("2026年第1版", edition.sha256, edition.pdf_sha256, edition.docx_sha256, WORDS["title"]):
        assert shown in page
    assert desk.get(at("proof", edition.pk)).status_code == 404
    assert at("issue", edition.pk) not in page
    assert desk_of(edition.composed_by).get(at("recompose", edition.pk)).url == at("change", edition.pk)


def test_everybody_at_the_desk_reads_an_edition_and_nobody_else_a_draft():
    a_case()
    draft, edition = a_composed(title="草稿本"), issued()
    desk = desk_of(a_user(Role.AGENT))

    listed = desk.get(at("changelist")).content.decode()
    assert at("change", edition.pk) in listed
    assert at("change", draft.pk) not in listed
    assert desk.get(at("change", draft.pk)).status_code == 404
    assert desk.get(at("proof", draft.pk)).status_code == 404
    pdf, docx = desk.get(at("pdf", edition.pk)), desk.get(at("docx", edition.pk))
    assert (pdf.content[:5], docx.content[:2]) == (b"%PDF-", b"PK")
    assert pdf["Content-Disposition"] == f'attachment; filename="red-book-{edition.year}-1.pdf"'
    assert "sandbox" in pdf["Content-Security-Policy"]
    assert desk.get(at("compose")).status_code == 403
    assert desk.post(at("issue", edition.pk)).status_code == 403


def test_a_file_that_was_changed_is_said_and_not_given_out():
    a_case()
    edition = issued()
    with open(default_storage.path(edition.pdf.name), "ab") as file:
        file.write(b" ")
    desk = desk_of(a_user(Role.AGENT), language="en")

    answer = desk.get(at("pdf", edition.pk), follow=True)

    page = answer.content.decode()
    assert "not the one that was issued" in page
    assert page.count("changed since") == 1
    assert page.count("intact") == 2


@pytest.mark.parametrize(("name", "making"), [("proof", "proof_sheets"), ("issue", "issue")])
def test_pages_that_cannot_be_set_are_said_in_words(monkeypatch, name, making):
    a_case()
    edition = a_composed()
    desk = desk_of(a_user(Role.DIRECTOR), language="en")

    def broken(*args, **kwargs):
        raise NotSet("full")

    monkeypatch.setattr(editions, making, broken)
    ask = desk.get if name == "proof" else desk.post

    assert "could not be set just now" in ask(at(name, edition.pk), follow=True).content.decode()
    assert not anew(edition).is_issued
