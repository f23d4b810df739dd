"""Who at the desk, and which customer, hears of a step (COM-2, COM-5)."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.roles import Role
from complaints.models import StaffNotice
from complaints.services import assignment, closing, proposal, revisit
from complaints.services.self_service import add_files
from complaints.states import State
from tests.builders import NOON, a_complaint, a_photo, a_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def told(kind):
    return [notice.to for notice in StaffNotice.objects.filter(kind=kind)]


def steps(complaint):
    return list(complaint.deliveries.order_by("pk").values_list("step", flat=True))


def test_whoever_is_given_a_complaint_is_told_and_the_customer_learns_the_name():
    complaint, colleague = a_complaint(at=State.TRIAGED), a_user()
    before = steps(complaint).count("assigned")
    assignment.hand_over(complaint.pk, handler=colleague, reason="休假", by=complaint.handler, now=NOON)
    assert told("assigned") == [colleague]
    assert steps(complaint).count("assigned") == before + 1


def test_who_takes_a_complaint_needs_no_notice_and_an_ungraded_one_is_told_with_the_grade():
    complaint = a_complaint()
    agent = a_user()
    assignment.claim(complaint.pk, by=agent, now=NOON)
    assert told("assigned") == []
    assert "assigned" not in steps(complaint)


def test_the_handler_hears_of_what_the_customer_does():
    customer = User.objects.customer()
    complaint = a_complaint(at=State.PROPOSED)
    add_files(complaint.pk, uploads=[a_photo(), a_photo()], by=customer, now=NOON)
    proposal.refuse(complaint.pk, reason="太少", via="tracking", by=customer, now=NOON)
    closed = a_complaint(at=State.CLOSED)
    closing.reopen(closed.pk, reason="又坏了", by=customer, now=closed.closed_at + timedelta(days=1))
    assert told("evidence") == told("answered") == [complaint.handler]
    assert StaffNotice.objects.get(kind="evidence").facts["count"] == 2
    assert told("reopened") == [closed.handler]


def test_what_the_desk_itself_writes_down_is_no_news_to_it():
    complaint = a_complaint(at=State.PROPOSED)
    proposal.accept(complaint.pk, position=1, via="phone", by=complaint.handler, now=NOON)
    assert not StaffNotice.objects.exists()


def test_the_customer_hears_that_a_solution_fell_through_and_that_we_called_in_vain():
    complaint = a_complaint(at=State.EXECUTING)
    proposal.give_up_execution(complaint.pk, reason="缺货", by=complaint.handler, now=NOON)
    assert steps(complaint)[-1] == "impossible"
    waiting = a_complaint(at=State.REVISIT)
    revisit.record_attempt(waiting.pk, survey="https://x.example/s/", by=waiting.handler, now=NOON + timedelta(days=1))
    assert steps(waiting)[-1] == "revisit_missed"


def test_a_supervisor_who_assigns_tells_the_handler():
    complaint, boss, colleague = a_complaint(at=State.TRIAGED), a_user(Role.SUPERVISOR), a_user()
    assignment.assign(complaint.pk, handler=colleague, by=boss, now=NOON)
    (notice,) = StaffNotice.objects.filter(kind="assigned")
    assert (notice.to, notice.facts["person"]) == (colleague, boss.name)
