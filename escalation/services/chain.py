"""Who is asked about a proposal, why and in which order: the chain in force, read for one proposal (ESC-1, PRO-3)."""

from typing import NamedTuple

from accounts.models import User
from accounts.roles import Role
from complaints.services.staff import supervisors_of
from complaints.states import Priority
from escalation.models import Cause, Rung

#: Roles with authority over money, from the least to the most.
LADDER = (Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR)
_PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)


class Asked(NamedTuple):
    """One step of a chain before it is stored."""

    place: int
    role: Role
    causes: tuple[Cause, ...]
    minutes: int
    then_role: str


def asked_about(complaint, rules, *, rung, by):
    """The steps a proposal of `by` takes, by place; none when nobody else need see it.

    `rung` is the lowest that covers the sum, None where the proposer's own limit does. A role is asked once, at the
    latest of its places. Who stands on the ladder at or above a role asks only somebody higher where one is asked
    anyway.
    """
    steps = {}
    for rule in rules:
        if _fits(rule, complaint, rung, by):
            _add(steps, Asked(rule.place, Role(rule.asked_role), (Cause(rule.cause),), rule.minutes, rule.then_role))
    highest = max((height(role) for role in steps), default=-1)
    for role in [role for role in steps if 0 <= height(role) <= height(by.role) and height(role) < highest]:
        del steps[role]
    return sorted(steps.values(), key=lambda step: (step.place, step.role))


def asked_by_amount(rules):
    """The steps of `rules` that ask for a higher authority."""
    return [Asked(rule.place, rule.asked_role, (Cause.AMOUNT,), rule.minutes, rule.then_role) for rule in rules]


def over_of(shortfall):
    """What a request keeps of how far the sum exceeds a limit."""
    if shortfall is None:
        return {}
    return {
        "measures": list(shortfall.measures),
        "asked_cny": shortfall.asked_cny,
        "held_cny": shortfall.held_cny,
    }


def height(role):
    """How high `role` stands on the ladder; below 0 off it."""
    return LADDER.index(role) if role in LADDER else -1


def rung_above(role):
    """The lowest rung that stands above `role`; off the ladder nobody stands below the second."""
    return list(Rung)[max(height(role), 0) + 1]


def place_of(rung):
    """How high `rung` stands, from 0."""
    return list(Rung).index(rung)


def people_asked(role, complaint, *, besides=()):
    """Who may decide as `role`, those of the desk first; neither whom it is about nor anybody of `besides`."""
    people = _people_of(role, complaint).exclude(pk__in=besides)
    if role == Role.SUPERVISOR and complaint.team_id:
        near = [person.pk for person in supervisors_of(complaint.team)]
        return list(people.filter(pk__in=near)) or list(people)
    return list(people)


def _people_of(role, complaint):
    return User.objects.filter(is_active=True, role=role).exclude(pk=complaint.about_staff_id or 0).order_by("pk")


def _fits(rule, complaint, rung, by):
    if rule.cause == Cause.WORDING:
        return complaint.category is not None and complaint.category.needs_legal_review
    if rule.cause == Cause.PRIORITY:
        return bool(complaint.priority) and _rank(complaint.priority) >= _rank(rule.priority)
    if rung is None or place_of(rule.rung) > place_of(rung):
        return False
    return height(rule.asked_role) < 0 or height(rule.asked_role) > height(by.role)


def _rank(priority):
    return _PRIORITIES.index(priority)


def _add(steps, new):
    old = steps.get(new.role)
    if old is not None:
        causes = tuple(dict.fromkeys(old.causes + new.causes))
        later = max(old, new, key=lambda step: step.place)
        new = later._replace(causes=causes, minutes=min(old.minutes, new.minutes))
    steps[new.role] = new
