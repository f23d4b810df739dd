"""The pages of escalation: the list of what is before me, and the steps on a complaint's page (ESC-4)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from complaints.models import Complaint, Stage
from complaints.states import Level, State
from escalation.models import Escalation, JointMeeting
from tests.builders import a_complaint, a_user
from tests.desk import desk_of
from tests.escalation.test_raising import by_hand
from tests.steps import page_of, post

pytestmark = pytest.mark.django_db
LIST = "admin:escalation_escalation_changelist"


@pytest.fixture
def complaint():
    return a_complaint(at=State.INVESTIGATING, now=timezone.now())


def test_the_list_says_what_is_before_me_and_what_is_with_others(complaint):
    mine, theirs = a_user(Role.SUPERVISOR), a_user(Role.SUPERVISOR)
    other = a_complaint(at=State.TRIAGED, now=timezone.now())
    by_hand(complaint, person=mine, now=timezone.now())
    by_hand(other, person=theirs, now=timezone.now())
    response = desk_of(mine).get(reverse(LIST))
    lists = [[line["escalation"].complaint.number for line in lines] for _title, lines in response.context["lists"]]
    assert lists == [[complaint.number], [other.number], []]
    assert "data-due" in response.content.decode()


def test_an_agent_has_no_such_list(complaint):
    assert desk_of(complaint.handler).get(reverse(LIST)).status_code == 403


def test_from_the_button_to_the_answer(complaint):
    agent, supervisor = desk_of(complaint.handler), desk_of(a_user(Role.SUPERVISOR))
    assert post(agent, complaint, "escalate", trigger="by_hand", reason="", to="supervisor").status_code == 422
    facts = {"trigger": "superior", "reason": "要经理回电", "to": Level.SUPERVISOR}
    assert post(agent, complaint, "escalate", seen=0, **facts).status_code == 200
    escalation = Escalation.objects.get()
    assert "要经理回电" in page_of(agent, complaint)
    assert post(agent, complaint, "step-in", escalation=escalation.pk).status_code == 403
    assert post(supervisor, complaint, "step-in", escalation=escalation.pk).status_code == 200
    assert post(supervisor, complaint, "step-in", escalation=escalation.pk).status_code == 409
    answered = post(supervisor, complaint, "hand-back", escalation=escalation.pk, instructions="今天给方案")
    assert answered.status_code == 200
    assert "今天给方案" in page_of(agent, complaint)


def test_an_answer_belongs_to_its_own_complaint(complaint):
    other = a_complaint(at=State.TRIAGED, now=timezone.now())
    by_hand(complaint, now=timezone.now())
    strange = by_hand(other, now=timezone.now())
    supervisor = desk_of(a_user(Role.SUPERVISOR))
    facts = {"escalation": strange.pk, "answer": "已谈妥"}
    assert post(supervisor, complaint, "resolve-escalation", **facts).status_code == 422
    assert Escalation.objects.running().count() == 2


def test_a_meeting_from_call_to_minutes(complaint):
    director, owner = desk_of(a_user(Role.DIRECTOR)), a_user(Role.HANDLER, department="technology")
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    logistics = Department.objects.get(code="logistics")
    facts = {"agenda": "定责", "held_at": tomorrow, "departments": [logistics.pk]}
    assert post(director, complaint, "convene", **facts).status_code == 200
    meeting = JointMeeting.objects.get()
    facts = {"meeting": meeting.pk, "minutes": "到会两部门", "solution": "全额退款"}
    assert post(director, complaint, "minutes", **facts, title_1="改规则").status_code == 422
    decision = {"title_1": "改规则", "owner_1": owner.pk, "due_1": tomorrow}
    assert post(director, complaint, "minutes", **facts, **decision).status_code == 200
    page = page_of(director, complaint)
    assert "到会两部门" in page
    assert "改规则" in page
    assert not complaint.tasks.open().filter(stage=Stage.MEETING).exists()


def test_a_department_hands_on_and_a_referee_decides(complaint):
    agent, supervisor = desk_of(complaint.handler), desk_of(a_user(Role.SUPERVISOR))
    for code in ("technology", "logistics"):
        department = Department.objects.get(code=code)
        facts = {"department": department.pk, "reason": "不归我们管"}
        assert post(agent, complaint, "hand-to-department", **facts).status_code == 200
    technology = Department.objects.get(code="technology")
    facts = {"department": technology.pk, "ruling": "接口超时所致"}
    assert post(supervisor, complaint, "rule-owner", **facts).status_code == 200
    assert Complaint.objects.get(pk=complaint.pk).department == technology
    assert "接口超时所致" in page_of(agent, complaint)


def test_the_queue_marks_and_filters_by_level(complaint):
    by_hand(complaint, now=timezone.now())
    other = a_complaint(at=State.TRIAGED, agent=complaint.handler, now=timezone.now())
    desk, queue = desk_of(complaint.handler), reverse("admin:complaints_complaint_changelist")
    shown = desk.get(queue, {"tab": "mine", "level": "supervisor"}).content.decode()
    assert complaint.number in shown
    assert other.number not in shown
    assert "mark level" in shown
