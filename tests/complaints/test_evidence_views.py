"""Evidence as the desk opens it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.services.evidence import add_evidence
from complaints.states import State
from tests.builders import NOON, a_complaint, a_photo, a_user

pytestmark = pytest.mark.django_db


def content_of(answer):
    """The bytes of a served file; read to the end the client closes it, and the test's connection stays open."""
    return b"".join(answer.streaming_content)


def test_evidence_is_served_to_those_who_see_the_complaint_and_the_look_is_recorded(client):
    complaint = a_complaint(State.TRIAGED)
    evidence = add_evidence(complaint.pk, upload=a_photo("外箱\r\n.png"), by=complaint.handler, now=NOON)
    address = reverse("admin:complaints_complaint_evidence", args=[complaint.pk, evidence.uuid])
    client.force_login(complaint.handler)
    answer = client.get(address)
    assert answer.status_code == 200
    with evidence.file.open() as stored:
        assert content_of(answer) == stored.read()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert ComplaintEvent.objects.filter(complaint=complaint, kind=EventKind.EVIDENCE_OPENED).count() == 1
    client.force_login(a_user(Role.AGENT, team="internet-desk"))
    assert client.get(address).status_code == 404
    assert client.get(f"{address}preview/").status_code == 404


def test_evidence_is_not_found_below_another_complaint(client):
    complaint = a_complaint(State.TRIAGED)
    other = a_complaint(State.TRIAGED, agent=complaint.handler)
    evidence = add_evidence(complaint.pk, upload=a_photo(), by=complaint.handler, now=NOON)
    client.force_login(complaint.handler)
    assert client.get(reverse("admin:complaints_complaint_evidence", args=[other.pk, evidence.uuid])).status_code == 404


def test_a_recording_is_downloaded_and_never_shown(client):
    complaint = a_complaint(State.TRIAGED)
    sound = SimpleUploadedFile("通话.mp3", b"ID3\x03\x00\x00\x00\x00\x00\x21" + b"\x00" * 600)
    evidence = add_evidence(complaint.pk, upload=sound, by=complaint.handler, now=NOON)
    client.force_login(complaint.handler)
    answer = client.get(reverse("admin:complaints_complaint_evidence", args=[complaint.pk, evidence.uuid]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(content_of(answer)) == evidence.size_bytes
    preview = reverse("admin:complaints_complaint_preview", args=[complaint.pk, evidence.uuid])
    assert client.get(preview).status_code == 404


def test_a_preview_is_small_without_metadata_and_leaves_no_trace_in_the_record(client):
    complaint = a_complaint(State.TRIAGED)
    picture, buffer = Image.new("RGB", (1600, 1200), (90, 120, 30)), BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETCAMERA"
    picture.save(buffer, "JPEG", exif=exif)
    upload = SimpleUploadedFile("现场.jpg", buffer.getvalue())
    evidence = add_evidence(complaint.pk, upload=upload, by=complaint.handler, now=NOON)
    client.force_login(complaint.handler)
    before = Complaint.objects.get(pk=complaint.pk).events_count
    preview = reverse("admin:complaints_complaint_preview", args=[complaint.pk, evidence.uuid])
    for _each in range(2):
        answer = client.get(preview)
        assert answer.headers["Content-Type"] == "image/webp"
        assert b"SECRETCAMERA" not in answer.content
        assert max(Image.open(BytesIO(answer.content)).size) <= 360
    assert Complaint.objects.get(pk=complaint.pk).events_count == before


def test_a_broken_picture_has_no_preview_and_breaks_nothing(client):
    complaint = a_complaint(State.TRIAGED)
    upload = SimpleUploadedFile("坏.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 300)
    evidence = add_evidence(complaint.pk, upload=upload, by=complaint.handler, now=NOON)
    client.force_login(complaint.handler)
    preview = reverse("admin:complaints_complaint_preview", args=[complaint.pk, evidence.uuid])
    assert client.get(preview).status_code == 404
    assert client.get(reverse("admin:complaints_complaint_change", args=[complaint.pk])).status_code == 200
