"""The customer writes to the desk at any time; both sides read one conversation (COM-1, SLA-16, A37)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken, TooOften
from complaints.models import Complaint, EventKind, PauseReason, StaffNotice
from complaints.services import merging, pauses
from complaints.services.customer_words import MOST_A_DAY, hear
from complaints.services.writing import write
from complaints.states import Channel, State
from tests.builders import NOON, a_complaint, a_photo, a_user
from tests.customer import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
WORDS = "外箱的照片我又找到一张。"


def tell(complaint, words=WORDS, *, by=None, now=NOON, **facts):
    return hear(complaint.pk, words=words, via=Channel.WEB_FORM, by=by or User.objects.customer(), now=now, **facts)


def kinds(complaint):
    return list(complaint.events.order_by("seq").values_list("kind", flat=True))


def test_what_the_customer_writes_is_kept_recorded_once_and_told_to_the_handler():
    complaint = a_complaint(at=State.INVESTIGATING)
    before = kinds(complaint)
    said = tell(complaint)
    assert (said.direction, said.channel, said.summary) == ("in", "web_form", WORDS)
    assert kinds(complaint) == [*before, EventKind.CONTACTED]
    assert [(notice.kind, notice.to) for notice in StaffNotice.objects.all()] == [("wrote", complaint.handler)]


def test_files_come_along_and_each_is_recorded():
    complaint = a_complaint(at=State.INVESTIGATING)
    tell(complaint, uploads=[a_photo(), a_photo()])
    assert complaint.evidence.count() == 2
    assert kinds(complaint)[-3:] == [EventKind.CONTACTED, EventKind.EVIDENCE_ADDED, EventKind.EVIDENCE_ADDED]


def test_what_we_asked_for_is_answered_by_it_and_a_choice_is_not():
    asked, choosing = a_complaint(at=State.TRIAGED), a_complaint(at=State.PROPOSED)
    pauses.pause(asked.pk, reason=PauseReason.ANSWER, note="哪天签收的？", by=asked.handler, now=NOON)
    tell(asked)
    tell(choosing)
    assert not asked.pauses.open().exists()
    assert choosing.pauses.open().exists()
    assert [notice.kind for notice in StaffNotice.objects.order_by("pk")] == ["answered", "wrote"]


def test_the_same_words_sent_twice_are_one_message():
    complaint = a_complaint(at=State.INVESTIGATING)
    assert tell(complaint) == tell(complaint, now=NOON + timedelta(minutes=9))
    assert tell(complaint) != tell(complaint, now=NOON + timedelta(minutes=11))
    assert [one.kind for one in StaffNotice.objects.all()] == ["wrote", "wrote"]


def test_a_day_has_room_for_twenty_messages():
    complaint = a_complaint(at=State.INVESTIGATING)
    for one in range(MOST_A_DAY):
        tell(complaint, f"{WORDS}{one}")
    with pytest.raises(TooOften, match="20 times today"):
        tell(complaint)
    tell(complaint, now=NOON + timedelta(days=1))


def test_a_closed_complaint_hears_as_long_as_it_may_be_opened_again_and_stays_closed():
    complaint = a_complaint(at=State.CLOSED)
    tell(complaint, now=complaint.closed_at + timedelta(days=1))
    assert Complaint.objects.get(pk=complaint.pk).state == State.CLOSED
    with pytest.raises(NotPermitted, match="are over"):
        tell(complaint, "还在吗", now=complaint.closed_at + timedelta(days=400))


def test_a_merged_complaint_names_the_one_to_follow():
    other, complaint = a_complaint(), a_complaint()
    merging.close_duplicate(complaint.pk, of_id=other.pk, reason="同一件事", by=complaint.received_by, now=NOON)
    with pytest.raises(RuleBroken, match=other.number):
        tell(complaint)


def test_who_only_reads_writes_nothing_in_the_customers_name():
    with pytest.raises(NotPermitted):
        tell(a_complaint(), by=a_user(Role.AUDITOR))
    with pytest.raises(RuleBroken):
        tell(a_complaint(), "  ")


@pytest.fixture
def customer(time_machine):
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    return Customer()


def test_both_sides_stand_in_one_conversation(customer):
    complaint = a_complaint(at=State.INVESTIGATING)
    write(complaint.pk, text="仓库的录像已经调到。", by=complaint.handler, now=NOON)
    customer.holds(complaint)
    page = customer.post("/track/write/", words="<b>谢谢</b>，等您消息。")
    assert (page.status_code, page["Location"]) == (302, "/track/progress/")
    page = customer.get("/track/progress/").content.decode()
    assert "Thank you, we have your message." in page
    assert "You were in touch with us." in page
    assert page.index("仓库的录像已经调到。") < page.index("&lt;b&gt;谢谢&lt;/b&gt;，等您消息。")
    assert "已致电致歉并核对订单。" not in page


def test_files_of_a_message_arrive_and_a_bad_one_keeps_the_words(customer):
    complaint = a_complaint(at=State.INVESTIGATING)
    customer.holds(complaint)
    bad = customer.post("/track/write/", words=WORDS, files=[SimpleUploadedFile("page.html", b"<html>")])
    assert bad.status_code == 422
    assert WORDS in bad.content.decode()
    assert complaint.evidence.count() == 0
    customer.post("/track/write/", words=WORDS, files=[a_photo()])
    assert complaint.evidence.count() == 1


def test_beyond_reopening_there_is_nothing_to_write_on(customer, time_machine):
    complaint = a_complaint(at=State.CLOSED)
    time_machine.move_to(complaint.closed_at + timedelta(days=400), tick=False)
    customer.holds(complaint)
    assert customer.get("/track/write/").status_code == 404
    assert customer.post("/track/write/", words=WORDS).status_code == 403
    assert "/track/write/" not in customer.get("/track/progress/").content.decode()
