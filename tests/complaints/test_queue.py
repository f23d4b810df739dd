"""The queue: which complaints stand in which list, in what order, at what price."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.services.delegation import delegate
from accounts.services.people import change_person
from complaints.services.assignment import assign
from complaints.services.closing import withdraw
from complaints.services.proposal import accept, give_up_execution, offer
from complaints.states import Channel, Severity, State, Urgency
from escalation.services.decision import approve
from escalation.services.submission import submit_proposal
from tests.builders import NOON, a_complaint, a_user, choices
from tests.desk import QUEUE, desk_of, numbers_on, queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def half_past_noon():
    cache.clear()
    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        yield


def test_my_queue_holds_what_is_mine_and_open_and_nothing_else():
    agent, colleague = a_user(), a_user()
    mine = a_complaint(at=State.TRIAGED, agent=agent)
    a_complaint(at=State.TRIAGED, agent=colleague)
    a_complaint(agent=agent)
    withdrawn = a_complaint(at=State.TRIAGED, agent=agent)
    withdraw(withdrawn.pk, reason="已自行解决", by=agent, now=NOON)
    assert queue(desk_of(agent), tab="mine") == [mine.number]


def test_an_agent_begins_with_the_own_queue_and_a_supervisor_with_the_desk():
    agent = a_user()
    mine, other = a_complaint(at=State.TRIAGED, agent=agent), a_complaint(at=State.TRIAGED)
    assert queue(desk_of(agent)) == [mine.number]
    assert set(queue(desk_of(a_user(Role.SUPERVISOR)))) == {mine.number, other.number}


def test_nobodys_complaints_are_listed_with_the_urgent_ones_first():
    agent = a_user()
    ordinary = a_complaint(agent=agent, now=NOON - timedelta(hours=3))
    urgent = a_complaint(agent=agent, urgency=Urgency.SAFETY, now=NOON)
    a_complaint(at=State.TRIAGED, agent=agent)
    assert queue(desk_of(agent), tab="unclaimed") == [urgent.number, ordinary.number]


def test_the_team_sees_its_own_open_complaints_and_not_those_of_another_desk():
    agent = a_user()
    ours = a_complaint(at=State.TRIAGED, agent=a_user())
    a_complaint(at=State.TRIAGED, agent=a_user(team="general-desk"))
    assert queue(desk_of(agent), tab="team") == [ours.number]


def test_closed_complaints_leave_the_open_lists_for_their_own():
    agent = a_user()
    closed, still_open = a_complaint(at=State.CLOSED, agent=agent), a_complaint(at=State.TRIAGED, agent=agent)
    desk = desk_of(agent)
    assert queue(desk, tab="closed") == [closed.number]
    assert queue(desk, tab="mine") == [still_open.number]
    assert set(queue(desk, tab="all")) == {closed.number, still_open.number}


def test_a_substitute_works_the_absent_colleagues_queue():
    absent, substitute = a_user(), a_user()
    theirs = a_complaint(at=State.TRIAGED, agent=absent)
    delegate(
        delegator=absent,
        delegate=substitute,
        starts_on=NOON.date(),
        ends_on=NOON.date(),
        reason="年假",
        by=absent,
        now=NOON,
    )
    assert queue(desk_of(substitute), tab="mine") == [theirs.number]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.AGENT, {"mine", "unclaimed", "team", "tasks", "all", "closed"}),
        (Role.SUPERVISOR, {"mine", "unclaimed", "tasks", "open", "all", "closed"}),
        (Role.HANDLER, {"tasks", "open", "all", "closed"}),
        (Role.FINANCE, {"tasks", "open", "all", "closed"}),
        (Role.DIRECTOR, {"open", "all", "closed"}),
        (Role.CURATOR, {"open", "all", "closed"}),
        (Role.AUDITOR, {"open", "all", "closed"}),
    ],
)
def test_each_role_is_offered_the_lists_it_works_with(role, offered):
    page = desk_of(a_user(role)).get(reverse(QUEUE)).content.decode()
    tabs = page.split('class="queue-tabs"')[1].split("</nav>")[0]
    assert {
        name for name in ("mine", "unclaimed", "team", "tasks", "open", "all", "closed") if f"tab={name}" in tabs
    } == (offered)


def test_the_administrator_meets_a_closed_door_and_no_complaint_anywhere():
    complaint = a_complaint(subject="不给管理员看的内容")
    desk = desk_of(a_user(Role.ADMINISTRATOR))
    assert desk.get(reverse(QUEUE)).status_code == 403
    assert desk.post(reverse("admin:complaints_complaint_search"), {"q": complaint.number}).status_code == 403
    board = desk.get(reverse("admin:index")).content.decode()
    assert complaint.number not in board
    # Where links for posters are made is set up like the rest, and tells of no complaint.
    assert "complaints/complaint" not in board.replace(reverse("admin:complaints_complaint_links"), "")


def test_what_is_due_first_stands_first_and_what_is_due_never_stands_last():
    agent = a_user()
    later = a_complaint(at=State.TRIAGED, agent=agent, now=NOON)
    sooner = a_complaint(at=State.TRIAGED, agent=agent, now=NOON - timedelta(hours=5))
    never = a_complaint(at=State.TRIAGED, agent=agent, now=NOON - timedelta(days=9))
    type(never).objects.filter(pk=never.pk).update(next_due_at=None, next_due_kind="")
    assert queue(desk_of(agent)) == [sooner.number, later.number, never.number]


def test_other_orders_can_be_chosen_and_unknown_ones_change_nothing():
    agent = a_user()
    old = a_complaint(at=State.TRIAGED, agent=agent, now=NOON - timedelta(hours=5))
    new = a_complaint(at=State.TRIAGED, agent=agent, now=NOON)
    desk = desk_of(agent)
    assert queue(desk, sort="newest") == [new.number, old.number]
    assert queue(desk, sort="oldest") == [old.number, new.number]
    assert queue(desk, sort="handler__password") == queue(desk)


def test_filters_narrow_the_list_and_what_is_not_offered_narrows_nothing():
    agent = a_user()
    phone = a_complaint(at=State.TRIAGED, agent=agent)
    mail = a_complaint(at=State.INVESTIGATING, agent=agent, channel=Channel.EMAIL)
    desk = desk_of(agent)
    assert queue(desk, channel="email") == [mail.number]
    assert queue(desk, state="triaged") == [phone.number]
    assert queue(desk, nature="billing") == []
    assert queue(desk, severity=Severity.S1) == []
    assert len(queue(desk, state="x' OR 1=1", handler__password="x", severity="S9")) == 2


def test_overdue_only_shows_what_is_overdue_now():
    agent = a_user()
    late = a_complaint(at=State.TRIAGED, agent=agent, now=NOON - timedelta(days=3))
    a_complaint(at=State.TRIAGED, agent=agent, now=NOON)
    assert queue(desk_of(agent), overdue="1") == [late.number]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", "1.5"])
def test_a_page_number_that_is_none_opens_the_first(page):
    agent = a_user()
    complaint = a_complaint(at=State.TRIAGED, agent=agent)
    assert queue(desk_of(agent), page=page) == [complaint.number]


def test_a_long_list_is_paged_without_losing_or_repeating_a_line():
    agent = a_user()
    expected = {a_complaint(agent=agent, now=NOON - timedelta(minutes=i)).number for i in range(35)}
    desk = desk_of(agent)
    first, second = queue(desk, tab="unclaimed"), queue(desk, tab="unclaimed", page=2)
    assert (len(first), len(second)) == (30, 5)
    assert {*first, *second} == expected


def test_names_are_masked_on_every_line():
    agent = a_user()
    a_complaint(at=State.TRIAGED, agent=agent, name="欧阳菲菲")
    page = desk_of(agent).get(reverse(QUEUE)).content.decode()
    assert "欧***" in page
    assert "欧阳" not in page


def test_markup_in_a_subject_is_text():
    agent = a_user()
    a_complaint(at=State.TRIAGED, agent=agent, subject="<script>alert(1)</script>")
    page = desk_of(agent).get(reverse(QUEUE)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_number_of_queries_does_not_grow_with_the_lines():
    supervisor = a_user(Role.SUPERVISOR)
    agent = a_user()
    desk = desk_of(supervisor)
    prices = []
    for more in (5, 55):
        for i in range(more):
            a_complaint(agent=agent, now=NOON - timedelta(minutes=i))
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(reverse(QUEUE), {"page": 1})
        prices.append(len(queries))
    assert len(numbers_on(page)) == 30
    assert prices[1] <= prices[0] + 1, "one more at most: how many there are in all"
    assert prices[1] <= 18, "the bell, and what waits beside the queue: approvals, escalations, letters, duplicates"


def test_a_handler_of_another_department_and_an_outsider_see_nothing_of_it():
    complaint = a_complaint(at=State.TRIAGED)
    assert queue(desk_of(a_user(Role.HANDLER, department="technology")), tab="all") == []
    assert complaint.number not in queue(desk_of(a_user(team="general-desk")), tab="all")


def test_assigned_away_means_out_of_my_queue():
    agent, colleague, supervisor = a_user(), a_user(), a_user(Role.SUPERVISOR)
    complaint = a_complaint(at=State.TRIAGED, agent=agent)
    assign(complaint.pk, handler=colleague, by=supervisor, now=NOON)
    assert queue(desk_of(agent)) == []
    assert queue(desk_of(colleague)) == [complaint.number]


def test_a_proposed_complaint_says_whom_it_waits_for():
    agent, supervisor = a_user(language="en"), a_user(Role.SUPERVISOR)
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    submitted = submit_proposal(complaint.pk, message="全额退款", choices=choices("900.00"), by=agent, now=NOON)
    desk = desk_of(agent, language="en")

    def line():
        return desk.get(reverse(QUEUE), {"tab": "mine"}).context["page"].shown[0].state

    said = [line()]
    approve(submitted.pk, by=supervisor, now=NOON)
    said.append(line())
    offer(complaint.pk, by=agent, now=NOON)
    said.append(line())
    accept(complaint.pk, position=1, via="phone", by=agent, now=NOON)
    said.append(line())
    give_up_execution(complaint.pk, reason="已停产", by=agent, now=NOON)
    said.append(line())
    assert list(map(str, said)) == [
        "Waiting for approval",
        "Approved, to be offered",
        "Waiting for the customer",
        "Executing",
        "New proposal needed",
    ]


def test_what_somebody_with_a_closed_account_handles_waits_for_a_supervisor():
    agent, supervisor = a_user(), a_user(Role.SUPERVISOR)
    left = a_complaint(at=State.TRIAGED, agent=agent)
    a_complaint(at=State.TRIAGED)
    change_person(agent.pk, is_active=False, by=a_user(Role.ADMINISTRATOR), now=NOON)
    desk = desk_of(supervisor)
    assert queue(desk, tab="left") == [left.number]
    assign(left.pk, handler=a_user(), by=supervisor, now=NOON)
    assert queue(desk, tab="left") == []


def test_a_rare_list_stands_in_the_row_only_while_something_waits_there():
    supervisor, agent = a_user(Role.SUPERVISOR), a_user()
    complaint = a_complaint(at=State.TRIAGED, agent=agent)
    desk = desk_of(supervisor)
    assert "tab=left" not in desk.get(reverse(QUEUE)).content.decode()
    User.objects.filter(pk=agent.pk).update(is_active=False)
    cache.clear()
    assert "tab=left" in desk.get(reverse(QUEUE)).content.decode()
    assert queue(desk, tab="left") == [complaint.number]
