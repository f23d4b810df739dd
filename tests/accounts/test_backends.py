import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import RIGHTS, Role
from tests.builders import a_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_has_perm_answers_from_the_rights_file(role):
    user = a_user(role)
    every_right = frozenset().union(*RIGHTS.values())
    assert {right for right in every_right if user.has_perm(right)} == RIGHTS[role]


def test_somebody_who_left_keeps_no_right():
    user = a_user(Role.SUPERVISOR, is_active=False)
    assert user.get_all_permissions() == set()
    assert not user.has_perm("complaints.view_complaint")
    assert not user.has_module_perms("complaints")


def test_a_row_in_the_question_changes_no_answer():
    agent = a_user()
    assert agent.has_perm("complaints.claim_complaint", obj=agent)
    assert not agent.has_perm("complaints.refuse_complaint", obj=agent)


def test_nobody_can_be_lifted_above_the_roles():
    user = a_user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_superuser=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(role="root")


@pytest.mark.parametrize("account", ["system", "customer"])
def test_nobody_signs_in_as_a_service_account(account, rf):
    user = getattr(User.objects, account)()
    assert getattr(User.objects, account)() == user
    assert not user.is_staff
    for password in ("", " ", "!", account):
        assert authenticate(rf.post("/"), username=account, password=password) is None


def test_a_person_signs_in_with_the_own_password_only(rf):
    user = a_user(password="four horses drink tea")
    assert authenticate(rf.post("/"), username=user.username, password="four horses drink tea") == user
    assert authenticate(rf.post("/"), username=user.username, password="four horses drink") is None
