"""Evidence packages: whole or not at all, masked everywhere alike, and any change of a byte is found (ESC-7, F19)."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from accounts.roles import Role
from complaints.crypto.contact import ContactKind
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind, Evidence, Order
from complaints.services import contacts
from complaints.services.evidence import add_evidence
from complaints.states import Channel, State
from escalation.exports import archive, making
from escalation.exports.making import make_waiting
from escalation.exports.verifying import verify
from escalation.models import EvidencePackage, PackageState, Recipient
from escalation.services.packages import open_package, order_package
from tests.builders import NOON, a_complaint, a_photo, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NAME, PHONE, STRANGER, ADDRESS = "欧阳秀英", "13812340001", "13987654321", "浙江省杭州市西湖区文三路 1 号 2 幢 301 室"
LATER = NOON + timedelta(days=2)


def a_story(at=State.CLOSED, **facts):
    """A complaint whose texts name the person, their telephone and somebody else's."""
    agent = a_user(name="王敏之")
    facts = {"description": f"我是{NAME}，电话 {PHONE}，邻居电话 {STRANGER}。\n地址：{ADDRESS}"} | facts
    complaint = a_complaint(at, agent=agent, name=NAME, contacts={ContactKind.PHONE: PHONE}, **facts)
    Order.objects.create(number=f"E{complaint.pk}", delivery_address=ADDRESS)
    Complaint.objects.filter(pk=complaint.pk).update(order=Order.objects.get(number=f"E{complaint.pk}"))
    return complaint


def a_file(complaint, name=f"{NAME} {PHONE}.png"):
    return add_evidence(complaint.pk, upload=a_photo(name), by=complaint.handler, now=NOON)


def order(complaint, profile=Recipient.COURT, **changes):
    facts = {
        "profile": profile,
        "recipient": "杭州市西湖区人民法院",
        "purpose": "举证",
        "language": "zh-hans",
        "by": a_user(Role.LEGAL),
        "now": LATER,
    }
    return order_package(complaint.pk, **facts | changes)


def made(complaint, profile=Recipient.COURT, **changes):
    package = order(complaint, profile, **changes)
    assert make_waiting(now=LATER) == 1
    package.refresh_from_db()
    assert package.state == PackageState.MADE, package.failure
    return package


def content_of(package):
    with package.file.open("rb") as file, zipfile.ZipFile(io.BytesIO(file.read())) as whole:
        assert whole.testzip() is None
        return {name: whole.read(name) for name in whole.namelist()}


def path_of(package):
    return Path(default_storage.path(package.file.name))


def test_a_package_holds_the_record_its_files_and_the_proof_of_both():
    complaint = a_story(State.EXECUTING)
    photo = a_file(complaint)
    package = made(complaint)
    content = content_of(package)
    assert list(content) == [
        "record.pdf",
        "record.json",
        f"attachments/001-{NAME} {PHONE}.png",
        "manifest.json",
        "signature.json",
    ]
    assert content["record.pdf"].startswith(b"%PDF-")
    record = json.loads(content["record.json"])
    assert record["complainant"]["contacts"][0]["value"] == PHONE
    assert [event["seq"] for event in record["events"]] == list(range(1, len(record["events"]) + 1))
    assert record["attachments"][0]["sha256"] == photo.sha256
    assert {"王敏之"} <= {line["by"] for line in record["chronology"]}
    verdict = verify(path_of(package))
    assert verdict.faults == []
    assert verdict.fingerprint == package.fingerprint
    event = complaint.events.get(kind=EventKind.PACKAGE_MADE)
    assert (event.by, event.facts["sha256"], event.facts["profile"]) == (package.ordered_by, package.sha256, "court")


def test_two_makings_of_the_same_order_are_the_same_bytes():
    complaint = a_story(State.EXECUTING)
    a_file(complaint)
    package = made(complaint)
    first = path_of(package).read_bytes()
    EvidencePackage.objects.filter(pk=package.pk).update(
        state=PackageState.WAITING, file="", sha256="", made_at=None, attempts=0
    )
    assert make_waiting(now=LATER + timedelta(hours=3)) == 1
    assert path_of(package).read_bytes() == first


