"""Outside matters and packages on the page of a complaint, as dialogs post them and readers see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from complaints.models import EventKind
from complaints.states import State
from escalation.exports.making import make_waiting
from escalation.models import EvidencePackage, OutsideBody, OutsideMatter
from tests.builders import a_complaint, a_user
from tests.desk import desk_of
from tests.escalation.test_package import NAME, PHONE, a_file, a_story
from tests.steps import page_of, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def lawyer():
    return a_user(Role.LEGAL, name="周律师")


def opened(client, complaint, lawyer, **facts):
    facts |= {"body": OutsideBody.objects.get(code="court").pk, "claim": "退一赔三", "representative": lawyer.pk}
    day = timezone.localdate() - timedelta(days=1)
    answer = post(client, complaint, "open-matter", received_on=day.isoformat(), **facts)
    assert answer.status_code == 200, answer.content.decode()
    return OutsideMatter.objects.get(complaint=complaint)


def test_a_matter_is_opened_noted_and_closed_with_its_obligations(lawyer):
    client, complaint = desk_of(lawyer), a_complaint(State.EXECUTING, now=timezone.now())
    matter = opened(client, complaint, lawyer, reference="（2026）浙民初 1 号")
    page = page_of(client, complaint)
    assert "提交答辩状" in page
    assert "第一百二十八条" in page
    hearing = (timezone.localtime() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    assert (
        post(client, complaint, "note-matter", matter=matter.pk, milestone="hearing", hearing_at=hearing).status_code
        == 200
    )
    refused = post(client, complaint, "note-matter", matter=matter.pk, milestone="decided", on="")
    assert refused.status_code == 422
    duty = {"title_1": "书面致歉", "department_1": complaint.department_id, "due_at_1": hearing}
    done = post(client, complaint, "close-matter", matter=matter.pk, result="settled", words="调解结案", **duty)
    assert done.status_code == 200
    matter.refresh_from_db()
    assert matter.obligations.get().task.title == "书面致歉"
    assert "书面致歉" in page_of(client, complaint)


def test_the_dialog_shows_what_is_masked_and_a_reader_takes_the_file(lawyer):
    client, complaint = desk_of(lawyer), a_story(State.EXECUTING)
    kept, left = a_file(complaint, "甲.png"), a_file(complaint, "乙.png")
    dialog = client.get(
        reverse("admin:complaints_complaint_step", args=[complaint.pk, "order-package"])
    ).content.decode()
    assert "遮盖" in dialog
    facts = {"profile": "mediator", "recipient": "消费者协会", "purpose": "调解", "language": "zh-hans"}
    assert post(client, complaint, "order-package", files=[str(kept.uuid)], **facts).status_code == 200
    package = EvidencePackage.objects.get()
    assert str(left.uuid) in package.left_out
    address = reverse("admin:escalation_evidencepackage_file", args=[package.pk])
    assert client.get(address).status_code == 403
    assert make_waiting(now=timezone.now()) == 1
    answer = client.get(address)
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"PK")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert NAME.encode() in content
    assert PHONE.encode() not in content
    assert complaint.events.filter(kind=EventKind.PACKAGE_OPENED, by=lawyer).count() == 1
    assert package.download_name in answer["Content-Disposition"]


def test_a_letter_begins_with_what_is_on_record(lawyer):
    client, complaint = desk_of(lawyer), a_complaint(State.EXECUTING)
    dialog = client.get(
        reverse("admin:complaints_complaint_step", args=[complaint.pk, "final-letter"])
    ).content.decode()
    assert "原路退款" in dialog
    assert "派送扫描显示外箱在中转时受压" in dialog
    body = OutsideBody.objects.get(code="12315").pk
    facts = {"kind": "final_answer", "findings": "甲", "offered": "乙", "position": "丙", "bodies": [body]}
    assert post(client, complaint, "final-letter", **facts).status_code == 200
    assert "终局答复" in page_of(client, complaint)


def test_lists_show_what_is_due_and_to_whom_it_went(lawyer):
    client, complaint = desk_of(lawyer), a_complaint(State.EXECUTING, now=timezone.now())
    matter = opened(client, complaint, lawyer)
    page = client.get(reverse("admin:escalation_outsidematter_changelist")).content.decode()
    assert complaint.number in page
    assert str(matter.body) in page
    assert client.get(reverse("admin:escalation_evidencepackage_changelist")).status_code == 200
    assert client.get(reverse("admin:escalation_outsidebody_change", args=[matter.body_id])).status_code == 200
