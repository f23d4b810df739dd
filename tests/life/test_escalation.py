"""An agent is stuck; time, a supervisor, the director and two departments bring it to an end (ESC-4, SLA-8…SLA-10)."""

from datetime import timedelta

import pytest

from accounts.models import Department, User
from accounts.roles import Role
from complaints.models import Complaint, DeadlineKind
from complaints.services import proposal, tasks
from complaints.services.record import faults_of
from complaints.services.sweeps.deadlines import tell_due_steps
from complaints.services.sweeps.news import read_news
from complaints.states import Channel, Level, State, Trigger
from escalation.models import Escalation
from escalation.services.meetings import Decision, convene, record_minutes
from escalation.services.raising import escalate
from escalation.services.stepping import hand_back, step_in
from escalation.services.submission import submit_proposal
from review.services.revisit import record
from tests.builders import NOON, a_caller, a_complaint, a_user, choices, execute_all

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def sweep(now):
    system = User.objects.system()
    tell_due_steps(by=system, now=now)
    read_news(by=system, now=now)


def test_stuck_at_the_frontline_solved_by_two_departments():
    supervisor, director = a_user(Role.SUPERVISOR), a_user(Role.DIRECTOR)
    packer = a_user(Role.HANDLER, department="logistics")
    inspector = a_user(Role.HANDLER, department="goods_inspection")
    complaint = a_complaint(at=State.INVESTIGATING)
    agent = complaint.handler

    def level():
        return Complaint.objects.get(pk=complaint.pk).level

    # A day without a solution: by time to a supervisor, who steps in within four hours.
    sweep(NOON + DAY + HOUR)
    first = Escalation.objects.get()
    assert (level(), first.trigger) == (Level.SUPERVISOR, Trigger.STUCK)
    step_in(first.pk, by=supervisor, now=NOON + DAY + 2 * HOUR)
    assert complaint.deadlines.get(kind=DeadlineKind.STEP_IN).was_kept()

    # Two departments each point at the other: to the director, who calls both together.
    second = escalate(
        complaint.pk,
        trigger=Trigger.BY_HAND,
        reason="仓配与质检互相推责",
        by=supervisor,
        now=NOON + DAY + 3 * HOUR,
    )
    assert (level(), second.from_level) == (Level.DIRECTOR, Level.SUPERVISOR)
    meeting = convene(
        complaint.pk,
        agenda="破损由谁承担、怎么赔",
        held_at=NOON + 2 * DAY,
        departments=list(Department.objects.filter(code__in=["logistics", "goods_inspection"])),
        people=[],
        by=director,
        now=NOON + DAY + 4 * HOUR,
    )
    decisions = [
        Decision("改用加固内托", packer, NOON + 6 * DAY),
        Decision("抽检同批鸡蛋", inspector, NOON + 5 * DAY),
    ]
    facts = {"minutes": "监控显示装车受压。", "solution": "物流担责，全额退款。", "decisions": decisions}
    record_minutes(meeting.pk, **facts, by=director, now=NOON + 2 * DAY + HOUR)
    assert complaint.deadlines.get(kind=DeadlineKind.JOINT_SOLUTION).was_kept()

    # Back down, level by level, with instructions; the frontline carries them out.
    hand_back(second.pk, instructions="按会议方案办，主管跟到底", by=director, now=NOON + 2 * DAY + 2 * HOUR)
    assert level() == Level.SUPERVISOR
    hand_back(first.pk, instructions="今天给客户报方案", by=supervisor, now=NOON + 2 * DAY + 3 * HOUR)
    assert level() == Level.FRONTLINE
    assert complaint.deadlines.running().filter(kind=DeadlineKind.FRONTLINE).exists()

    now = NOON + 2 * DAY + 5 * HOUR
    submit_proposal(complaint.pk, message="我们全额退款。", choices=choices(), by=agent, now=now)
    proposal.accept(complaint.pk, position=1, via=Channel.PHONE, by=agent, now=now)
    execute_all(complaint.pk, now=now + HOUR)
    for task, doer in zip(meeting.decisions.order_by("pk"), (packer, inspector), strict=True):
        tasks.do_task(task.pk, result="已完成", by=doer, now=now + HOUR)
    record(complaint.pk, channel=Channel.PHONE, reached=True, rating=5, by=a_caller(), now=now + DAY)
    sweep(now + 2 * DAY)
    ended = Complaint.objects.get(pk=complaint.pk)
    assert (ended.state, ended.level) == (State.CLOSED, Level.FRONTLINE)
    assert not Escalation.objects.running().exists()
    assert faults_of(ended) == []
