"""The tab of a department: which complaints wait for it, and for which of their tasks."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Department
from accounts.roles import Role
from complaints.services.tasks import assign_task
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user
from tests.desk import QUEUE, desk_of, numbers_on, queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def half_past_noon():
    cache.clear()
    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        yield


def test_a_department_finds_the_complaints_with_its_open_tasks_until_they_are_done():
    agent, handler = a_user(), a_user(Role.HANDLER, department="technology")
    complaint = a_complaint(at=State.INVESTIGATING, agent=agent)
    desk = desk_of(handler)
    assert queue(desk) == []
    assign_task(
        complaint.pk,
        title="查日志",
        department=Department.objects.get(code="technology"),
        due_at=NOON + timedelta(hours=4),
        by=agent,
        now=NOON,
    )
    assert queue(desk) == [complaint.number]
    complaint.tasks.update(cancelled_at=NOON)
    assert queue(desk) == []


def test_each_task_of_the_department_stands_on_the_line_with_its_own_date():
    agent, handler = a_user(), a_user(Role.HANDLER, department="technology")
    late, soon, other = (a_complaint(at=State.INVESTIGATING, agent=agent) for _one in range(3))
    ours, theirs = (Department.objects.get(code=code) for code in ("technology", "legal"))
    for complaint, title, department, hours in (
        (late, "查日志", ours, 30),
        (late, "核对备份", ours, 5),
        (late, "审阅措辞", theirs, 1),
        (soon, "重放请求", ours, 2),
        (other, "查短信网关", ours, 4),
    ):
        due_at = NOON + timedelta(hours=hours)
        assign_task(complaint.pk, title=title, department=department, due_at=due_at, by=agent, now=NOON)
    page = desk_of(handler, language="en").get(reverse(QUEUE))
    assert numbers_on(page) == [soon.number, other.number, late.number]
    titles = re.findall(r'<div class="task"><a [^>]*>([^<]+)</a>', page.content.decode())
    dates = re.findall(r'<div class="task"><b class="\w*">([^<]+)</b>([^<]+)</div>', page.content.decode())
    assert titles == ["重放请求", "查短信网关", "核对备份", "查日志"]
    assert dates == [
        ("1 h left", "11-18 14:00"),
        ("3 h left", "11-18 16:00"),
        ("4 h left", "11-18 17:00"),
        ("29 h left", "11-19 18:00"),
    ]
    assert "审阅措辞" not in page.content.decode()
    assert '<th class="c-due">Due</th>' in page.content.decode()
