from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Complaint, Contact, EventKind
from complaints.services.contacts import EDITABLE, correct_facts, record_contact
from complaints.services.people import unmask
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
HOUR = timedelta(hours=1)


def talk(complaint, *, by=None, **changes):
    facts = {"direction": "out", "channel": "phone", "summary": "已致电致歉", "now": NOON + HOUR}
    return record_contact(complaint.pk, by=by or complaint.received_by, **facts | changes)


def correct(complaint, seen=None, *, by=None, **facts):
    seen = complaint.events_count if seen is None else seen
    return correct_facts(complaint.pk, facts=facts, by=by or complaint.received_by, now=NOON, seen=seen)


def running(complaint):
    return {deadline.kind: deadline.due_at for deadline in complaint.deadlines.running()}


def test_reaching_the_customer_meets_the_first_contact_and_starts_the_next_notice():
    complaint = a_complaint()
    talk(complaint)
    due = running(complaint)
    assert not {"first_contact", "acknowledgement"} & set(due)
    assert due["progress"] == NOON + 25 * HOUR
    assert complaint.deadlines.get(kind="first_contact").met_at == NOON + HOUR


def test_a_call_that_did_not_reach_them_meets_nothing():
    complaint = a_complaint()
    before = running(complaint)
    talk(complaint, reached=False)
    assert running(complaint) == before
    assert Contact.objects.get().reached is False


def test_a_call_the_customer_makes_is_a_first_contact_but_no_news_from_us():
    complaint = a_complaint()
    before = running(complaint)
    talk(complaint, direction="in")
    assert before.items() - running(complaint).items() == {("first_contact", before["first_contact"])}


def test_a_promised_call_is_a_deadline_and_the_call_keeps_it():
    complaint = a_complaint(at=State.TRIAGED)
    talk(complaint, next_contact_at=NOON + 2 * HOUR)
    assert Complaint.objects.get().next_due_at == NOON + 2 * HOUR
    talk(complaint, now=NOON + 2 * HOUR)
    promise = complaint.deadlines.get(kind="commitment")
    assert promise.was_kept()
    assert "commitment" not in running(complaint)


def test_only_saying_where_it_is_heading_meets_that_deadline():
    complaint = a_complaint()
    talk(complaint)
    assert "direction" in running(complaint)
    talk(complaint, tells_direction=True, now=NOON + 2 * HOUR)
    assert "direction" not in running(complaint)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"summary": " "}, "said"),
        ({"next_contact_at": NOON}, "past"),
        ({"summary": "x" * 5_001}, "5000"),
        ({"channel": "pigeon"}, "pigeon"),
        ({"direction": "up"}, "up"),
    ],
)
def test_what_is_wrong_with_a_note_is_said(changes, word):
    with pytest.raises(RuleBroken, match=word):
        talk(a_complaint(), **changes)
    assert not Contact.objects.exists()


def test_a_closed_complaint_takes_no_notes():
    with pytest.raises(RuleBroken, match="closed"):
        talk(a_complaint(at=State.CLOSED))


def test_a_correction_is_recorded_before_and_after():
    complaint = a_complaint()
    correct(complaint, place="杭州站", demand_cny=Decimal("128.50"), subject=complaint.subject)
    facts = complaint.events.get(kind=EventKind.CHANGED).facts
    assert facts == {
        "before": {"place": "", "demand_cny": "89.00"},
        "after": {"place": "杭州站", "demand_cny": "128.50"},
    }
    assert Complaint.objects.get().place == "杭州站"


def test_a_correction_that_changes_nothing_leaves_no_trace():
    complaint = a_complaint()
    correct(complaint, subject=complaint.subject)
    assert Complaint.objects.get().events_count == 1


def test_state_number_and_owner_are_no_facts_to_correct():
    complaint = a_complaint()
    correct(complaint, state="closed", number="1", handler=a_user(), policy=None, events_count=0)
    after = Complaint.objects.get()
    assert (after.state, after.number, after.handler, after.events_count) == ("received", complaint.number, None, 1)
    assert not {"state", "number", "handler", "channel", "external_id", "complainant"} & set(EDITABLE)


def test_the_second_of_two_editors_is_told_and_loses_nothing_silently():
    complaint = a_complaint()
    correct(complaint, place="杭州站")
    with pytest.raises(Outdated):
        correct(complaint, seen=1, place="宁波站")
    assert Complaint.objects.get().place == "杭州站"


def test_a_look_at_the_contact_or_a_notice_of_the_sweep_does_not_outdate_a_form():
    complaint = a_complaint()
    unmask(complaint.pk, reason="回电", by=complaint.received_by, now=NOON)
    assert correct(complaint, seen=1, place="杭州站").place == "杭州站"


@pytest.mark.parametrize(
    "facts",
    [{"subject": ""}, {"subject": "x" * 121}, {"demand": "all"}, {"demand_cny": Decimal("NaN")}, {"place": "a\x00"}],
    ids=str,
)
def test_a_correction_for_the_worse_is_refused(facts):
    with pytest.raises(RuleBroken):
        correct(a_complaint(), **facts)


@pytest.mark.parametrize("role", [Role.HANDLER, Role.DIRECTOR, Role.LEGAL, Role.AUDITOR])
def test_others_do_not_correct(role):
    with pytest.raises(NotPermitted):
        correct(a_complaint(), by=a_user(role), place="杭州站")
