"""催办: the customer presses; it is counted, told and seen, and decides nothing (COM-5, ESC-2)."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.admin.tabs import BY_PLACE
from complaints.errors import NotPermitted, RuleBroken, TooOften
from complaints.models import Complaint, EventKind, StaffNotice
from complaints.services import contacts
from complaints.services.chase import chase
from complaints.states import Channel, State, Urgency
from tests.builders import NOON, a_complaint, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def press(complaint, *, minutes=0, by=None, words=""):
    by = by or User.objects.customer()
    return chase(complaint.pk, by=by, now=NOON + timedelta(minutes=minutes), words=words)


def test_pressing_is_counted_recorded_and_told_to_the_handler():
    complaint = a_complaint(at=State.INVESTIGATING)
    before = complaint.state, complaint.next_due_at
    press(complaint, words="三天没有消息了")
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.state, complaint.next_due_at) == before
    assert (complaint.chased_count, complaint.is_pressing) == (1, True)
    assert complaint.events.get(kind=EventKind.CHASED).facts == {"count": 1, "note": "三天没有消息了"}
    notice = StaffNotice.objects.get(kind="chased")
    assert (notice.to, notice.facts["words"]) == (complaint.handler, "三天没有消息了")


def test_the_customers_button_works_once_an_hour_and_the_desk_writes_down_every_call():
    complaint = a_complaint(at=State.INVESTIGATING)
    press(complaint)
    with pytest.raises(TooOften, match="Again from 13:00 on"):
        press(complaint, minutes=59)
    press(complaint, minutes=59, by=complaint.handler)
    press(complaint, minutes=119)
    assert Complaint.objects.get(pk=complaint.pk).chased_count == 3


def test_a_closed_complaint_is_not_pressed():
    with pytest.raises(RuleBroken):
        press(a_complaint(at=State.CLOSED))


def test_who_only_reads_presses_for_nobody():
    with pytest.raises(NotPermitted):
        press(a_complaint(), by=a_user(Role.AUDITOR))


def test_in_the_queue_urgent_ones_stand_first_then_those_who_press():
    agent = a_user()
    early = a_complaint(at=State.INVESTIGATING, agent=agent, now=NOON - timedelta(hours=9))
    pressing = a_complaint(at=State.INVESTIGATING, agent=agent)
    urgent = a_complaint(agent=agent, urgency=Urgency.LOST_MONEY)
    press(pressing)
    assert list(Complaint.objects.order_by(*BY_PLACE)) == [urgent, pressing, early]
    contacts.record_contact(
        pressing.pk, direction="out", channel=Channel.PHONE, summary="已回电说明", by=agent, now=NOON
    )
    assert list(Complaint.objects.order_by(*BY_PLACE)) == [urgent, early, pressing]
    assert Complaint.objects.get(pk=pressing.pk).chased_count == 1
