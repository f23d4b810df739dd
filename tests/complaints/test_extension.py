"""More time for a deadline: before it passes, with a reason, counted, and told where it was promised (EXE-2)."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.models import Complaint, EventKind, PauseReason
from complaints.services import clock, pauses
from complaints.services.extension import extend, is_extendable
from complaints.services.record import faults_of
from complaints.services.triage import regrade
from complaints.states import Severity, State
from tests.builders import NOON, a_complaint, a_user
from tests.guards import lifted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
REASON = "仓库盘点到明天才结束。"


def extended(complaint, kind="direction", *, hours=30, now=NOON + HOUR, by=None, reason=REASON, seen=None):
    deadline = complaint.deadlines.running().get(kind=kind)
    due_at = NOON + hours * HOUR
    return extend(deadline.pk, due_at=due_at, reason=reason, by=by or complaint.handler, now=now, seen=seen)


def test_an_extension_moves_the_deadline_and_the_complaint_and_is_told():
    complaint = a_complaint(at=State.TRIAGED)
    before = complaint.deadlines.running().get(kind="direction").due_at
    deadline = extended(complaint)
    assert deadline.due_at == NOON + 30 * HOUR
    row = deadline.extensions.get()
    assert (row.due_before, row.due_after, row.reason) == (before, NOON + 30 * HOUR, REASON)
    event = complaint.events.get(kind=EventKind.DEADLINE_EXTENDED)
    assert event.facts["reason"] == REASON
    message = complaint.deliveries.get(step="extended")
    assert REASON in message.body
    assert "11-19 18:00" in message.body
    fresh = Complaint.objects.get(pk=complaint.pk)
    assert fresh.next_due_at == fresh.deadlines.running().first().due_at
    assert faults_of(fresh) == []


def test_the_customer_hears_nothing_of_a_deadline_of_the_house():
    complaint = a_complaint(at=State.TRIAGED)
    extended(complaint, "investigation", hours=100)
    assert not complaint.deliveries.filter(step="extended").exists()


def test_a_promise_is_extended_to_the_moment_told():
    complaint = a_complaint(at=State.TRIAGED)
    clock.settle(complaint, now=NOON, promise=NOON + 3 * HOUR)
    assert extended(complaint, "commitment", hours=5).due_at == NOON + 5 * HOUR


def test_it_is_asked_for_before_it_passes():
    complaint = a_complaint(at=State.TRIAGED)
    due = complaint.deadlines.running().get(kind="direction").due_at
    with pytest.raises(RuleBroken):
        extended(complaint, hours=60, now=due + timedelta(seconds=1))
    extended(complaint, hours=60, now=due)


@pytest.mark.parametrize("facts", [{"reason": " "}, {"hours": 24}, {"hours": 1}])
def test_it_needs_a_reason_and_a_later_moment(facts):
    with pytest.raises(RuleBroken):
        extended(a_complaint(at=State.TRIAGED), **facts)


def test_news_and_receipt_are_not_put_off():
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        extended(complaint, "progress", hours=60)


def test_a_third_extension_needs_a_supervisor():
    complaint = a_complaint(at=State.TRIAGED)
    for hours in (30, 36):
        extended(complaint, hours=hours)
    with pytest.raises(NotPermitted):
        extended(complaint, hours=40)
    assert extended(complaint, hours=40, by=a_user(Role.SUPERVISOR)).extensions.count() == 3


def test_the_number_is_the_policys():
    complaint = a_complaint(at=State.TRIAGED)
    with lifted():
        type(complaint.policy).objects.update(most_extensions=0)
    with pytest.raises(NotPermitted):
        extended(complaint)


def test_what_stands_still_needs_no_extension():
    complaint = a_complaint(at=State.TRIAGED)
    pauses.pause(complaint.pk, reason=PauseReason.ANSWER, note="请确认型号。", by=complaint.handler, now=NOON)
    still = complaint.deadlines.running().get(kind="direction")
    assert not is_extendable(still, NOON)
    with pytest.raises(RuleBroken):
        extended(complaint)


def test_what_an_extension_gave_is_kept_by_a_wait_and_by_a_new_grade():
    complaint = a_complaint(at=State.TRIAGED)
    extended(complaint)
    pauses.pause(
        complaint.pk, reason=PauseReason.ANSWER, note="请确认型号。", by=complaint.handler, now=NOON + 25 * HOUR
    )
    pauses.resume(complaint.pk, by=complaint.handler, now=NOON + 28 * HOUR)
    assert complaint.deadlines.running().get(kind="direction").due_at == NOON + 33 * HOUR
    facts = {"category": complaint.category, "severity_reason": "复核", "impact": "individual"}
    regrade(complaint.pk, severity=Severity.S2, by=complaint.handler, now=NOON + 29 * HOUR, **facts)
    assert complaint.deadlines.running().get(kind="direction").due_at == NOON + (4 + 6) * HOUR


def test_two_who_extend_the_same_deadline_are_told_of_each_other():
    complaint = a_complaint(at=State.TRIAGED)
    seen = Complaint.objects.get(pk=complaint.pk).events_count
    extended(complaint, seen=seen)
    with pytest.raises(Outdated):
        extended(complaint, hours=40, seen=seen)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.AUDITOR, Role.CURATOR])
def test_not_everybody_gives_more_time(role):
    with pytest.raises(NotPermitted):
        extended(a_complaint(at=State.TRIAGED), by=a_user(role))
