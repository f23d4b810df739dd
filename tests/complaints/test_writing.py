"""A message written to the customer: sent, shown, and its clock times kept as promises (SLA-3, COM-1)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, DeadlineKind, EventKind
from complaints.services.chase import chase
from complaints.services.writing import write
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.customer import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TEXT = "包裹已找到，今天15:30前给您回电，明天上午10点前送达。"


def wrote(complaint, text=TEXT, **facts):
    return write(complaint.pk, text=text, by=complaint.received_by, now=NOON, **facts)


def promises(complaint):
    return list(complaint.deadlines.running().filter(kind=DeadlineKind.COMMITMENT).values_list("due_at", flat=True))


def test_the_times_it_names_are_promises():
    complaint = a_complaint(at=State.INVESTIGATING)
    wrote(complaint)
    assert promises(complaint) == [NOON + timedelta(hours=3, minutes=30), NOON + timedelta(hours=22)]
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.next_due_at == min(complaint.deadlines.running().values_list("due_at", flat=True))


def test_who_says_they_are_none_promises_nothing():
    complaint = a_complaint(at=State.INVESTIGATING)
    wrote(complaint, keep_promises=False)
    assert promises(complaint) == []


def test_the_customer_reads_it_on_the_tracking_page(time_machine):
    time_machine.move_to(NOON, tick=False)
    complaint = a_complaint(at=State.INVESTIGATING)
    customer = Customer()
    customer.holds(complaint)
    wrote(complaint)
    page = customer.get("/track/progress/").content.decode()
    assert TEXT in page
    assert "We wrote to you." in page


def test_whoever_is_written_to_has_heard_from_us_and_presses_no_more():
    complaint = a_complaint()
    chase(complaint.pk, by=complaint.received_by, now=NOON)
    wrote(complaint)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert not complaint.is_pressing
    assert complaint.deadlines.get(kind=DeadlineKind.FIRST_CONTACT).met_at == NOON
    assert complaint.events.filter(kind=EventKind.MESSAGE_WRITTEN).count() == 1


def test_nobody_is_written_to_who_cannot_be_reached():
    complaint = a_complaint(contacts={})
    with pytest.raises(RuleBroken, match="nobody to write to"):
        wrote(complaint)


def test_a_closed_complaint_and_an_empty_message_are_refused():
    with pytest.raises(RuleBroken):
        wrote(a_complaint(at=State.CLOSED))
    with pytest.raises(RuleBroken, match="Write what"):
        wrote(a_complaint(), text="  ")


def test_who_only_reads_writes_to_nobody():
    with pytest.raises(NotPermitted):
        write(a_complaint().pk, text=TEXT, by=a_user(Role.AUDITOR), now=NOON)
