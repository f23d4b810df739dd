"""Departments that hand a complaint on: with a reason, twice at most, and counted (INV-2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Department, User
from accounts.roles import Role
from complaints.deadlines.stays import Stay, stays, time_by_department
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Complaint, EventKind, StaffNotice
from complaints.services.departments import hand_to_department, rule_owner, stays_of
from complaints.services.sweeps.news import read_news_of
from complaints.states import State, Trigger
from escalation.models import Escalation
from escalation.services.referee import decide_owner
from tests.builders import NOON, a_complaint, a_user
from tests.desk import desk_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hand(complaint, code, *, now=NOON, by=None):
    facts = {"department": Department.objects.get(code=code), "reason": "不归我们管", "now": now}
    return hand_to_department(complaint.pk, by=by or complaint.handler, **facts)


def rule(service, complaint, code, *, by=None, ruling="接口超时所致，由技术部门负责"):
    by = by or a_user(Role.SUPERVISOR)
    return service(complaint.pk, department=Department.objects.get(code=code), ruling=ruling, by=by, now=NOON)


def test_it_moves_with_a_reason_and_no_clock_begins_anew():
    complaint, receiver = a_complaint(at=State.INVESTIGATING), a_user(Role.HANDLER, department="technology")
    before = list(complaint.deadlines.order_by("pk").values_list("pk", "due_at"))
    assert hand(complaint, "technology").department.code == "technology"
    assert list(complaint.deadlines.order_by("pk").values_list("pk", "due_at")) == before
    assert Complaint.objects.visible_to(receiver).filter(pk=complaint.pk).exists()
    assert StaffNotice.objects.filter(to=receiver, kind="assigned").exists()


def test_without_a_reason_or_to_where_it_is_already_nothing_moves():
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(RuleBroken):
        hand(complaint, complaint.department.code)
    with pytest.raises(RuleBroken):
        hand_to_department(
            complaint.pk,
            department=Department.objects.get(code="technology"),
            reason=" ",
            by=complaint.handler,
            now=NOON,
        )


def test_the_third_time_it_stays_and_a_referee_decides_in_writing():
    complaint, supervisor = a_complaint(at=State.INVESTIGATING), a_user(Role.SUPERVISOR)
    for code in ("technology", "logistics"):
        hand(complaint, code)
    assert hand(complaint, "technology").department.code == "logistics"
    read_news_of(complaint.pk, by=User.objects.system(), now=NOON)
    asked = Escalation.objects.get()
    assert (asked.trigger, asked.reason) == (Trigger.HANDOVER, "不归我们管")
    rule(decide_owner, complaint, "technology", by=supervisor)
    asked.refresh_from_db()
    assert (asked.ending, asked.answer) == ("resolved", "接口超时所致，由技术部门负责")
    assert Complaint.objects.get(pk=complaint.pk).department.code == "technology"


def test_a_ruling_binds_everybody_but_a_referee():
    complaint = a_complaint(at=State.INVESTIGATING)
    rule(rule_owner, complaint, "technology")
    with pytest.raises(RuleBroken, match=Department.objects.get(code="technology").name):
        hand(complaint, "logistics")
    assert rule(rule_owner, complaint, "logistics").department.code == "logistics"


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEGAL, Role.CURATOR])
def test_only_who_oversees_the_desk_rules(role):
    complaint = a_complaint(at=State.TRIAGED)
    with pytest.raises(NotPermitted):
        rule(rule_owner, complaint, "technology", by=complaint.handler if role == Role.AGENT else a_user(role))


def test_a_ruling_is_in_writing():
    with pytest.raises(RuleBroken):
        rule(rule_owner, a_complaint(at=State.TRIAGED), "technology", ruling="  ")


def test_the_time_with_each_department_is_read_from_the_record():
    complaint = a_complaint(at=State.INVESTIGATING)
    first = complaint.department.name
    hand(complaint, "technology", now=NOON + 5 * HOUR)
    hand(complaint, "logistics", now=NOON + 7 * HOUR)
    found = stays_of(complaint, now=NOON + 10 * HOUR)
    logistics, technology = (Department.objects.get(code=code).name for code in ("logistics", "technology"))
    assert first == logistics
    assert time_by_department(found) == {logistics: 8 * HOUR, technology: 2 * HOUR}
    assert complaint.events.filter(kind=EventKind.DEPARTMENT_CHANGED).count() == 2


@pytest.mark.parametrize(("language", "name"), [("en", "Technology"), ("zh-hans", "技术部")])
def test_the_time_with_each_department_is_told_in_the_readers_language(language, name):
    complaint = a_complaint(at=State.INVESTIGATING)
    hand(complaint, "technology", now=NOON + 5 * HOUR)
    page = desk_of(a_user(Role.SUPERVISOR), language=language).get(
        reverse("admin:complaints_complaint_change", args=[complaint.pk])
    )
    assert f"<li><span>{name}</span><strong>" in page.content.decode()


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([], {}),
        ([(0, "")], {}),
        ([(0, "物流")], {"物流": 9}),
        ([(0, ""), (2, "物流"), (4, "物流"), (5, "技术")], {"物流": 3, "技术": 4}),
        ([(0, "物流"), (3, ""), (6, "物流")], {"物流": 6}),
        ([(4, "物流"), (2, "技术")], {"物流": 0, "技术": 7}),
    ],
)
def test_stays_follow_one_another(moves, expected):
    found = stays([(NOON + hours * HOUR, department) for hours, department in moves], NOON + 9 * HOUR)
    assert time_by_department(found) == {name: hours * HOUR for name, hours in expected.items()}
    assert all(isinstance(stay, Stay) and stay.until >= stay.since for stay in found)
