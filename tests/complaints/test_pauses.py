"""Waiting for the customer: what stands still, how it goes on, and how it ends by itself (SLA-16)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind, PauseReason
from complaints.services import clock, pauses
from complaints.services.closing import withdraw
from complaints.services.contacts import record_contact
from complaints.services.evidence import add_evidence
from complaints.services.proposal import accept, offer, refuse, take_back
from complaints.services.record import faults_of
from complaints.services.self_service import add_files
from complaints.services.triage import regrade
from complaints.states import Channel, Severity, State
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_photo, a_user, choices

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKED = "请把外箱照片发给我们。"


def waiting(complaint, *, now=NOON + HOUR, by=None, **facts):
    facts = {"reason": PauseReason.EVIDENCE, "note": ASKED} | facts
    return pauses.pause(complaint.pk, by=by or complaint.handler, now=now, **facts)


def resumed(complaint, now):
    return pauses.resume(complaint.pk, by=complaint.handler, now=now)


def running(complaint, kind):
    return Complaint.objects.get(pk=complaint.pk).deadlines.running().get(kind=kind)


def kinds_of(complaint, since=0):
    return list(complaint.events.filter(seq__gt=since).order_by("seq").values_list("kind", flat=True))


def test_what_waits_for_the_customer_is_due_as_much_later_as_the_waiting_took():
    complaint = a_complaint(at=State.TRIAGED)
    before = running(complaint, "direction").due_at
    waiting(complaint)
    assert running(complaint, "direction").paused_at == NOON + HOUR
    resumed(complaint, NOON + 6 * HOUR)
    after = running(complaint, "direction")
    assert (after.due_at, after.paused_at) == (before + 5 * HOUR, None)


def test_two_waits_one_after_the_other_are_each_excluded_once():
    complaint = a_complaint(at=State.TRIAGED)
    before = running(complaint, "direction").due_at
    for hours in (1, 5):
        waiting(complaint, now=NOON + hours * HOUR)
        resumed(complaint, NOON + (hours + 2) * HOUR)
    assert running(complaint, "direction").due_at == before + 4 * HOUR


def test_what_the_rule_lets_run_runs_on():
    complaint = a_complaint(at=State.TRIAGED)
    clock.settle(complaint, now=NOON, promise=NOON + 3 * HOUR)
    waiting(complaint)
    promise = running(complaint, "commitment")
    assert (promise.due_at, promise.paused_at) == (NOON + 3 * HOUR, None)


def test_what_stands_still_does_not_raise_the_place_in_the_queue():
    complaint = a_complaint(at=State.TRIAGED)
    clock.settle(complaint, now=NOON, promise=NOON + 90 * HOUR)
    complaint.save()
    waiting(complaint)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.next_due_kind, complaint.next_due_at) == ("commitment", NOON + 90 * HOUR)
    resumed(complaint, NOON + 2 * HOUR)
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert complaint.next_due_at == complaint.deadlines.running().first().due_at < NOON + 90 * HOUR


def test_what_was_overdue_before_the_waiting_stays_overdue():
    complaint = a_complaint(at=State.TRIAGED)
    due = running(complaint, "direction").due_at
    waiting(complaint, now=due + HOUR)
    assert running(complaint, "direction").paused_at is None
    resumed(complaint, due + 9 * HOUR)
    assert running(complaint, "direction").due_at == due


def test_a_wait_entered_afterwards_counts_from_when_it_began():
    complaint = a_complaint(at=State.TRIAGED)
    due = running(complaint, "direction").due_at
    waiting(complaint, now=due + HOUR, since=due - 2 * HOUR)
    assert running(complaint, "direction").paused_at == due - 2 * HOUR
    resumed(complaint, due + 2 * HOUR)
    assert running(complaint, "direction").due_at == due + 4 * HOUR


def test_only_a_supervisor_enters_a_wait_that_began_days_ago():
    complaint = a_complaint(at=State.TRIAGED)
    now, since = NOON + 60 * HOUR, NOON + 2 * HOUR
    with pytest.raises(NotPermitted):
        waiting(complaint, now=now, since=since)
    assert waiting(complaint, now=now, since=since, by=a_user(Role.SUPERVISOR)).started_at == since


@pytest.mark.parametrize("hours", [-1, 3])
def test_a_wait_begins_neither_before_the_complaint_nor_in_the_future(hours):
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        waiting(complaint, since=NOON + hours * HOUR)


def test_waits_do_not_overlap():
    complaint = a_complaint(at=State.TRIAGED)
    waiting(complaint)
    resumed(complaint, NOON + 5 * HOUR)
    with pytest.raises(RuleBroken):
        waiting(complaint, now=NOON + 6 * HOUR, since=NOON + 4 * HOUR)
    waiting(complaint, now=NOON + 6 * HOUR)
    again = {"started_at": NOON, "bound_at": NOON + HOUR, "next_step_at": NOON, "by": complaint.handler}
    with pytest.raises(IntegrityError), transaction.atomic():
        complaint.pauses.create(reason=PauseReason.ANSWER, **again)


@pytest.mark.parametrize(("hours", "may"), [(0.5, False), (72, True), (73, False)])
def test_a_wait_is_bounded_by_the_policy(hours, may):
    complaint = a_complaint(at=State.TRIAGED)
    until = NOON + HOUR + hours * HOUR
    if may:
        assert waiting(complaint, until=until).bound_at == until
    else:
        with pytest.raises((RuleBroken, NotPermitted)):
            waiting(complaint, until=until)


def test_a_supervisor_may_wait_longer_but_not_for_ever():
    complaint, supervisor = a_complaint(at=State.TRIAGED), a_user(Role.SUPERVISOR)
    with pytest.raises(RuleBroken):
        waiting(complaint, by=supervisor, until=NOON + 31 * 24 * HOUR)
    assert waiting(complaint, by=supervisor, until=NOON + 20 * 24 * HOUR).bound_at == NOON + 20 * 24 * HOUR


@pytest.mark.parametrize("state", [State.RECEIVED, State.EXECUTING, State.REVISIT, State.CLOSED])
def test_nobody_waits_before_grading_nor_while_the_work_is_ours(state):
    with pytest.raises(RuleBroken):
        waiting(a_complaint(at=state), by=a_user(Role.SUPERVISOR), now=NOON + 60 * HOUR)


def test_a_second_wait_and_a_resume_without_one_are_refused():
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        resumed(complaint, NOON)
    waiting(complaint)
    with pytest.raises(RuleBroken):
        waiting(complaint)


@pytest.mark.parametrize("facts", [{"note": " "}, {"reason": PauseReason.CHOICE}])
def test_the_customer_is_asked_for_something(facts):
    with pytest.raises(RuleBroken):
        waiting(a_complaint(at=State.TRIAGED), **facts)


def test_the_customer_reads_what_is_asked_and_until_when():
    complaint = a_complaint(at=State.TRIAGED)
    waiting(complaint)
    message = complaint.deliveries.get(step="asked")
    assert ASKED in message.body
    assert "11-21 13:00" in message.body


def test_an_offer_waits_for_the_choice_until_it_is_made():
    for answer in (
        lambda pk, by: accept(pk, position=1, via="phone", by=by, now=NOON + 4 * HOUR),
        lambda pk, by: refuse(pk, reason="太少", via="phone", by=by, now=NOON + 4 * HOUR),
        lambda pk, by: take_back(pk, reason="写错了", by=by, now=NOON + 4 * HOUR),
    ):
        complaint = a_complaint(at=State.PROPOSED)
        pause = complaint.pauses.get()
        assert (pause.reason, pause.bound_at, pause.ended_at) == (PauseReason.CHOICE, NOON + 72 * HOUR, None)
        answer(complaint.pk, complaint.handler)
        pause.refresh_from_db()
        assert pause.ended_at == NOON + 4 * HOUR
        assert kinds_of(complaint)[-1] == EventKind.RESUMED
        assert faults_of(Complaint.objects.get(pk=complaint.pk)) == []


def test_a_proposal_over_the_limit_waits_for_nobody_until_it_is_offered():
    complaint = a_complaint(at=State.INVESTIGATING)
    proposal = submit_proposal(complaint.pk, message="抱歉", choices=choices("900.00"), by=complaint.handler, now=NOON)
    approve(proposal.pk, by=a_user(Role.DIRECTOR), now=NOON + HOUR)
    assert not complaint.pauses.exists()
    offer(complaint.pk, by=complaint.handler, now=NOON + 2 * HOUR)
    assert complaint.pauses.get().started_at == NOON + 2 * HOUR


def test_an_offer_ends_the_wait_for_evidence():
    complaint = a_complaint(at=State.INVESTIGATING)
    waiting(complaint)
    submit_proposal(complaint.pk, message="抱歉", choices=choices(), by=complaint.handler, now=NOON + 3 * HOUR)
    reasons = list(complaint.pauses.values_list("reason", "ended_at"))
    assert reasons == [("evidence", NOON + 3 * HOUR), ("choice", None)]


def test_the_customers_files_and_call_end_the_wait_and_the_desks_own_do_not():
    complaint = a_complaint(at=State.TRIAGED)
    customer, talk = User.objects.customer(), {"channel": Channel.PHONE, "summary": "已回复", "by": complaint.handler}
    waiting(complaint)
    add_evidence(complaint.pk, upload=a_photo(), by=complaint.handler, now=NOON + 2 * HOUR)
    record_contact(complaint.pk, direction="out", now=NOON + 2 * HOUR, **talk)
    assert complaint.pauses.open().exists()
    add_files(complaint.pk, uploads=[a_photo()], by=customer, now=NOON + 3 * HOUR)
    assert complaint.pauses.get().ended_at == NOON + 3 * HOUR
    waiting(complaint, now=NOON + 4 * HOUR, reason=PauseReason.ANSWER)
    record_contact(complaint.pk, direction="in", now=NOON + 5 * HOUR, **talk)
    assert not complaint.pauses.open().exists()


def test_a_call_about_the_options_is_not_yet_the_choice():
    complaint = a_complaint(at=State.PROPOSED)
    talk = {"channel": Channel.PHONE, "summary": "来电询问方案", "by": complaint.handler}
    record_contact(complaint.pk, direction="in", now=NOON + HOUR, **talk)
    assert complaint.pauses.open().exists()


def test_what_is_met_while_it_stands_still_is_judged_without_the_waiting():
    complaint = a_complaint(at=State.TRIAGED)
    waiting(complaint)
    late = NOON + 60 * HOUR
    clock.settle(Complaint.objects.get(pk=complaint.pk), now=late, meet=("direction",))
    met = complaint.deadlines.get(kind="direction")
    assert met.was_kept()
    assert (met.met_at, met.paused_at) == (late, None)


def test_a_new_grade_keeps_the_time_the_customer_took():
    complaint = a_complaint(at=State.TRIAGED)
    waiting(complaint)
    resumed(complaint, NOON + 4 * HOUR)
    facts = {"category": complaint.category, "severity_reason": "复核", "impact": "individual"}
    regrade(complaint.pk, severity=Severity.S2, by=complaint.handler, now=NOON + 5 * HOUR, **facts)
    assert running(complaint, "direction").due_at == NOON + (4 + 3) * HOUR


def test_a_new_grade_while_waiting_moves_what_stands_still_and_nothing_met():
    complaint = a_complaint(at=State.TRIAGED)
    met = list(complaint.deadlines.exclude(met_at=None).values("pk", "due_at", "met_at"))
    waiting(complaint)
    facts = {"category": complaint.category, "severity_reason": "复核", "impact": "individual"}
    regrade(complaint.pk, severity=Severity.S2, by=complaint.handler, now=NOON + 50 * HOUR, **facts)
    still = running(complaint, "direction")
    assert (still.due_at, still.paused_at) == (NOON + 4 * HOUR, NOON + HOUR)
    assert list(complaint.deadlines.exclude(met_at=None).values("pk", "due_at", "met_at")) == met


def test_a_closed_complaint_waits_for_nobody():
    complaint = a_complaint(at=State.PROPOSED)
    withdraw(complaint.pk, reason="不追究了", by=complaint.handler, now=NOON + HOUR)
    assert complaint.pauses.get().ended_at == NOON + HOUR


def test_a_clock_that_stepped_back_ends_a_wait_where_it_began():
    complaint = a_complaint(at=State.TRIAGED)
    before = running(complaint, "direction").due_at
    waiting(complaint)
    assert resumed(complaint, NOON - HOUR).ended_at == NOON + HOUR
    assert running(complaint, "direction").due_at == before
