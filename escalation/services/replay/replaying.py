"""The past once more, under several versions of the rules at once: no database, no clock, one pass in order of time.

What happened stays: every proposal was made, granted, refused, carried out when it really was. Only who had to be
asked is found anew, and with it whose budget of the month a grant is taken from (ESC-1, PRO-2, PRO-3).
"""

from heapq import heappop, heappush
from typing import NamedTuple

from accounts.roles import Role
from complaints.models import budget_scopes
from complaints.services.grants import month_of
from escalation.services.chain import asked_about, height, place_of, rung_above
from escalation.services.replay.books import Budgets, Customers, counted
from escalation.services.replay.past import Past
from escalation.states import BUDGETS, Rung
from escalation.weighing import Offer, first_exceeded_of


class Stop(NamedTuple):
    """A budget of the month that had no room for a proposal: whose, and which month."""

    bound: str
    holder: object
    month: str


class Need(NamedTuple):
    """Who had to be asked about a proposal: the lowest rung that covers it, blank within the proposer's own limit.

    `asked` holds the roles by place: those of one place side by side. `is_stuck` means that the chain names nobody
    who may grant it.
    """

    rung: str
    asked: tuple[tuple[str, ...], ...]
    is_stuck: bool = False
    stops: tuple[Stop, ...] = ()

    @property
    def roles(self):
        return [role for place in self.asked for role in place]

    @property
    def is_alone(self):
        """Offered at once, seen by nobody else."""
        return not self.asked and not self.is_stuck

    def differs_from(self, other):
        """Whether somebody else is asked; that it is granted under another limit alone concerns nobody."""
        return self.asked != other.asked or self.is_stuck != other.is_stuck


class Replay:
    """One pass over a story. `feed` proposals in order of time and it says who had to be asked under each version."""

    def __init__(self, versions, booked=()):
        self._customers = Customers()
        self._versions = [(rules, Budgets(), {}) for rules in versions]
        self._booked = iter(booked)
        self._next_booked = next(self._booked, None)
        self._coming = []
        self._count = 0

    def feed(self, past):
        """The `Need` of `past` under each version, weighed on top of everything that stood when it was made."""
        self._until(past.at)
        needs, month = [], month_of(past.at)
        for rules, budgets, seen in self._versions:
            beside = self._customers.beside(past, window_days=rules.window_days)
            needs.append(_need(past, rules, budgets, beside, month, seen))
        self._foresee(past, needs)
        return needs

    def _until(self, at):
        """Everything that came about before `at`, and at the same moment on what was proposed earlier."""
        while self._coming and self._coming[0][0] <= at:
            _at, _count, act, *given = heappop(self._coming)
            act(*given)
        while self._next_booked is not None and self._next_booked.at <= at:
            self._customers.book(self._next_booked)
            self._next_booked = next(self._booked, None)

    def _foresee(self, past, needs):
        if past.approved_at is None:
            return
        granted = _Granted(past, month_of(past.approved_at), [_scopes(past, need) for need in needs])
        self._at(max(past.approved_at, past.at), self._grant, granted)
        if past.accepted_at is not None:
            self._at(past.accepted_at, self._accept, granted)
        elif past.ended_at is not None:
            self._at(past.ended_at, self._lapse, granted)

    def _at(self, at, act, *given):
        self._count += 1
        heappush(self._coming, (at, self._count, act, *given))

    def _grant(self, granted):
        past = granted.past
        self._customers.promise(past, past.proposal, past.offer)
        self._take(granted, past.compensation_cny)

    def _accept(self, granted):
        past = granted.past
        self._customers.end(past, past.proposal)
        kept = [item for item in past.items if item.option == past.chosen]
        self._take(granted, sum(item.value_cny for item in kept) - past.compensation_cny)
        for item in kept:
            if item.value_cny:
                self._customers.promise(past, item, Offer(({item.measure: item.value_cny},)))
                if item.ended_at is not None:
                    self._at(item.ended_at, self._end_item, granted, item)

    def _lapse(self, granted):
        self._customers.end(granted.past, granted.past.proposal)
        self._take(granted, -granted.past.compensation_cny)

    def _end_item(self, granted, item):
        self._customers.end(granted.past, item)
        if item.cancelled_at is not None:
            self._take(granted, -item.value_cny)

    def _take(self, granted, cny):
        if cny:
            for (_rules, budgets, _seen), scopes in zip(self._versions, granted.scopes, strict=True):
                budgets.take(scopes, granted.month, cny)


class _Granted(NamedTuple):
    """A proposal that was granted: in which month, and under each version out of which budgets."""

    past: Past
    month: str
    scopes: list[list[str]]


def _need(past, rules, budgets, beside, month, seen):
    stops, tried = [], set()

    def fits(role, person=None):
        held = rules.held_by(role, at=past.at, department=past.department, person=person)
        if id(held) in tried:
            return False
        tried.add(id(held))
        used = budgets.used(role, month, department=past.department, person=person)
        excess = first_exceeded_of(offer, counted(beside, used), held)
        if excess is not None and excess.bound in BUDGETS:
            stops.append(Stop(excess.bound, _whose(excess.bound, role, person, past), month))
        return excess is None

    offer = rules.offer_of(past)
    rung = None if fits(past.role, past.person) else _rung(past, fits)
    asked = _asked(past, rules, rung, seen)
    higher = any(height(role) > height(past.role) for place in asked for role in place)
    is_stuck = rung is not None and not higher
    return Need(rung or "", () if is_stuck else asked, is_stuck, tuple(dict.fromkeys(stops)))


def _rung(past, fits):
    covers = next(rung for rung in Rung if rung == Rung.JOINT or fits(rung.value))
    return max(covers, rung_above(past.role), key=place_of)


def _asked(past, rules, rung, seen):
    """By place; the same few questions come again and again, so each is asked of the chain once."""
    key = past.priority, past.category, rung, past.role
    if key not in seen:
        places: dict = {}
        for step in asked_about(past, rules.chain, rung=rung, by=past):
            places.setdefault(step.place, []).append(str(step.role))
        seen[key] = tuple(tuple(roles) for _place, roles in sorted(places.items()))
    return seen[key]


def _whose(bound, role, person, past):
    return {BUDGETS[0]: role, BUDGETS[1]: person, BUDGETS[2]: past.department}[bound]


def _scopes(past, need):
    """The budgets a grant is taken from: of the highest who is asked, else of the proposer."""
    on_ladder = [role for role in need.roles if height(role) >= 0]
    if {Role.DIRECTOR, Role.LEGAL} <= set(need.roles):
        rung = Rung.JOINT.value
    else:
        rung = max(on_ladder, key=height, default=past.role)
    person = past.person if not on_ladder else past.approved_by if past.approved_role == rung else None
    return budget_scopes(rung=rung, person_id=person, department_id=past.department)
