"""What arrives from outside: a complaint of its own, the words of a proven sender, or a letter held back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from complaints.crypto.contact import ContactKind
from complaints.errors import RuleBroken
from complaints.models import (
    Complainant,
    Complaint,
    Contact,
    Delivery,
    EventKind,
    Inbound,
    InboundReason,
    InboundState,
    NoticeKind,
    StaffNotice,
)
from complaints.services.inbound import MOST_OPENED_A_DAY, take_in
from complaints.services.intake import receive
from complaints.states import Channel, Preset, State
from tests.builders import NOON, a_complaint, a_photo, a_receipt
from tests.letters import an_arrival, arrive

pytestmark = pytest.mark.django_db


def test_what_arrives_becomes_a_complaint_with_its_origin():
    letter = arrive(external_id="r-77")
    complaint = letter.complaint
    assert (letter.state, complaint.state) == (InboundState.OPENED, State.RECEIVED)
    assert (complaint.channel, complaint.external_id) == (Channel.PLATFORM, "r-77")
    assert complaint.origin_url == "https://reviews.example.cn/1"
    assert complaint.raw_text.startswith("【评论】")
    assert complaint.description == letter.text
    assert complaint.tasks.count() == 1, "a passive channel begins with contacting the customer (INT-7)"


def test_the_same_thing_by_the_same_door_is_taken_in_once():
    arrival = an_arrival(external_id="r-78", files=(a_photo(),))
    first, second = (take_in(arrival, by=User.objects.system(), now=NOON) for _ in range(2))
    assert first == second
    assert (Complaint.objects.count(), Inbound.objects.count()) == (1, 1)


def test_an_id_known_from_another_door_is_shown_and_not_written_to():
    receive(a_receipt(channel=Channel.PLATFORM, external_id="r-79"), by=User.objects.system(), now=NOON)
    letter = arrive(external_id="r-79")
    assert (letter.state, letter.reason) == (InboundState.QUARANTINED, InboundReason.ELSEWHERE)
    assert Complaint.objects.count() == 1
    assert not Contact.objects.exists()


def test_a_proven_answer_in_a_thread_is_the_customers_words():
    first = arrive(thread="t-1", is_verified=True)
    later = arrive(thread="t-1", is_verified=True, text="今天又漏了。", files=(a_photo(),))
    assert (later.state, later.complaint) == (InboundState.JOINED, first.complaint)
    told = Contact.objects.get()
    assert (told.summary, told.channel, told.by) == ("今天又漏了。", Channel.PLATFORM, User.objects.customer())
    assert first.complaint.evidence.count() == 1
    assert Complaint.objects.count() == 1


def test_the_same_thread_of_another_door_is_another_thread():
    arrive(thread="t-2", is_verified=True)
    assert arrive(thread="t-2", is_verified=True, source="connector:other").state == InboundState.OPENED
    assert Complaint.objects.count() == 2


def test_an_unproven_answer_is_held_back_and_changes_nothing():
    complaint = a_complaint(at=State.INVESTIGATING)
    before = Complaint.objects.filter(pk=complaint.pk).values().get()
    told = [kind.objects.count() for kind in (Complainant, Delivery, Contact)]
    letter = arrive(complaint=complaint.pk, text="请把退款打到新卡。", contacts={ContactKind.EMAIL: "x@example.org"})
    assert (letter.state, letter.reason) == (InboundState.QUARANTINED, InboundReason.UNPROVEN)
    after = Complaint.objects.filter(pk=complaint.pk).values().get()
    assert {name for name in after if after[name] != before[name]} <= {
        "events_count",
        "events_head",
        "events_seal",
        "has_news",
    }
    assert [kind.objects.count() for kind in (Complainant, Delivery, Contact)] == told
    assert complaint.events.last().kind == EventKind.LETTER_HELD
    assert StaffNotice.objects.filter(to=complaint.handler, kind=NoticeKind.LETTER).exists()


def test_a_letter_about_a_complaint_closed_for_good_waits_for_somebody():
    complaint = a_complaint(at=State.CLOSED)
    letter = arrive(complaint=complaint.pk, is_verified=True, now=NOON + timedelta(days=400))
    assert (letter.state, letter.reason) == (InboundState.WAITING, InboundReason.CLOSED)
    assert Complaint.objects.get(pk=complaint.pk).state == State.CLOSED
    assert not Contact.objects.filter(complaint=complaint, by=User.objects.customer()).exists()


@pytest.mark.parametrize("reason", ["automatic", "bulk", "bounce", "own"])
def test_what_a_machine_sent_is_kept_and_opens_nothing(reason):
    letter = arrive(aside=InboundReason(reason), files=(a_photo(),))
    assert (letter.state, letter.reason) == (InboundState.DROPPED, reason)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [({"text": " ", "subject": ""}, "empty"), ({"aside": InboundReason.SPAM}, "spam")],
)
def test_what_opens_nothing_by_itself_waits_for_somebody(facts, reason):
    letter = arrive(**facts)
    assert (letter.state, letter.reason, letter.complaint) == (InboundState.WAITING, reason, None)


def test_one_sender_opens_no_more_than_so_many_a_day():
    """A34, A37: the rest waits for a person."""
    mail = {"contacts": {ContactKind.EMAIL: "flood@example.org"}, "channel": Channel.EMAIL}
    letters = [arrive(**mail, now=NOON + timedelta(minutes=minute)) for minute in range(MOST_OPENED_A_DAY + 2)]
    assert [letter.state for letter in letters].count(InboundState.OPENED) == MOST_OPENED_A_DAY
    assert letters[-1].reason == InboundReason.TOO_MANY
    assert arrive(**mail, now=NOON + timedelta(days=2)).state == InboundState.OPENED


def test_one_address_gets_one_receipt_an_hour_and_three_a_day():
    """A34, A37."""
    mail = {"contacts": {ContactKind.EMAIL: "flood@example.org"}, "channel": Channel.EMAIL}
    told = []
    for hour in (0, 0.5, 1.5, 3, 5):
        arrive(**mail, now=NOON + timedelta(hours=hour))
        told.append(Delivery.objects.filter(step__startswith="received").count())
    assert told == [1, 1, 2, 3, 3]


def test_a_strangers_letter_leaves_a_known_customer_as_known():
    known = a_complaint(contacts={ContactKind.EMAIL: "lin@example.org"}, name="林岚").complainant
    letter = arrive(
        channel=Channel.EMAIL, contacts={ContactKind.EMAIL: "lin@example.org"}, name="Somebody", language="en"
    )
    assert letter.complaint.complainant == known
    known.refresh_from_db()
    assert (known.name, known.language) == ("林岚", "zh-hans")


def test_a_refused_file_is_named_with_the_reason_and_the_rest_is_kept():
    script = SimpleUploadedFile("‮gpj.exe", b"MZ\x90\x00" + b"\0" * 60)
    letter = arrive(files=(a_photo(), script, SimpleUploadedFile("leer.png", b"")))
    assert letter.complaint.evidence.count() == 1
    kept, *refused = letter.files.all()
    assert not kept.refusal
    assert not kept.file, "it is evidence of the complaint now"
    assert [bool(one.refusal) for one in refused] == [True, True]
    assert refused[0].name == "gpj.exe", "what turns letters round is taken out first (A20)"


def test_files_of_a_letter_held_back_are_kept_aside():
    complaint = a_complaint(at=State.INVESTIGATING)
    letter = arrive(complaint=complaint.pk, files=(a_photo(),))
    assert complaint.evidence.count() == 0
    with letter.files.get().file.open() as kept:
        assert kept.read()


def test_no_more_than_ten_files_of_a_letter_are_kept():
    letter = arrive(files=tuple(a_photo(f"{number}.png") for number in range(12)))
    assert letter.complaint.evidence.count() == 10
    assert letter.files.exclude(refusal="").count() == 2


def test_a_text_no_database_stores_is_refused_in_words():
    with pytest.raises(RuleBroken, match="无法保存"):
        arrive(text="a\x00b")
    assert not Inbound.objects.exists()


def test_contact_and_name_of_the_sender_are_sealed_at_rest():
    """AUD-2."""
    letter = arrive(name="欧阳震", contacts={ContactKind.EMAIL: "ouyang@example.org"}, channel=Channel.EMAIL)
    stored = Inbound.objects.filter(pk=letter.pk).values("author_name", "author_contact").get()
    assert "欧阳" not in str(stored)
    assert "ouyang" not in str(stored)
    assert (letter.masked_author, letter.masked_contact) == ("欧**", "o***@example.org")


def test_a_letter_of_the_general_desk_goes_to_its_team():
    assert arrive(preset=Preset.GENERAL).team != arrive(preset=Preset.ECOMMERCE).team
