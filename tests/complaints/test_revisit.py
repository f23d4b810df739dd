"""From executed to revisit (EXE-4)."""

from datetime import timedelta

import pytest

from complaints.models import Complaint, DeadlineKind, EventKind
from complaints.services.contacts import record_contact
from complaints.states import Channel, State
from tests.builders import NOON, a_complaint, a_user, execute_all

pytestmark = pytest.mark.django_db


def test_the_record_says_when_the_revisit_is_due_although_something_else_is_due_before():
    agent = a_user()
    complaint = a_complaint(at=State.EXECUTING, agent=agent)
    record_contact(
        complaint.pk,
        direction="out",
        channel=Channel.PHONE,
        summary="答应一小时后回电",
        next_contact_at=NOON + timedelta(hours=2),
        by=agent,
        now=NOON,
    )
    execute_all(complaint.pk, now=NOON + timedelta(hours=1))
    complaint = Complaint.objects.get(pk=complaint.pk)
    due = complaint.events.get(kind=EventKind.REVISIT_DUE).facts["due"]
    revisit = complaint.deadlines.get(kind=DeadlineKind.REVISIT)
    assert complaint.next_due_kind == DeadlineKind.COMMITMENT
    assert due == str(revisit.due_at)


def test_somebody_who_left_no_way_to_be_reached_is_told_nothing_and_the_complaint_still_closes():
    complaint = a_complaint(at=State.CLOSED, contacts={})
    assert complaint.state == State.CLOSED
    assert not complaint.deliveries.exists()
