"""Accounts: who makes and changes them, and what nobody may do to oneself."""

import pytest

from accounts.errors import NotPermitted, RuleBroken
from accounts.models import Department, Team, User
from accounts.roles import Role
from accounts.services import people
from tests.builders import NOON, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return a_user(Role.ADMINISTRATOR)


def place(team="ecommerce-desk", department="customer_service"):
    return {"department": Department.objects.get(code=department), "team": team and Team.objects.get(code=team)}


def test_an_administrator_makes_an_account_somebody_can_sign_in_with(administrator):
    made = people.create_person(
        username="newcomer",
        name="新同事",
        role=Role.AGENT,
        password="ein-gutes-wort",
        by=administrator,
        now=NOON,
        **place(),
    )
    assert User.objects.get(username="newcomer").check_password("ein-gutes-wort")
    assert made.created_at == NOON


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR, Role.AUDITOR, Role.INTEGRATION])
def test_nobody_else_makes_or_changes_accounts(role):
    person, target = a_user(role), a_user()
    with pytest.raises(NotPermitted):
        people.create_person(username="x", name="x", role=Role.AUDITOR, password=None, by=person, now=NOON)
    with pytest.raises(NotPermitted):
        people.change_person(target.pk, role=Role.SUPERVISOR, by=person, now=NOON)
    with pytest.raises(NotPermitted):
        people.set_password(target.pk, password="ein-gutes-wort", by=person, now=NOON)
    assert User.objects.get(pk=target.pk).role == Role.AGENT


def test_nobody_changes_the_own_role(administrator):
    with pytest.raises(NotPermitted, match=r"."):
        people.change_person(administrator.pk, role=Role.DIRECTOR, by=administrator, now=NOON)
    assert User.objects.get(pk=administrator.pk).role == Role.ADMINISTRATOR


def test_nobody_deactivates_the_own_account_so_one_administrator_always_remains(administrator):
    with pytest.raises(NotPermitted):
        people.change_person(administrator.pk, is_active=False, by=administrator, now=NOON)
    assert User.objects.get(pk=administrator.pk).is_active


def test_administrators_may_correct_their_own_name(administrator):
    assert people.change_person(administrator.pk, name="郑凯", by=administrator, now=NOON).name == "郑凯"


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.CUSTOMER])
def test_service_roles_are_given_to_nobody(administrator, role):
    target = a_user()
    with pytest.raises(RuleBroken):
        people.create_person(username="x", name="x", role=role, password=None, by=administrator, now=NOON)
    with pytest.raises(RuleBroken):
        people.change_person(target.pk, role=role, by=administrator, now=NOON)


@pytest.mark.parametrize("account", ["system", "customer"])
def test_service_accounts_stay_as_they_are(administrator, account):
    service = getattr(User.objects, account)()
    with pytest.raises(RuleBroken):
        people.change_person(service.pk, role=Role.SUPERVISOR, by=administrator, now=NOON)
    with pytest.raises(RuleBroken):
        people.change_person(service.pk, is_active=False, by=administrator, now=NOON)
    with pytest.raises(RuleBroken):
        people.set_password(service.pk, password="ein-gutes-wort", by=administrator, now=NOON)
    assert User.objects.get(pk=service.pk).password == service.password


def test_a_deactivated_person_keeps_the_account_and_cannot_use_it(administrator):
    person = a_user(password="ein-gutes-wort")
    people.change_person(person.pk, is_active=False, by=administrator, now=NOON)
    assert not User.objects.get(pk=person.pk).is_staff
    assert User.objects.get(pk=person.pk).check_password("ein-gutes-wort")


@pytest.mark.parametrize(
    ("role", "team", "department"),
    [(Role.AGENT, None, "customer_service"), (Role.HANDLER, None, None), (Role.AGENT, "ecommerce-desk", "logistics")],
)
def test_a_role_without_a_place_to_work_is_refused_in_words(administrator, role, team, department):
    presets = {"department": department and Department.objects.get(code=department), "team": None}
    presets["team"] = team and Team.objects.get(code=team)
    with pytest.raises(RuleBroken) as refusal:
        people.create_person(username="x", name="x", role=role, password=None, by=administrator, now=NOON, **presets)
    assert str(refusal.value.sentence).strip()
    assert not User.objects.filter(username="x").exists()
