"""Files that lie, files that fail half way, and roads to files of others."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.models import Evidence, LedgerEntry
from complaints.services.evidence import add_all, add_evidence
from complaints.services.tasks import do_task
from complaints.states import State
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.desk import desk_of
from tests.steps import post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
LIE = SimpleUploadedFile("photo.png", b"<script>alert(1)</script>", content_type="image/png")


@pytest.fixture
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files_on(shelf):
    return [path for path in Path(shelf).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("files", "facts"),
    [
        (lambda: [a_photo(), LIE], {}),
        (lambda: [a_photo()], {"result": "x" * 2_001}),
        (lambda: [a_photo(), a_photo()], {"reference": "x" * 101}),
    ],
)
def test_a19_a_refused_proof_leaves_no_file_behind(shelf, files, facts):
    complaint = a_complaint(at=State.EXECUTING)
    facts = {"result": "已退", "reference": "TK-1", "by": a_user(Role.FINANCE), "now": NOON, **facts}
    with pytest.raises(RuleBroken):
        do_task(complaint.tasks.get().pk, files=files(), **facts)
    assert files_on(shelf) == []
    assert not Evidence.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a19_what_breaks_after_the_file_was_written_leaves_no_file_behind(shelf, monkeypatch):
    complaint = a_complaint(at=State.EXECUTING)

    def broken(*args, **facts):
        raise OSError("disk full")

    monkeypatch.setattr("complaints.services.tasks._book", broken)
    facts = {"result": "已退", "reference": "TK-1", "by": a_user(Role.FINANCE), "now": NOON}
    with pytest.raises(OSError, match="disk full"):
        do_task(complaint.tasks.get().pk, files=[a_photo()], **facts)
    assert files_on(shelf) == []


def test_a19_of_several_files_all_are_kept_or_none(shelf):
    complaint = a_complaint()
    with pytest.raises(RuleBroken):
        add_all(complaint.pk, uploads=[a_photo(), LIE], by=complaint.received_by, now=NOON)
    assert files_on(shelf) == []
    assert complaint.evidence.count() == 0


def test_a20_a_note_that_is_no_text_keeps_no_file(shelf):
    complaint = a_complaint()
    for note in ("x" * 201, "a\x00b"):
        with pytest.raises(RuleBroken):
            add_evidence(complaint.pk, upload=a_photo(), note=note, by=complaint.received_by, now=NOON)
    assert files_on(shelf) == []


@pytest.mark.parametrize(
    "name", ['a".png', "a\r\nSet-Cookie: x=1.png", "<img src=x onerror=alert(1)>.png", "‮gnp.exe.png"]
)
def test_a10_a_file_name_breaks_neither_header_nor_page(name):
    complaint = a_complaint()
    evidence = add_evidence(complaint.pk, upload=a_photo(name), by=complaint.received_by, now=NOON)
    desk = desk_of(complaint.received_by)
    answer = desk.get(reverse("admin:complaints_complaint_evidence", args=[complaint.pk, evidence.uuid]))
    assert "Set-Cookie" not in answer
    assert "\n" not in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    list(answer.streaming_content)
    page = desk.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).content.decode()
    assert "<img src=x" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize("way", ["../", "..%2f", "%2e%2e/", "....//"])
def test_a02_no_address_leads_to_the_folder_of_files(way):
    complaint = a_complaint()
    evidence = add_evidence(complaint.pk, upload=a_photo(), by=complaint.received_by, now=NOON)
    desk = desk_of(complaint.received_by)
    for root in ("/media/", "/evidence/", "/static/", f"/admin/complaints/complaint/{complaint.pk}/evidence/"):
        assert desk.get(f"{root}{way}{evidence.file.name}").status_code in {301, 302, 404}, root


def test_a02_a_file_is_not_opened_by_the_path_of_another_complaint():
    mine, other = a_complaint(), a_complaint()
    evidence = add_evidence(other.pk, upload=a_photo(), by=other.received_by, now=NOON)
    stranger = a_user(team="internet-desk")
    seen = a_complaint(agent=stranger)
    for person, complaint in ((mine.received_by, mine), (stranger, seen), (stranger, other)):
        desk = desk_of(person)
        for name in ("evidence", "preview"):
            address = reverse(f"admin:complaints_complaint_{name}", args=[complaint.pk, evidence.uuid])
            assert desk.get(address).status_code == 404
            assert desk.head(address).status_code == 404


def test_f15_the_same_proof_sent_twice_is_one_file(shelf):
    complaint = a_complaint(at=State.TRIAGED)
    desk, photo = desk_of(complaint.handler), a_photo()
    for _click in range(2):
        photo.seek(0)
        assert post(desk, complaint, "add-evidence", files=photo).status_code == 200
    assert complaint.evidence.count() == len(files_on(shelf)) == 1
