from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from complaints.models import Complaint, ComplaintEvent, EventKind
from complaints.origin import request_origin
from complaints.services.contacts import record_contact
from complaints.services.record import faults_of, missing_numbers
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.guards import lifted

pytestmark = pytest.mark.django_db


def tamper(statement, *values):
    with lifted() as cursor:
        cursor.execute(statement, values)


def test_a_whole_life_leaves_a_chain_without_gap_or_fault():
    complaint = a_complaint(at=State.CLOSED)
    events = list(complaint.events.order_by("seq"))
    assert [event.seq for event in events] == list(range(1, complaint.events_count + 1))
    assert [event.previous_hash for event in events] == ["", *(event.hash for event in events[:-1])]
    assert complaint.events_head == events[-1].hash
    assert faults_of(complaint) == []


def test_the_life_of_a_complaint_can_be_read_from_its_record():
    kinds = a_complaint(at=State.CLOSED).events.order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [
        EventKind.RECEIVED,
        EventKind.TRIAGED,
        EventKind.CONTACTED,
        EventKind.INVESTIGATION_STARTED,
        EventKind.REPORTED,
        EventKind.PROPOSED,
        EventKind.PROPOSAL_APPROVED,
        EventKind.OFFERED,
        EventKind.PAUSED,
        EventKind.ACCEPTED,
        EventKind.RESUMED,
        EventKind.TASK_DONE,
        EventKind.REVISIT_DUE,
        EventKind.CLOSED,
    ]


def test_the_record_says_from_where():
    token = request_origin.set("192.0.2.7")
    try:
        complaint = a_complaint()
    finally:
        request_origin.reset(token)
    assert complaint.events.get().origin == "192.0.2.7"
    assert faults_of(complaint) == []


def test_text_of_every_script_keeps_its_hash_through_the_database():
    agent = a_user()
    complaint = a_complaint(agent=agent, subject="𠮷野家 👩‍👧 “引号” \\ </script>")
    record_contact(complaint.pk, direction="out", channel="phone", summary="é e\u0301 𪚥", by=agent, now=NOON)
    assert faults_of(Complaint.objects.get()) == []


def test_a_changed_word_is_found():
    complaint = a_complaint(at=State.TRIAGED)
    tamper("UPDATE complaints_complaintevent SET kind = 'complaints.claimed' WHERE seq = 2")
    (fault,) = faults_of(complaint)
    assert (fault.number, fault.seq) == (complaint.number, 2)


def test_a_record_cut_short_is_found_even_with_the_head_set_back():
    complaint = a_complaint(at=State.TRIAGED)
    first = complaint.events.get(seq=1)
    tamper("DELETE FROM complaints_complaintevent WHERE seq > 1")
    assert faults_of(Complaint.objects.get())
    Complaint.objects.update(events_count=1, events_head=first.hash)
    assert faults_of(Complaint.objects.get())


def test_a_complaint_without_its_record_is_found():
    a_complaint()
    tamper("DELETE FROM complaints_complaintevent")
    Complaint.objects.update(events_count=0, events_head="")
    assert faults_of(Complaint.objects.get())


def test_a_record_taken_over_from_another_complaint_is_found():
    agent = a_user()
    one, other = a_complaint(agent=agent), a_complaint(agent=agent)
    hashes = dict(ComplaintEvent.objects.values_list("complaint", "hash"))
    tamper("UPDATE complaints_complaintevent SET hash = %s WHERE complaint_id = %s", hashes[other.pk], one.pk)
    assert faults_of(Complaint.objects.get(pk=one.pk))
    assert faults_of(Complaint.objects.get(pk=other.pk)) == []


def test_after_a_change_of_keys_the_old_entries_still_prove_themselves(settings):
    agent = a_user()
    settings.RECORD_KEYS = {"old": b"o" * 32}
    complaint = a_complaint(agent=agent)
    settings.RECORD_KEYS = {"new": b"n" * 32, "old": b"o" * 32}
    record_contact(complaint.pk, direction="out", channel="phone", summary="已联系", by=agent, now=NOON)
    complaint = Complaint.objects.get()
    assert faults_of(complaint) == []
    settings.RECORD_KEYS = {"new": b"n" * 32}
    assert {fault.seq for fault in faults_of(complaint)} == {1}


def test_a_complaint_taken_away_whole_is_missed_by_its_number():
    agent = a_user()
    complaints = [a_complaint(agent=agent) for _serial in range(3)]
    assert missing_numbers() == []
    Complaint.objects.filter(pk=complaints[1].pk).update(number="202611-9001")
    assert [fault.number for fault in missing_numbers()] == [complaints[1].number]


def test_the_command_says_that_the_record_holds_and_names_what_does_not():
    a_complaint(at=State.TRIAGED)
    complaint = a_complaint(at=State.TRIAGED)
    out = StringIO()
    call_command("verify_record", stdout=out)
    assert "2" in out.getvalue()
    tamper("UPDATE complaints_complaintevent SET origin = 'x' WHERE complaint_id = %s AND seq = 1", complaint.pk)
    with pytest.raises(CommandError):
        call_command("verify_record", stdout=out)
    assert f"{complaint.number} #1" in out.getvalue()
    other = Complaint.objects.exclude(pk=complaint.pk).get()
    call_command("verify_record", other.number, stdout=out)
