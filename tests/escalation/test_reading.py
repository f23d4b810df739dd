"""Escalations that nobody raises by hand: by time, by going round, and their end with the complaint (SLA-8, INV-2)."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, StaffNotice
from complaints.services.assignment import hand_over
from complaints.services.closing import withdraw
from complaints.services.merging import close_duplicate
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.services.sweeps.news import read_news_of
from complaints.states import Level, State, Trigger
from escalation.models import Escalation
from escalation.services.stepping import hand_back, resolve, step_in
from tests.builders import NOON, a_complaint, a_user
from tests.escalation.test_raising import by_hand

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def swept(complaint, now):
    """What the sweeps do at `now`: tell what is due, then hand on the news."""
    tell_due_steps(by=User.objects.system(), now=now)
    news_of(complaint, now)
    return Complaint.objects.get(pk=complaint.pk)


def news_of(complaint, now=NOON):
    read_news_of(complaint.pk, by=User.objects.system(), now=now)


def test_what_the_frontline_does_not_solve_in_a_day_goes_to_a_supervisor():
    """SLA-8."""
    supervisor = a_user(Role.SUPERVISOR)
    complaint = a_complaint(at=State.INVESTIGATING)
    due = complaint.deadlines.running().get(kind="frontline").due_at
    assert due == complaint.received_at + 24 * HOUR
    assert swept(complaint, due - HOUR).level == Level.FRONTLINE
    assert swept(complaint, due + timedelta(minutes=1)).level == Level.SUPERVISOR
    escalation = Escalation.objects.get()
    assert (escalation.trigger, escalation.by.role) == (Trigger.STUCK, Role.SYSTEM)
    assert StaffNotice.objects.filter(to=supervisor, kind="deadline_escalated").exists()
    assert not complaint.deadlines.running().filter(kind="frontline").exists()


def test_a_solution_offered_in_time_keeps_it_at_the_frontline():
    complaint = a_complaint(at=State.PROPOSED)
    assert complaint.deadlines.get(kind="frontline").was_kept()
    assert swept(complaint, NOON + 30 * HOUR).level == Level.FRONTLINE


def test_the_time_of_the_frontline_stands_still_while_the_customer_has_the_word():
    complaint = a_complaint(at=State.TRIAGED)
    assert complaint.deadlines.get(kind="frontline").pauses


def test_a_supervisor_who_does_not_step_in_is_passed_over():
    """SLA-9, and SLA-17 after it."""
    director = a_user(Role.DIRECTOR)
    complaint = a_complaint(at=State.PROPOSED)
    by_hand(complaint)
    assert swept(complaint, NOON + 29 * HOUR).level == Level.DIRECTOR
    assert set(Escalation.objects.values_list("to_level", "trigger")) == {
        (Level.SUPERVISOR, Trigger.BY_HAND),
        (Level.DIRECTOR, Trigger.STUCK),
    }
    assert StaffNotice.objects.filter(to=director, kind="deadline_escalated").exists()


def test_a_supervisor_who_stepped_in_is_not():
    complaint = a_complaint(at=State.PROPOSED)
    step_in(by_hand(complaint).pk, by=a_user(Role.SUPERVISOR), now=NOON + HOUR)
    assert swept(complaint, NOON + 29 * HOUR).level == Level.SUPERVISOR


def test_time_raises_nothing_a_second_time():
    complaint = a_complaint(at=State.INVESTIGATING)
    for hours in (25, 49, 50):
        swept(complaint, NOON + hours * HOUR)
    levels = Escalation.objects.values_list("to_level", flat=True)
    assert sorted(levels) == sorted(set(levels))


def test_the_third_hand_over_is_an_escalation_to_the_supervisor_who_gets_it():
    """INV-2."""
    complaint, supervisor = a_complaint(at=State.TRIAGED), a_user(Role.SUPERVISOR)
    by = complaint.handler
    for handler in (a_user(), a_user(), supervisor):
        hand_over(complaint.pk, handler=handler, reason="不归我们管", by=by, now=NOON)
        by = handler
        news_of(complaint)
    escalation = Escalation.objects.get()
    assert (escalation.trigger, escalation.asked, escalation.reason) == (Trigger.HANDOVER, supervisor, "不归我们管")


def test_back_at_the_frontline_its_time_begins_anew():
    complaint = a_complaint(at=State.INVESTIGATING)
    escalation, later = by_hand(complaint), NOON + 3 * HOUR
    hand_back(escalation.pk, instructions="先补查监控", by=a_user(Role.SUPERVISOR), now=later)
    assert complaint.deadlines.running().get(kind="frontline").due_at == later + 24 * HOUR


def test_after_an_answer_it_does_not():
    complaint = a_complaint(at=State.INVESTIGATING)
    resolve(by_hand(complaint).pk, answer="已谈妥", by=a_user(Role.SUPERVISOR), now=NOON)
    assert not complaint.deadlines.running().filter(kind="frontline").exists()


def test_it_ends_with_the_complaint():
    complaint = a_complaint(at=State.TRIAGED)
    by_hand(complaint)
    withdraw(complaint.pk, reason="不追究", by=complaint.handler, now=NOON)
    news_of(complaint)
    assert (Escalation.objects.get().ending, Complaint.objects.get().level) == ("lapsed", Level.FRONTLINE)


@pytest.mark.parametrize("first", ["duplicate", "other"])
def test_what_was_escalated_on_a_duplicate_goes_on_where_it_was_merged_in(first):
    agent = a_user()
    duplicate, other = (a_complaint(at=State.TRIAGED, agent=agent) for _one in range(2))
    by_hand(duplicate, trigger=Trigger.THREAT, reason="“找记者”", to=Level.DIRECTOR)
    close_duplicate(duplicate.pk, of_id=other.pk, reason="同一件事", by=agent, now=NOON)
    for complaint in (duplicate, other) if first == "duplicate" else (other, duplicate):
        news_of(complaint)
    inherited = Escalation.objects.get(complaint=other)
    assert (inherited.trigger, inherited.to_level, inherited.reason) == (Trigger.THREAT, Level.DIRECTOR, "“找记者”")
    assert Escalation.objects.get(complaint=duplicate).ending == "lapsed"
