"""Files customers send: judged by content, all or nothing, and back only as downloads (INT-9, A10, A20)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.errors import RuleBroken
from complaints.models import Complaint, Evidence
from complaints.portal import pages
from complaints.services import evidence as services
from complaints.services.evidence import add_evidence, keep
from complaints.states import State
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.customer import WORDS, Customer

pytestmark = pytest.mark.django_db

HTML = b"<html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def noon(time_machine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def customer():
    return Customer()


@pytest.fixture
def opened(customer, noon):
    form_token = customer.opens_form()
    noon.shift(timedelta(minutes=1))
    return form_token


@pytest.fixture
def holder(customer):
    """A customer whose complaint is being looked into, and the complaint."""
    complaint = a_complaint(at=State.INVESTIGATING)
    customer.holds(complaint)
    return customer, complaint


def stored(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_photos_come_with_the_complaint(customer, opened, settings):
    customer.sends(opened, files=[a_photo(), a_photo(), a_photo()])
    assert Complaint.objects.get().evidence.count() == 3
    assert len(stored(settings.MEDIA_ROOT)) == 3
    assert "3 files have arrived" in customer.get("/complain/received/").content.decode()


def test_photos_chosen_for_a_second_sending_are_added_not_lost(customer, opened):
    first, second = a_photo(), a_photo()
    customer.sends(opened, files=[first])
    first.seek(0)
    customer.sends(opened, files=[first, second])
    complaint = Complaint.objects.get()
    assert complaint.evidence.count() == 2
    assert complaint.events.filter(kind="complaints.evidence_added").count() == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.jpg", HTML, "is not a picture"),
        ("photo.svg", SVG, "is not a picture"),
        ("photo.exe", b"MZ\x90\x00" + b"\0" * 200, "is not a picture"),
        ("photo.png", b"", "is empty"),
        ("photo.zip", b"PK\x03\x04" + b"\0" * 200, "is not a picture"),
        ("photo.txt", "只是文字".encode(), "is not a picture"),
    ],
)
def test_a_wrong_file_is_named_and_nothing_is_stored(customer, opened, settings, name, content, sentence):
    response = customer.sends(opened, files=[a_photo(), SimpleUploadedFile(name, content, "image/jpeg")])
    page = response.content.decode()
    assert response.status_code == 422
    assert name in page
    assert sentence in page
    assert WORDS in page
    assert "choose your photos and videos again" in page
    assert Complaint.objects.count() == 0
    assert stored(settings.MEDIA_ROOT) == []


def test_every_wrong_file_is_named_at_once(customer, opened):
    wrong = [SimpleUploadedFile(name, HTML) for name in ("one.jpg", "two.jpg")]
    page = customer.sends(opened, files=wrong).content.decode()
    assert "one.jpg" in page
    assert "two.jpg" in page


def test_a_fourth_file_is_too_many(customer, opened):
    response = customer.sends(opened, files=[a_photo() for _each in range(4)])
    assert response.status_code == 422
    assert "at most 3 files" in response.content.decode()


def test_a_file_over_the_limit_is_refused_in_megabytes(customer, opened, settings):
    settings.EVIDENCE_MAX_BYTES = 1024**2
    large = SimpleUploadedFile("long.png", a_photo().read() + b"\0" * 1024**2)
    page = customer.sends(opened, files=[large]).content.decode()
    assert "larger than 1 MB" in page


@pytest.mark.parametrize("path", ["/complain/", "/track/evidence/"])
def test_a_request_that_says_it_is_huge_is_refused_unread(customer, settings, path):
    settings.EVIDENCE_MAX_BYTES = 1024
    body = b"x" * (pages.MOST_FILES * 1024 + 2 * 1024**2 + 1)
    response = customer.browser.post(path, body, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_a_failure_in_the_middle_leaves_neither_complaint_nor_file(customer, opened, settings, monkeypatch):
    calls = []

    def failing_second(*args, **facts):
        calls.append(facts)
        if len(calls) == 2:
            raise RuleBroken("the second file breaks")
        return keep(*args, **facts)

    monkeypatch.setattr(services, "keep", failing_second)
    response = customer.sends(opened, files=[a_photo(), a_photo()])
    assert response.status_code == 409
    assert "the second file breaks" in response.content.decode()
    assert Complaint.objects.count() == Evidence.objects.count() == 0
    assert stored(settings.MEDIA_ROOT) == []


def test_more_files_can_follow_three_at_a_time(holder):
    customer, complaint = holder
    response = customer.post("/track/evidence/", files=[a_photo(), a_photo()], note="外箱")
    assert response.status_code == 302
    assert [evidence.note for evidence in complaint.evidence.all()] == ["外箱", "外箱"]
    assert customer.post("/track/evidence/", files=[a_photo() for _each in range(4)]).status_code == 422
    assert customer.post("/track/evidence/").status_code == 422


def test_the_same_photo_twice_is_kept_once(holder):
    customer, complaint = holder
    photo = a_photo()
    for _click in range(2):
        photo.seek(0)
        assert customer.post("/track/evidence/", files=[photo]).status_code == 302
    assert complaint.evidence.count() == 1


@pytest.mark.parametrize(
    "name",
    [
        '"><img src=x onerror=alert(1)>.png',
        "\u202egnp.exe.png",
        "a\r\nSet-Cookie: x=1.png",
        "../../etc/passwd",
        "…",
        "con.txt",
    ],
)
def test_an_own_file_comes_back_as_a_harmless_download(holder, name):
    customer, complaint = holder
    customer.post("/track/evidence/", files=[a_photo(name)])
    evidence = complaint.evidence.get()
    response = customer.post(f"/track/file/{evidence.uuid}/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie: x" not in str(response.headers)
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")
    assert "<img src=x" not in customer.get("/track/progress/").content.decode()


def test_files_of_the_desk_of_others_and_of_merged_complaints_stay_closed(holder):
    customer, complaint = holder
    internal = add_evidence(complaint.pk, upload=a_photo(), by=complaint.handler, now=NOON)
    foreign = add_evidence(a_complaint().pk, upload=a_photo(), by=a_user(), now=NOON)
    for evidence in (internal, foreign):
        assert customer.post(f"/track/file/{evidence.uuid}/").status_code == 404
        assert str(evidence.uuid) not in customer.get("/track/progress/").content.decode()


def test_a_closed_complaint_takes_no_more_files(customer):
    complaint = a_complaint(at=State.CLOSED)
    customer.holds(complaint)
    response = customer.post("/track/evidence/", files=[a_photo()])
    assert response.status_code == 409
    assert "closed" in response.content.decode()
    assert customer.get("/track/evidence/").status_code == 404
