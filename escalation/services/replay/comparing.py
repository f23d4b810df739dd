"""What a draft would have made of the past: two sides counted alike, and every proposal somebody else would see."""

from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from complaints.deadlines.workdays import CHINA
from escalation.services.chain import place_of
from escalation.services.replay.replaying import Need, Replay, Stop
from escalation.services.replay.waits import Asked, asked_between

ZERO = Decimal(0)


class Changed(NamedTuple):
    """A proposal about which somebody else would have been asked."""

    complaint: int
    proposal: int
    at: datetime
    compensation_cny: Decimal
    before: Need
    after: Need
    wait: timedelta | None

    @property
    def decisions(self):
        """How many more decisions it would take; fewer are negative."""
        return len(self.after.roles) - len(self.before.roles)

    @property
    def weight(self):
        """By which the list is sorted: how much differs, then how dear it is."""
        return abs(self.decisions), abs(_height(self.after) - _height(self.before)), self.compensation_cny


@dataclass
class Side:
    """The past under one version of the rules."""

    proposals: int = 0
    alone: int = 0
    stuck: int = 0
    alone_cny: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    asked_cny: Decimal = ZERO
    #: By the lowest rung that covers the sum; blank where only priority or wording asks.
    rungs: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    days: Counter[date] = field(default_factory=Counter)
    stops: Counter[Stop] = field(default_factory=Counter)
    stops_cny: dict[Stop, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    stopped: int = 0
    wait: timedelta = timedelta()

    def count(self, past, need, day):
        """Add one proposal and who had to be asked about it."""
        self.proposals += 1
        self.stuck += need.is_stuck
        if need.is_alone:
            self.alone += 1
            for measure, cny in dearest_of(past).items():
                self.alone_cny[measure] += cny
        else:
            self.rungs[need.rung] += 1
            self.asked_cny += past.compensation_cny
        roles = need.roles
        self.roles.update(roles)
        if roles:
            self.days[day] += len(roles)
        if need.stops:
            self.stopped += 1
        for stop in need.stops:
            self.stops[stop] += 1
            self.stops_cny[stop] += past.compensation_cny

    @property
    def decisions(self):
        return self.roles.total()

    @property
    def alone_total_cny(self):
        return sum(self.alone_cny.values(), ZERO)

    @property
    def busiest(self):
        """How many decisions the busiest day asked for."""
        return max(self.days.values(), default=0)


@dataclass
class Comparison:
    """Both sides of the time from `since` to `until`."""

    since: datetime
    until: datetime
    asked: Asked
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    changed: list[Changed] = field(default_factory=list)
    #: Sent back by whoever was asked, and would now have gone out unseen.
    unseen: int = 0
    unseen_cny: Decimal = ZERO
    #: Changed proposals of which the waiting can be estimated, and the others.
    estimated: int = 0
    not_estimated: int = 0
    #: Of proposals made under the version in force, how many asked the very roles the replay says.
    agreed: int = 0
    checked: int = 0

    @property
    def days(self):
        return max(1, (self.until - self.since).days)

    @property
    def wait_change(self):
        """What waiting is added, or saved, in all; None where nothing can be said of it."""
        return self.after.wait - self.before.wait if self.estimated else None

    def count(self, past, before, after, *, is_checked):
        """Add one proposal, weighed under both."""
        day = timezone.localtime(past.at, CHINA).date()
        self.before.count(past, before, day)
        self.after.count(past, after, day)
        if is_checked:
            self.checked += 1
            self.agreed += frozenset(before.roles) == self.asked.roles.get(past.proposal, frozenset())
        if after.differs_from(before):
            self._change(past, before, after)

    def _change(self, past, before, after):
        spans = [self.asked.estimate(need) for need in (before, after)]
        is_known = None not in spans
        self.estimated += is_known
        self.not_estimated += not is_known
        if is_known:
            self.before.wait += spans[0]
            self.after.wait += spans[1]
        if past.was_sent_back and after.is_alone:
            self.unseen += 1
            self.unseen_cny += past.compensation_cny
        needs = (need._replace(stops=()) for need in (before, after))
        wait = spans[1] - spans[0] if is_known else None
        self.changed.append(Changed(past.complaint, past.proposal, past.at, past.compensation_cny, *needs, wait))


def compare(story, before, after, *, valid_from):
    """Replay `story` under the `Rules` in force, valid since `valid_from`, and under those of a draft."""
    comparison = Comparison(story.since, story.until, asked_between(story.since, story.until))
    with closing(story.booked()) as booked:
        replay = Replay((before, after), booked)
        for past in story.proposals():
            needs = replay.feed(past)
            if past.at >= story.since:
                comparison.count(past, *needs, is_checked=past.at >= valid_from)
    comparison.changed.sort(key=lambda one: (one.weight, one.at), reverse=True)
    return comparison


def dearest_of(past):
    """Measure → yuan of the dearest option."""
    return max(past.offer.options, key=lambda option: sum(option.values()), default={})


def _height(need):
    return place_of(need.rung) if need.rung else -1