@pytest.mark.parametrize(
    ("profile", "shown", "hidden"),
    [
        (Recipient.COURT, [NAME, PHONE, STRANGER, ADDRESS, "王敏之"], []),
        (Recipient.REGULATOR, [NAME, PHONE, "王敏之"], [STRANGER, ADDRESS]),
        (Recipient.MEDIATOR, [NAME, "王敏之"], [PHONE, STRANGER, ADDRESS, 'proposal_approved","at']),
        (Recipient.CUSTOMER, [NAME, PHONE, ADDRESS], [STRANGER, "王敏之"]),
        (Recipient.INTERNAL, ["王敏之"], [NAME, PHONE, STRANGER, ADDRESS]),
    ],
)
def test_a_profile_masks_the_same_everywhere(profile, shown, hidden, monkeypatch):
    complaint = a_story(State.EXECUTING)
    a_file(complaint)
    contacts.record_contact(
        complaint.pk,
        direction="in",
        channel=Channel.PHONE,
        summary=f"{NAME}来电（{PHONE}），同事王敏之接听，送至{ADDRESS}",
        by=complaint.handler,
        now=NOON,
    )
    printed = []
    set_page = making.printed
    monkeypatch.setattr(
        making, "printed", lambda record, *rest, **facts: printed.append(record) or set_page(record, *rest, **facts)
    )
    content = content_of(made(complaint, profile))
    texts = {
        "json": content["record.json"].decode(),
        "pdf": json.dumps(printed[0], ensure_ascii=False),
        "names": "\n".join(content),
        "manifest": content["manifest.json"].decode(),
    }
    for word in shown:
        assert word in texts["json"], word
    for where, text in texts.items():
        for word in hidden:
            assert word not in text, f"{word} in {where}"


def test_what_a_recipient_need_not_know_keeps_only_its_place_in_the_chain():
    package = made(a_story(), Recipient.CUSTOMER)
    record = json.loads(content_of(package)["record.json"])
    withheld = [event for event in record["events"] if event["is_withheld"]]
    assert withheld
    assert all(event["facts"] == {} and event["hash"] for event in withheld)
    assert verify(path_of(package)).faults == []
    assert all(one["approval"] is None for one in record["proposals"])


def test_no_code_of_the_customer_goes_out_and_chosen_files_stay_in():
    complaint = a_story(State.EXECUTING)
    kept, left = a_file(complaint, "甲.png"), a_file(complaint, "乙.png")
    content = content_of(made(complaint, left_out=[left.uuid]))
    record = json.loads(content["record.json"])
    assert [one["file"] for one in record["attachments"]] == [
        str(kept.uuid),
        *[str(one.uuid) for one in Evidence.objects.filter(complaint=complaint).exclude(pk__in=[kept.pk, left.pk])],
    ][: len(record["attachments"])]
    receipt = complaint.deliveries.get(step__startswith="received")
    assert receipt.body not in content["record.json"].decode()


def test_a_making_that_breaks_off_offers_nothing_and_is_begun_again(monkeypatch):
    complaint = a_story(State.EXECUTING)
    a_file(complaint)
    package = order(complaint)
    add = archive.Writer.end

    def dies(writer):
        raise RuntimeError("killed")

    monkeypatch.setattr(archive.Writer, "end", dies)
    assert make_waiting(now=LATER) == 0
    package.refresh_from_db()
    assert (package.state, package.file.name, package.sha256) == (PackageState.WAITING, "", "")
    assert list(Path(settings.MEDIA_ROOT).glob("packages/**/*.draft")) == []
    with pytest.raises(RuleBroken, match="not ready"):
        open_package(package.pk, by=package.ordered_by, now=LATER)
    monkeypatch.setattr(archive.Writer, "end", add)
    assert make_waiting(now=LATER + timedelta(minutes=20)) == 1
    package.refresh_from_db()
    assert verify(path_of(package)).faults == []


def test_a_stored_file_that_is_no_longer_what_was_brought_stops_the_making():
    complaint = a_story(State.EXECUTING)
    photo = a_file(complaint)
    Path(default_storage.path(photo.file.name)).write_bytes(b"other")
    package = order(complaint)
    make_waiting(now=LATER)
    package.refresh_from_db()
    assert package.state == PackageState.FAILED
    assert "digest differs" in package.failure or "摘要" in package.failure


def test_who_may_make_and_open_which():
    complaint = a_story(State.EXECUTING)
    with pytest.raises(NotPermitted):
        order(complaint, by=complaint.handler)
    auditor = a_user(Role.AUDITOR)
    with pytest.raises(NotPermitted):
        order(complaint, Recipient.INTERNAL, by=auditor)
    court, internal = made(complaint), made(complaint, Recipient.INTERNAL)
    assert open_package(internal.pk, by=auditor, now=LATER) == internal
    with pytest.raises(NotPermitted, match="reach the customer"):
        open_package(court.pk, by=auditor, now=LATER)
    assert complaint.events.filter(kind=EventKind.PACKAGE_OPENED, by=auditor).count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"recipient": " "}, "who receives"), ({"purpose": ""}, "what it is for")]
)
def test_an_order_without_its_facts_is_refused(changes, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        order(a_complaint(State.INVESTIGATING), **changes)


def test_hostile_texts_are_printed_as_they_were_written():
    words = '#read("/etc/passwd") $ *a* #import "@preview/x:1.0.0": * \\ ]) // <x> @y'
    package = made(a_story(State.EXECUTING, description=words, subject=words[:100]))
    record = json.loads(content_of(package)["record.json"])
    assert record["complaint"]["description"] == words
