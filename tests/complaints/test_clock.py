from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F

from complaints.models import Complaint, Deadline, DeadlineRule
from complaints.services import clock
from complaints.services.intake import receive
from complaints.services.triage import regrade
from complaints.states import Preset, Severity, State
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_receipt, a_user, execute_all
from tests.guards import lifted

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)

#: SLA-1…SLA-5, SLA-14 in minutes, from the requirement book.
EXPECTED = {
    "S1": {"acknowledgement": 30, "first_contact": 30, "direction": 120, "investigation": 1440, "progress": 240},
    "S2": {"acknowledgement": 30, "first_contact": 60, "direction": 240, "investigation": 2880, "progress": 1440},
    "S3": {"acknowledgement": 240, "first_contact": 240, "direction": 1440, "investigation": 4320, "progress": 1440},
}


def regraded(complaint, severity, now=NOON):
    return regrade(
        complaint.pk,
        category=complaint.category,
        severity=severity,
        severity_reason="复核",
        impact="individual",
        by=complaint.handler,
        now=now,
    )


@pytest.mark.parametrize("preset", Preset)
@pytest.mark.parametrize("severity", Severity)
def test_each_preset_gives_the_time_of_the_requirement_book(preset, severity):
    priority = {"S1": "high", "S2": "medium", "S3": "low"}[severity]
    for kind, minutes in EXPECTED[severity].items():
        fitting = [
            rule
            for rule in DeadlineRule.objects.filter(policy__preset=preset, kind=kind)
            if rule.fits(severity=severity, priority=priority, nature="service", urgency="")
        ]
        assert max(fitting, key=lambda rule: bool(rule.severity) + bool(rule.priority)).minutes == minutes, kind


@pytest.mark.parametrize("state", State)
def test_the_complaint_carries_the_earliest_running_deadline(state):
    complaint = a_complaint(at=state)
    earliest = complaint.deadlines.running().filter(paused_at=None).first()
    assert complaint.next_due_at == (earliest and earliest.due_at)
    assert complaint.next_due_kind == (earliest.kind if earliest else "")


def test_a_stricter_grade_brings_deadlines_forward_from_the_original_start_and_back_again():
    complaint = a_complaint(at=State.TRIAGED)
    met = complaint.deadlines.get(kind="first_contact")
    regraded(complaint, Severity.S1, NOON + HOUR)
    assert complaint.deadlines.get(kind="direction").due_at == NOON + 2 * HOUR
    regraded(complaint, Severity.S3, NOON + 2 * HOUR)
    assert complaint.deadlines.get(kind="direction").due_at == NOON + 24 * HOUR
    after = complaint.deadlines.get(kind="first_contact")
    assert (after.due_at, after.met_at) == (met.due_at, met.met_at)


def test_a_notice_that_began_with_a_talk_is_recomputed_from_that_talk():
    complaint = a_complaint(at=State.TRIAGED, now=NOON)
    clock.settle(complaint, now=NOON + 2 * HOUR, start=("progress",))
    regraded(complaint, Severity.S1, NOON + 3 * HOUR)
    assert complaint.deadlines.running().get(kind="progress").due_at == NOON + 6 * HOUR


def test_a_promise_does_not_move_with_the_grade():
    complaint = a_complaint(at=State.TRIAGED)
    clock.settle(complaint, now=NOON, promise=NOON + 3 * HOUR)
    regraded(complaint, Severity.S1)
    assert complaint.deadlines.get(kind="commitment").due_at == NOON + 3 * HOUR


def test_starting_a_kind_again_ends_the_one_that_ran():
    complaint = a_complaint()
    clock.settle(complaint, now=NOON + HOUR, start=("progress",))
    assert complaint.deadlines.filter(kind="progress").count() == 2
    assert complaint.deadlines.running().get(kind="progress").started_at == NOON + HOUR


def test_a_kind_without_a_rule_gives_no_deadline():
    complaint = a_complaint()
    with lifted():
        complaint.policy.rules.filter(kind="revisit").delete()
    clock.settle(complaint, now=NOON, start=("revisit",))
    assert not complaint.deadlines.filter(kind="revisit").exists()


def test_a_complaint_keeps_the_policy_it_was_received_under():
    complaint = a_complaint(at=State.TRIAGED)
    policy = complaint.policy
    rules = list(policy.rules.all())
    policy.pk, policy.version, policy.active_from = None, 2, None
    policy.save(force_insert=True)
    for rule in rules:
        rule.pk, rule.policy, rule.minutes = None, policy, 1
        rule.save(force_insert=True)
    policy.active_from = NOON - HOUR
    policy.save()
    regraded(complaint, Severity.S1)
    assert complaint.deadlines.get(kind="direction").due_at == NOON + 2 * HOUR
    newer = receive(a_receipt(), by=a_user(), now=NOON).complaint
    assert newer.deadlines.get(kind="direction").due_at == NOON + timedelta(minutes=1)


def test_the_general_desk_revisits_within_three_working_days():
    friday = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    agent = a_user(team="general-desk")
    complaint = a_complaint(at=State.EXECUTING, agent=agent, preset="general", now=friday)
    execute_all(complaint.pk, now=friday)
    due = complaint.deadlines.running().get(kind="revisit")
    assert due.due_at == friday + timedelta(days=5, hours=6)  # Wednesday, when the desk closes


def test_a_closed_complaint_has_nothing_due_and_its_revisit_was_met():
    complaint = a_complaint(at=State.CLOSED)
    assert not complaint.deadlines.running().exists()
    assert complaint.deadlines.get(kind="revisit").was_kept()


def test_what_was_met_is_judged_by_its_own_time():
    complaint = a_complaint()
    deadline = complaint.deadlines.get(kind="direction")
    assert deadline.was_kept() is None
    deadline.met_at = deadline.due_at
    assert deadline.was_kept() is True
    deadline.met_at += timedelta(seconds=1)
    assert deadline.was_kept() is False


def test_a_dissatisfied_round_starts_the_clock_for_the_next_solution():
    complaint = a_complaint(at=State.REVISIT)
    now = NOON + 30 * HOUR
    record(complaint.pk, channel="phone", reached=True, rating=2, reason="漏算", by=a_caller(), now=now)
    running = dict(complaint.deadlines.running().values_list("kind", "due_at"))
    assert running["solution"] == now + 24 * HOUR
    assert "revisit" not in running
    assert Complaint.objects.get().next_due_at == min(running.values())


def test_a_clock_that_stepped_back_makes_no_promise_in_the_past():
    complaint = a_complaint(at=State.TRIAGED)
    clock.settle(complaint, now=NOON - HOUR, start=("progress",))
    assert complaint.deadlines.running().get(kind="progress").due_at > NOON
    assert not Deadline.objects.filter(due_at__lt=F("started_at")).exists()
