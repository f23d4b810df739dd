"""`visible_to` against a plain retelling of the requirement book: for any staff, complaints and substitutes (I19)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Delegation, Department, Team, User
from accounts.roles import OUTSIDE_DELEGATION, RIGHTS, Role
from complaints.models import Complaint, Task
from complaints.states import State
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOON)
WHOLE_DESK = {Role.SUPERVISOR, Role.DIRECTOR, Role.LEGAL, Role.CURATOR, Role.AUDITOR, Role.CUSTOMER, Role.SYSTEM}
PEOPLE, COMPLAINTS = 5, 3

person = st.fixed_dictionaries(
    {
        "role": st.sampled_from(Role),
        "department": st.sampled_from(["logistics", "finance", None]),
        "team": st.sampled_from(["ecommerce-desk", "internet-desk", None]),
        "is_active": st.sampled_from([True, True, True, False]),
    }
)
somebody = st.integers(0, PEOPLE - 1)
matter = st.fixed_dictionaries(
    {
        "handler": somebody,
        "received_by": somebody,
        "department": st.sampled_from(["logistics", "finance", None]),
        "team": st.sampled_from(["ecommerce-desk", "internet-desk", None]),
        "task": st.sampled_from(["logistics", "finance", None]),
    }
)
absence = st.tuples(somebody, somebody, st.integers(-2, 2), st.integers(0, 2), st.booleans())


def expected(user, people, matter, absences):
    """Domain.md, Roles, in plain words."""
    on = [one for one in absences if people[one[1]] is user and is_on(people, *one)]
    absent = [people[giver] for giver, *_rest in on]
    roles = {user["role"], *(one["role"] for one in absent)}
    reads = any("complaints.view_complaint" in RIGHTS[role] for role in roles)
    if not user["is_active"] or not (reads or user["role"] in {Role.CUSTOMER, Role.SYSTEM}):
        return False
    return bool(roles & WHOLE_DESK) or any(is_theirs(one, matter) for one in [user, *absent])


def is_theirs(person, matter):
    own = person["place"] in {matter["handler"], matter["received_by"]}
    of_team = person["role"] == Role.AGENT and person["team"] and person["team"] == matter["team"]
    departments = {matter["department"], matter["task"]} - {None}
    of_department = person["role"] in {Role.HANDLER, Role.FINANCE} and person["department"] in departments
    return bool(own or of_team or of_department)


def is_on(people, giver, taker, starts, length, is_ended):
    if {people[giver]["role"], people[taker]["role"]} & OUTSIDE_DELEGATION or not people[giver]["is_active"]:
        return False
    return starts <= 0 <= starts + length and not is_ended and giver != taker


@pytest.fixture
def desk():
    """People and complaints to be changed into every shape."""
    agent = a_user()
    complaints = [a_complaint(at=State.TRIAGED, agent=agent) for _one in range(COMPLAINTS)]
    return [a_user() for _person in range(PEOPLE)], complaints


@settings(max_examples=60)
@given(
    people=st.lists(person, min_size=PEOPLE, max_size=PEOPLE),
    matters=st.lists(matter, min_size=COMPLAINTS, max_size=COMPLAINTS),
    absences=st.lists(absence, max_size=3),
)
def test_everybody_sees_exactly_what_the_book_says(desk, people, matters, absences):
    staff, complaints = desk
    departments = {None: None} | {one.code: one for one in Department.objects.all()}
    teams = {None: None} | {one.code: one for one in Team.objects.all()}
    with transaction.atomic(), time_machine.travel(NOON, tick=False):
        for place, (user, facts) in enumerate(zip(staff, people, strict=True)):
            facts["place"] = place
            User.objects.filter(pk=user.pk).update(
                role=facts["role"],
                department=departments[facts["department"]],
                team=teams[facts["team"]],
                is_active=facts["is_active"],
            )
        for complaint, facts in zip(complaints, matters, strict=True):
            Complaint.objects.filter(pk=complaint.pk).update(
                handler=staff[facts["handler"]],
                received_by=staff[facts["received_by"]],
                department=departments[facts["department"]],
                team=teams[facts["team"]],
            )
            if facts["task"]:
                department = departments[facts["task"]]
                about = {"title": "x", "stage": "investigation", "created_at": NOON, "due_at": NOON}
                Task.objects.create(complaint=complaint, department=department, created_by=staff[0], **about)
        for giver, taker, starts, length, is_ended in absences:
            if giver != taker:
                Delegation.objects.create(
                    delegator=staff[giver],
                    delegate=staff[taker],
                    starts_on=TODAY + timedelta(days=starts),
                    ends_on=TODAY + timedelta(days=starts + length),
                    ended_at=NOON if is_ended else None,
                    reason="x",
                    created_by=staff[giver],
                )
        fresh = User.objects.filter(pk__in=[one.pk for one in staff]).order_by("pk")
        for user, facts in zip(fresh, people, strict=True):
            seen = set(Complaint.objects.visible_to(user).values_list("pk", flat=True))
            theirs = zip(complaints, matters, strict=True)
            told = {one.pk for one, about in theirs if expected(facts, people, about, absences)}
            assert seen == told, facts
        transaction.set_rollback(True)
