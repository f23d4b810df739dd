from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import EventKind, Evidence
from complaints.services.evidence import add_evidence, clean_name, open_evidence
from complaints.states import State
from tests.builders import NOON, a_complaint, a_photo, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def a_file(content, name="x.jpg"):
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def added(complaint, upload=None, *, by=None, **changes):
    return add_evidence(complaint.pk, upload=upload or a_photo(), by=by or complaint.received_by, now=NOON, **changes)


def an_archive():
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    return buffer.getvalue()


def test_a_file_is_kept_under_a_random_name_outside_the_web_and_readable_by_nobody_else(settings):
    evidence = added(a_complaint(), a_photo("../../etc/passwd.png"))
    place = Path(evidence.file.path)
    assert place.is_relative_to(settings.MEDIA_ROOT)
    assert place.name == evidence.uuid.hex
    assert place.stat().st_mode & 0o077 == 0
    assert (evidence.name, evidence.content_type, evidence.size_bytes) == (
        "passwd.png",
        "image/png",
        place.stat().st_size,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"MZ\x90\x00 a programme",
        b"\x7fELF",
        b"#!/bin/sh",
        an_archive(),
        b"just words",
        b"\x00" * 600,
    ],
    ids=["html", "svg", "exe", "elf", "shell", "zip", "text", "zeros"],
)
def test_a_file_is_judged_by_its_content_and_not_by_its_name(content):
    complaint = a_complaint()
    with pytest.raises(RuleBroken, match=r"x\.jpg"):
        added(complaint, a_file(content))
    assert not Evidence.objects.exists()


def test_empty_and_oversize_files_are_refused_with_what_to_do(settings):
    settings.EVIDENCE_MAX_BYTES = 1024**2
    complaint = a_complaint()
    with pytest.raises(RuleBroken, match="empty"):
        added(complaint, a_file(b""))
    with pytest.raises(RuleBroken, match="1 MB"):
        added(complaint, a_file(b"\xff\xd8\xff" + b"x" * 1024**2))


def test_the_same_file_twice_is_kept_once_and_recorded_once():
    complaint, photo = a_complaint(), a_photo()
    first = added(complaint, photo)
    photo.seek(0)
    assert added(complaint, photo) == first
    assert complaint.events.filter(kind=EventKind.EVIDENCE_ADDED).count() == 1
    other = a_complaint()
    photo.seek(0)
    assert added(other, photo) != first


def test_a_complaint_holds_a_bounded_number_of_files(monkeypatch):
    monkeypatch.setattr("complaints.services.evidence.MOST_FILES", 2)
    complaint = a_complaint()
    added(complaint), added(complaint)
    with pytest.raises(RuleBroken, match="2"):
        added(complaint)


def test_nothing_is_added_to_a_closed_complaint_nor_by_those_who_only_read():
    with pytest.raises(RuleBroken, match="closed"):
        added(a_complaint(at=State.CLOSED))
    complaint = a_complaint()
    for role in (Role.AUDITOR, Role.CURATOR, Role.DIRECTOR, Role.ADMINISTRATOR, Role.INTEGRATION):
        with pytest.raises(NotPermitted):
            added(complaint, by=a_user(role))


def test_a_note_has_its_limit():
    with pytest.raises(RuleBroken, match="200"):
        added(a_complaint(), note="x" * 201)
    assert not Evidence.objects.exists()


def test_each_look_is_recorded_and_strangers_get_none():
    complaint = a_complaint()
    evidence = added(complaint)
    auditor = a_user(Role.AUDITOR)
    assert open_evidence(evidence.uuid, by=auditor, now=NOON) == evidence
    look = complaint.events.get(kind=EventKind.EVIDENCE_OPENED)
    assert (look.by, look.facts) == (auditor, {"file": str(evidence.uuid)})
    for stranger in (a_user(team="internet-desk"), a_user(Role.ADMINISTRATOR), a_user(Role.INTEGRATION)):
        with pytest.raises(NotPermitted):
            open_evidence(evidence.uuid, by=stranger, now=NOON)


def test_the_customer_adds_files_to_the_own_complaint():
    assert added(a_complaint(), by=User.objects.customer()).added_by == User.objects.customer()


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\lin\\照片.jpg", "照片.png"),
        ("photo.jpg\r\nX-Header: 1", "photo.png"),
        ("invoice\u202egpj.exe", "invoicegpj.png"),
        ("<img onerror=alert(1)>.png", "_img onerror=alert(1)_.png"),
        (".htaccess\u200b", "htaccess.png"),
        ("a\x00b.png", "ab.png"),
        ("...", "file.png"),
        ("", "file.png"),
        ("ｘ．ｐｎｇ", "x.png"),
    ],
)
def test_a_name_is_made_harmless(name, clean):
    assert clean_name(name, "image/png") == clean


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_splits_a_header(name):
    clean = clean_name(name, "image/png")
    assert not set(clean) & set('/\\\r\n\x00"<>:|?*')
    assert 0 < len(clean) <= 124
    assert not clean.startswith(".")
