"""What limits and budgets leave beside the offers on a list, in as many statements for many as for one (ESC-1)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from accounts.models import User
from accounts.roles import Role
from escalation.models.shortfall import bound_told, holder_told
from escalation.services.chain import height
from escalation.services.limits import held_by_each, version_in_force
from escalation.services.standing import counted_for_each
from escalation.services.turn import step_for
from escalation.states import Bound, Rung
from escalation.weighing import Offer, Room, rooms_beside


class Line(NamedTuple):
    """One limit as the card shows it."""

    bound: str
    whose: str
    room: Room


class Beside(NamedTuple):
    """What stands beside one offer: under whose limits it would be granted, and what is used of them.

    `received` is measure → yuan given to the customer in the last `days`, `booked_cny` what was paid on the complaint.
    """

    holder: str
    is_joint: bool
    lines: list[Line]
    days: int
    received: Mapping[str, Decimal]
    booked_cny: Decimal


def beside_each(requests, people, *, now):
    """A `Beside` for each of `requests`, for whoever decides as one of `people`."""
    asked = [(request.proposal.complaint, _holder(request, people)) for request in requests]
    if not asked:
        return []
    days = version_in_force(now).window_days
    held = held_by_each([(holder, complaint.department_id) for complaint, holder in asked], now=now)
    counted = counted_for_each(asked, now=now, window_days=days)
    since = now - timedelta(days=days)
    return [
        _beside(request, holder, of, found, since, days)
        for request, (_complaint, holder), of, found in zip(requests, asked, held, counted, strict=True)
    ]


def _holder(request, people):
    """Under whose limits it is granted when everybody asked agrees: those of the highest asked on the ladder, in
    person where one of `people` is asked as that, else the proposer's own."""
    steps = list(request.steps.all())
    on_ladder = [step for step in steps if height(step.asked_role) >= 0]
    if not on_ladder:
        return request.asked_by
    highest = max(on_ladder, key=lambda step: height(step.asked_role))
    if highest.decided_by_id:
        return highest.in_name_of or highest.decided_by
    own = next((person for person in people if step_for(steps, person.role) == highest), None)
    return own or Rung(highest.asked_role)


def _beside(request, holder, held, found, since, days):
    counted, standing = found
    complaint = request.proposal.complaint
    offer = Offer(tuple(_worths(option) for option in request.proposal.options.all()))
    received, booked_cny = defaultdict(Decimal), Decimal(0)
    for one in standing:
        if one.booked_at is None:
            continue
        ((measure, cny),) = one.offer.options[0].items()
        if one.booked_at > since:
            received[measure] += cny
        if one.complaint_id == complaint.pk:
            booked_cny += cny
    lines = [
        Line(bound_told(room.bound, days), _whose(room, held, complaint), room)
        for room in rooms_beside(offer, counted, held.limits)
    ]
    is_joint = {step.asked_role for step in request.steps.all()} >= {Role.DIRECTOR, Role.LEGAL}
    name = str(holder) if isinstance(holder, User) and held.own else holder_told(held.role)
    return Beside(name, is_joint, lines, days, received, booked_cny)


def _whose(room, held, complaint):
    """The department of its budget; blank where it is the holder's own limit, which stands above the lines."""
    return complaint.department.name if room.bound == Bound.DEPARTMENT_MONTH else ""


def _worths(option):
    worths = defaultdict(Decimal)
    for item in option.items.all():
        if item.value_cny:
            worths[item.measure] += item.value_cny
    return worths
