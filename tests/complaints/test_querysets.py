from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services.delegation import delegate
from complaints.models import Complaint
from complaints.services.assignment import hand_over
from complaints.services.tasks import assign_task
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user, as_signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ALL = {Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.CURATOR, Role.AUDITOR, Role.CUSTOMER, Role.SYSTEM}


def sees(user, complaint):
    return Complaint.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=complaint.pk).exists()


def stand_in(absent, substitute):
    today = timezone.localdate(NOON)
    delegate(delegator=absent, delegate=substitute, starts_on=today, ends_on=today, reason="年假", by=absent, now=NOON)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("role", Role)
def test_a_complaint_that_is_no_business_of_theirs_is_seen_by_these_roles_only(role):
    complaint = a_complaint(at=State.TRIAGED)
    stranger = a_user(role, department="qa", team="internet-desk" if role == Role.AGENT else None)
    assert sees(stranger, complaint) == (role in ALL)


@pytest.mark.parametrize(("role", "seen"), [(Role.AGENT, True), (Role.SUPERVISOR, True), (Role.HANDLER, False)])
def test_the_team_sees_what_its_members_have(role, seen):
    complaint = a_complaint(at=State.TRIAGED)
    mate = a_user(role, department="qa", team="ecommerce-desk")
    assert sees(mate, complaint) is seen


@pytest.mark.parametrize(
    ("role", "department", "seen"),
    [
        (Role.HANDLER, "logistics", True),
        (Role.HANDLER, "technology", False),
        (Role.FINANCE, "finance", False),
        (Role.FINANCE, "logistics", True),
        (Role.ADMINISTRATOR, "logistics", False),
        (Role.INTEGRATION, "logistics", False),
    ],
)
def test_the_responsible_department_sees_it(role, department, seen):
    assert sees(a_user(role, department=department), a_complaint(at=State.TRIAGED)) is seen


def test_a_department_with_a_task_sees_the_complaint_and_keeps_seeing_it():
    complaint = a_complaint(at=State.INVESTIGATING)
    technician = a_user(Role.HANDLER, department="technology")
    assert not sees(technician, complaint)
    assign_task(
        complaint.pk,
        title="查询系统日志",
        department=technician.department,
        due_at=NOON + HOUR,
        by=complaint.handler,
        now=NOON,
    )
    assert sees(technician, complaint)
    complaint.tasks.update(cancelled_at=NOON)
    assert sees(technician, complaint)


def test_finance_sees_what_it_has_to_pay():
    finance = a_user(Role.FINANCE)
    assert not sees(finance, a_complaint(at=State.PROPOSED))
    assert sees(finance, a_complaint(at=State.EXECUTING))


def test_an_integration_sees_what_it_brought_in():
    account = a_user(Role.INTEGRATION)
    assert sees(account, a_complaint(agent=account))
    assert not sees(account, a_complaint())


def test_who_received_it_goes_on_seeing_it_after_it_left_the_team():
    agent, elsewhere = a_user(), a_user(team="general-desk")
    complaint = a_complaint(at=State.TRIAGED, agent=agent)
    mate = a_user()
    assert sees(mate, complaint)
    hand_over(complaint.pk, handler=elsewhere, reason="归属调整", by=agent, now=NOON)
    assert sees(agent, complaint)
    assert sees(elsewhere, complaint)
    assert not sees(mate, complaint)


def test_the_administrator_sees_nothing_even_of_the_own_name():
    administrator = a_user(Role.ADMINISTRATOR)
    complaint = a_complaint(at=State.TRIAGED)
    Complaint.objects.update(handler=administrator, received_by=administrator, department=administrator.department)
    assert not sees(administrator, complaint)


@pytest.mark.parametrize("at", [State.RECEIVED, State.TRIAGED])
def test_a_substitute_sees_what_the_absent_one_sees(at):
    absent = a_user(team="internet-desk")
    complaint = a_complaint(at=at, agent=absent)
    Complaint.objects.update(team=None)
    substitute = a_user(Role.HANDLER, department="technology")
    assert not sees(substitute, complaint)
    stand_in(absent, substitute)
    assert sees(absent, complaint)
    assert sees(substitute, complaint)


def test_somebody_who_stands_in_for_a_supervisor_sees_the_whole_desk():
    complaint, agent = a_complaint(), a_user(team="internet-desk")
    stand_in(a_user(Role.SUPERVISOR), agent)
    assert sees(agent, complaint)


def test_somebody_who_left_sees_nothing_any_more():
    complaint = a_complaint(at=State.TRIAGED)
    for user in (complaint.handler, a_user(Role.SUPERVISOR)):
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert not sees(user, complaint)


def test_nobody_gets_a_row_twice():
    agent = a_user(Role.HANDLER)
    complaint = a_complaint(at=State.INVESTIGATING)
    for title in ("查询", "复核"):
        assign_task(
            complaint.pk, title=title, department=agent.department, due_at=NOON + HOUR, by=complaint.handler, now=NOON
        )
    Complaint.objects.update(handler=agent, received_by=agent)
    assert Complaint.objects.visible_to(agent).count() == 1


def test_the_questions_of_the_queue_can_be_chained():
    late, soon, closed = a_complaint(), a_complaint(now=NOON + 2 * HOUR), a_complaint(at=State.CLOSED)
    claimed = a_complaint(at=State.TRIAGED, order_number="E-7")
    nothing_due = a_complaint()
    Complaint.objects.filter(pk=nothing_due.pk).update(next_due_at=None)
    open_ones = Complaint.objects.open()
    assert set(open_ones) == {late, soon, claimed, nothing_due}
    assert list(Complaint.objects.closed()) == [closed]
    assert list(open_ones.by_due()) == [late, soon, claimed, nothing_due]
    assert list(Complaint.objects.unclaimed().by_due()) == [late, soon, nothing_due]
    assert list(Complaint.objects.overdue(NOON + 5 * HOUR)) == [late]
    assert list(Complaint.objects.of_order("E-7")) == [claimed]


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_asking_takes_one_query_and_one_for_delegations(role, django_assert_max_num_queries):
    user = as_signed_in(a_user(role))
    with django_assert_max_num_queries(2):
        list(Complaint.objects.visible_to(user))
