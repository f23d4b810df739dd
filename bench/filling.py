"""A desk with very many complaints, written past the services: for reading speed only."""

import random
from datetime import timedelta
from itertools import count

from accounts.models import Department, Team, User
from complaints.crypto.contact import ContactKind
from complaints.crypto.keys import lookup_hash
from complaints.models import Category, Complainant, Complaint, ContactPoint, Policy
from complaints.states import Channel, Demand, Emotion, Priority, Resolution, Severity, State

_BATCH = 2_000
#: Of a hundred complaints of a grown desk so many are still open.
_OPEN_SHARE = 0.06
_numbers = count(1)


def fill(target, *, agents, now):
    """Bring the desk to `target` complaints, spread over `agents`, mostly closed."""
    chance = random.Random(target)  # noqa: S311 — the same desk in every run, no secret
    missing = target - Complaint.objects.count()
    policies = list(Policy.objects.all())
    categories = list(Category.objects.exclude(parent=None))
    while missing > 0:
        size = min(_BATCH, missing)
        people = Complainant.objects.bulk_create(Complainant(name=f"客户{turn}") for turn in range(size))
        ContactPoint.objects.bulk_create(_contact(person) for person in people)
        Complaint.objects.bulk_create(
            _complaint(person, chance.choice(agents), policies, categories, now=now, chance=chance) for person in people
        )
        missing -= size


def desk(now):
    """Agents, a supervisor and what they need; returns (agents, supervisor)."""
    team, department = Team.objects.get(code="ecommerce-desk"), Department.objects.get(code="customer_service")
    people = [
        User.objects.create_user(f"bench{turn}", None, name=f"坐席{turn}", role=role, team=team, department=department)
        for turn, role in enumerate(["agent"] * 40 + ["supervisor"])
    ]
    return people[:-1], people[-1]


def _contact(person):
    phone = f"170{person.pk:08d}"
    return ContactPoint(
        complainant=person, kind=ContactKind.PHONE, value=phone, lookup=lookup_hash(ContactKind.PHONE, phone)
    )


def _complaint(person, agent, policies, categories, *, now, chance):
    serial = next(_numbers)
    received_at = now - timedelta(minutes=chance.randint(1, 400_000))
    is_open = chance.random() < _OPEN_SHARE
    category = chance.choice(categories)
    return Complaint(
        number=f"{received_at:%Y%m}-B{serial}",
        tracking_hash=f"bench:{serial}",
        state=chance.choice([State.TRIAGED, State.INVESTIGATING]) if is_open else State.CLOSED,
        resolution="" if is_open else Resolution.RESOLVED,
        closed_at=None if is_open else received_at + timedelta(days=2),
        policy=chance.choice(policies),
        channel=chance.choice(Channel.values),
        received_by=agent,
        received_at=received_at,
        complainant=person,
        category=category,
        subject=f"{category.name}第{serial}件,包裹到货时外箱已经压坏",
        description="外箱一角塌陷,里面的东西少了一件,客服让我再等等。" * chance.randint(1, 6),
        demand=chance.choice(Demand.values),
        emotion=chance.choice(Emotion.values),
        severity=chance.choice(Severity.values),
        priority=chance.choice(Priority.values),
        handler=agent,
        team=agent.team,
        department=category.department,
        next_due_at=now + timedelta(minutes=chance.randint(-600, 6_000)) if is_open else None,
        next_due_kind="progress" if is_open else "",
    )
