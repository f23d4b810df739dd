"""The administrator's pages: people, places, roster and delegations, by the rules of the services."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.models import Delegation, Department, Shift, Team, User
from accounts.roles import Role
from tests.builders import a_user
from tests.desk import desk_of

pytestmark = pytest.mark.django_db
PASSWORD = "eine-gute-losung"


@pytest.fixture(autouse=True)
def nothing_cached():
    cache.clear()


@pytest.fixture
def administrator():
    return a_user(Role.ADMINISTRATOR)


def person_form(**changes):
    facts = {
        "username": "newcomer",
        "name": "新同事",
        "employee_number": "KF0100",
        "email": "new@example.com",
        "role": Role.AGENT,
        "department": Department.objects.get(code="customer_service").pk,
        "team": Team.objects.get(code="ecommerce-desk").pk,
        "skills": "english, 退款、换货",
        "language": "zh-hans",
        "is_active": "on",
        "new_password": PASSWORD,
    }
    return facts | changes


def sent(client, page, *args, **facts):
    return client.post(reverse(f"admin:accounts_{page}", args=args), facts)


def test_a_new_person_can_sign_in_and_lands_on_the_workbench(administrator, client):
    assert sent(desk_of(administrator), "user_add", **person_form()).status_code == 302
    assert User.objects.get(username="newcomer").skills == ["english", "退款", "换货"]
    answer = client.post(reverse("admin:login"), {"username": "newcomer", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:index")


@pytest.mark.parametrize("password", ["", "short", "1234567890", "newcomer99"])
def test_a_weak_password_is_refused_at_the_form(administrator, password):
    answer = sent(desk_of(administrator), "user_add", **person_form(new_password=password))
    assert answer.status_code == 200
    assert not User.objects.filter(username="newcomer").exists()


def test_a_rule_of_the_service_stands_at_the_form_and_nothing_typed_is_lost(administrator):
    answer = sent(desk_of(administrator, language="en"), "user_add", **person_form(team=""))
    assert "A frontline agent needs a team" in answer.content.decode()
    assert 'value="新同事"' in answer.content.decode()


def test_a_role_is_changed_and_a_blank_password_keeps_the_old_one(administrator):
    person = a_user(password=PASSWORD)
    facts = person_form(username="", name=person.name, role=Role.SUPERVISOR, new_password="", team="")
    assert sent(desk_of(administrator), "user_change", person.pk, **facts).status_code == 302
    changed = User.objects.get(pk=person.pk)
    assert changed.role == Role.SUPERVISOR
    assert changed.username == person.username
    assert changed.check_password(PASSWORD)


def test_a_new_password_ends_the_sessions_of_the_person(administrator):
    person = a_user(password=PASSWORD)
    desk = desk_of(person)
    facts = person_form(name=person.name, new_password="eine-neue-losung")
    sent(desk_of(administrator), "user_change", person.pk, **facts)
    assert desk.get(reverse("admin:index")).status_code == 302


def test_the_own_role_is_refused_in_words_and_stays(administrator):
    facts = person_form(name=administrator.name, role=Role.SUPERVISOR, new_password="")
    answer = sent(desk_of(administrator, language="en"), "user_change", administrator.pk, **facts)
    assert "Nobody changes their own role." in answer.content.decode()
    assert User.objects.get(pk=administrator.pk).role == Role.ADMINISTRATOR


def test_closing_an_account_ends_its_session(administrator):
    person = a_user()
    desk = desk_of(person)
    facts = person_form(name=person.name, new_password="")
    del facts["is_active"]
    sent(desk_of(administrator), "user_change", person.pk, **facts)
    assert not User.objects.get(pk=person.pk).is_active
    assert desk.get(reverse("admin:index")).status_code == 302


def test_a_locked_person_is_let_in_again(administrator):
    locked, other = a_user(), a_user()
    for person in (locked, other):
        AccessAttempt.objects.create(username=person.username, ip_address="127.0.0.1", failures_since_start=5)
    facts = {"action": "unlock", "_selected_action": [locked.pk]}
    sent(desk_of(administrator), "user_changelist", **facts)
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == [other.username]


@pytest.mark.parametrize("name", ["user", "department", "team", "delegation"])
def test_nothing_of_the_house_can_be_deleted(administrator, name):
    desk = desk_of(administrator)
    assert desk.post(
        reverse(f"admin:accounts_{name}_delete", args=[administrator.pk]), {"post": "yes"}
    ).status_code in (
        302,
        403,
        404,
    )
    assert User.objects.filter(pk=administrator.pk).exists()
    assert "delete_selected" not in desk.get(reverse(f"admin:accounts_{name}_changelist")).content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.HANDLER, Role.SUPERVISOR, Role.DIRECTOR, Role.FINANCE, Role.CURATOR])
@pytest.mark.parametrize("name", ["user", "department", "team", "shift", "delegation"])
def test_the_desk_does_not_see_the_administration(role, name):
    assert desk_of(a_user(role)).get(reverse(f"admin:accounts_{name}_changelist")).status_code == 403


def test_an_auditor_reads_the_people_and_changes_none():
    auditor, person = desk_of(a_user(Role.AUDITOR)), a_user()
    assert auditor.get(reverse("admin:accounts_user_changelist")).status_code == 200
    answer = sent(auditor, "user_change", person.pk, **person_form(role=Role.SUPERVISOR))
    assert answer.status_code == 403
    assert User.objects.get(pk=person.pk).role == Role.AGENT


def test_who_only_reads_finds_the_skills_in_words(administrator):
    person = a_user(skills=["english", "退款"])
    address = reverse("admin:accounts_user_change", args=[person.pk])
    read = desk_of(a_user(Role.AUDITOR)).get(address).content.decode()
    assert "english、退款" in read
    assert "[&quot;" not in read
    assert 'value="english, 退款"' in desk_of(administrator).get(address).content.decode()


def test_a_delegation_is_arranged_and_ended_early(administrator):
    absent, substitute = a_user(), a_user()
    today = timezone.localdate()
    desk = desk_of(administrator)
    facts = {
        "delegator": absent.pk,
        "delegate": substitute.pk,
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=3)).isoformat(),
        "reason": "年假",
    }
    assert sent(desk, "delegation_add", **facts).status_code == 302
    arranged = Delegation.objects.get()
    assert arranged.created_by == administrator
    sent(desk, "delegation_changelist", action="end_now", _selected_action=[arranged.pk])
    assert Delegation.objects.get().ended_at is not None


def test_a_delegation_to_oneself_or_backwards_is_refused_in_words(administrator):
    absent, today = a_user(), timezone.localdate()
    desk = desk_of(administrator, language="en")
    facts = {"delegator": absent.pk, "delegate": absent.pk, "reason": "年假", "starts_on": today, "ends_on": today}
    assert "Choose a substitute other than the person who is away." in (
        sent(desk, "delegation_add", **facts).content.decode()
    )
    facts |= {"delegate": a_user().pk, "ends_on": today - timedelta(days=1)}
    assert "The last day lies before the first." in sent(desk, "delegation_add", **facts).content.decode()
    assert not Delegation.objects.exists()


def test_a_shift_is_planned_and_may_be_taken_off_the_plan(administrator):
    desk, person = desk_of(administrator), a_user()
    moments = {"starts_at_0": "2026-11-18", "starts_at_1": "09:00", "ends_at_0": "2026-11-18", "ends_at_1": "18:00"}
    assert sent(desk, "shift_add", user=person.pk, **moments).status_code == 302
    shift = Shift.objects.get()
    desk.post(reverse("admin:accounts_shift_delete", args=[shift.pk]), {"post": "yes"})
    assert not Shift.objects.exists()


@pytest.mark.parametrize("name", ["user", "department", "team", "shift", "delegation"])
def test_the_price_of_a_list_does_not_grow_with_its_rows(administrator, name, django_assert_max_num_queries):
    people = [a_user() for _one in range(12)]
    now = timezone.now()
    for person in people:
        Shift.objects.create(user=person, starts_at=now, ends_at=now + timedelta(hours=8))
        Delegation.objects.create(
            delegator=person,
            delegate=administrator,
            starts_on=now.date(),
            ends_on=now.date(),
            reason="年假",
            created_by=administrator,
        )
    desk = desk_of(administrator)
    with django_assert_max_num_queries(12):
        assert desk.get(reverse(f"admin:accounts_{name}_changelist")).status_code == 200


def column(page, name):
    """The cells of the list's column `name`, from top to bottom."""
    found = re.findall(rf"<td[^>]*field-{name}[^>]*>(.*?)</td>", page.content.decode(), re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in found]


def test_an_ordinary_row_of_a_list_carries_no_mark_of_failure(administrator):
    now = timezone.now()
    for starts_at, is_fast_lane in ((now, False), (now + timedelta(days=1), True)):
        ends_at = starts_at + timedelta(hours=8)
        Shift.objects.create(user=administrator, starts_at=starts_at, ends_at=ends_at, is_fast_lane=is_fast_lane)
    desk = desk_of(administrator, language="en")
    assert column(desk.get(reverse("admin:accounts_shift_changelist")), "is_fast_lane") == ["Yes", ""]
    categories = column(desk.get(reverse("admin:complaints_category_changelist")), "needs_legal_review")
    assert set(categories) == {"Yes", ""}
