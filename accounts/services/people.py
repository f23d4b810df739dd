"""Accounts of people: made, given a role, deactivated. Nobody changes their own; nothing is deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import NotPermitted, RuleBroken
from accounts.models import User
from accounts.roles import SERVICE_ROLES, Role

_WITHOUT_PLACE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.INTEGRATION, Role.DIRECTOR, Role.CURATOR})


def check_place(*, role, department, team):
    """Raises RuleBroken when people of `role` could not work without a department, or the team is another's."""
    if role in SERVICE_ROLES:
        raise RuleBroken(_("This role belongs to the system itself. Choose another."))
    if role == Role.AGENT and team is None:
        raise RuleBroken(_("A frontline agent needs a team; otherwise there is no queue to work from."))
    if role not in _WITHOUT_PLACE and department is None:
        raise RuleBroken(_("Choose the department this person works in."))
    if team is not None and department is not None and team.department_id != department.pk:
        raise RuleBroken(
            _("%(team)s belongs to %(department)s. Choose a team of the same department.")
            % {"team": team, "department": team.department}
        )


def check_may_change(person, *, role, is_active, by):
    """Raises NotPermitted, RuleBroken when `by` may not give `person` this role or switch the account."""
    _check_right(by, "accounts.change_user")
    if person.role in SERVICE_ROLES:
        raise RuleBroken(_("This account belongs to the system itself and stays as it is."))
    if person.pk == by.pk and role != person.role:
        raise NotPermitted(_("Nobody changes their own role. Ask another administrator."))
    if person.pk == by.pk and not is_active:
        raise NotPermitted(_("Nobody deactivates their own account. Ask another administrator."))


@transaction.atomic
def create_person(*, username, name, role, password, by, now, department=None, team=None, **details):
    """An account a person can sign in with. Raises NotPermitted, RuleBroken."""
    _check_right(by, "accounts.add_user")
    check_place(role=role, department=department, team=team)
    return User.objects.create_user(
        username,
        password,
        name=name,
        role=role,
        department=department,
        team=team,
        created_at=now,
        **details,
    )


@transaction.atomic
def change_person(person_id, *, by, now, **changed):
    """Change name, place, role or whether the account is active; open sessions end when it is not.

    From the next request on only the rights of the new role count. What the person did stays on record under the name.
    """
    person = User.objects.select_for_update().get(pk=person_id)
    role, is_active = changed.get("role", person.role), changed.get("is_active", person.is_active)
    check_may_change(person, role=role, is_active=is_active, by=by)
    check_place(
        role=role, department=changed.get("department", person.department), team=changed.get("team", person.team)
    )
    for field, value in changed.items():
        setattr(person, field, value)
    person.save(update_fields=[*changed])
    return person


@transaction.atomic
def set_password(person_id, *, password, by, now):
    """Give a new first password; every open session of the person ends, and every key to the interface (A40)."""
    person = User.objects.select_for_update().get(pk=person_id)
    check_may_change(person, role=person.role, is_active=person.is_active, by=by)
    person.set_password(password)
    person.save(update_fields=["password"])
    person.access_tokens.filter(revoked_at=None).update(revoked_at=now)
    return person


def choose_language(person, language):
    """The language the back office speaks to this person from now on."""
    person.language = language
    person.save(update_fields=["language"])


def _check_right(by, right):
    if not by.has_perm(right):
        raise NotPermitted(_("Only an administrator changes accounts."))
