"""What another version of the rules would do to the open complaints, worked out on a sample and written nowhere."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from complaints.models import Complaint, Deadline, DeadlineKind, DeadlineRule
from complaints.services.beginnings import beginning
from complaints.services.clock import grade_of
from complaints.services.standstill import due_of

#: The complaints due first are looked at; what the rules do shows on a few hundred.
SAMPLE = 300


#: What a rule says of a deadline, as far as it moves it.
_RULED = ("minutes", "days", "clock", "pauses")


class Foreseen(NamedTuple):
    """A deadline as it is due and as it would be; without `before` it would begin to run, without `after` end."""

    kind: str
    before: datetime | None
    after: datetime | None


def foresee(complaint, *, rules):
    """What `repin` would make of the deadlines of `complaint`, whose policy is set to the version of `rules`."""
    case = grade_of(complaint)
    deadlines = sorted(complaint.deadlines.all(), key=lambda deadline: (deadline.started_at, deadline.pk))
    for deadline in deadlines:
        if deadline.is_running and not deadline.is_ruled:
            yield Foreseen(deadline.kind, deadline.due_at, deadline.due_at)
        elif deadline.is_running:
            rule = DeadlineRule.among(rules, deadline.kind, **case)
            before = deadline.due_at
            yield Foreseen(deadline.kind, before, _due(deadline, rule) if rule else None)
    for kind, started_at in beginning(complaint, deadlines, before=case, rules=rules):
        rule = DeadlineRule.among(rules, kind, **case)
        if rule:
            begun = Deadline(complaint=complaint, kind=kind, started_at=started_at)
            yield Foreseen(kind, None, _due(begun, rule))


def _due(deadline, rule):
    deadline.policy = deadline.complaint.policy
    for name in _RULED:
        setattr(deadline, name, getattr(rule, name))
    return due_of(deadline)


@dataclass
class KindEffect:
    """How running deadlines of one kind would move."""

    kind: DeadlineKind
    unmoved: int = 0
    earlier: int = 0
    later: int = 0
    newly_overdue: int = 0
    no_longer_overdue: int = 0
    added: int = 0
    ended: int = 0

    def count(self, foreseen, now):
        before, after = foreseen.before, foreseen.after
        self.added += before is None
        self.ended += after is None
        self.unmoved += before == after
        self.earlier += None not in foreseen and after < before
        self.later += None not in foreseen and after > before
        was_late, is_late = before is not None and before <= now, after is not None and after <= now
        self.newly_overdue += is_late and not was_late
        self.no_longer_overdue += was_late and not is_late

    @property
    def moved(self):
        return self.earlier + self.later + self.added + self.ended


@dataclass
class Effect:
    """What would happen to `looked_at` of `open_count` open complaints if all of them were put under the version."""

    open_count: int
    looked_at: int
    complaints_moved: int = 0
    kinds: list[KindEffect] = field(default_factory=list)

    @property
    def total(self):
        """The counts of all kinds together."""
        names = ("earlier", "later", "newly_overdue", "no_longer_overdue", "added", "ended", "unmoved")
        return {name: sum(getattr(kind, name) for kind in self.kinds) for name in names}


def effect_of(policy, *, now, sample=SAMPLE):
    """The `Effect` of `policy` on the open complaints of its preset, the earliest due looked at."""
    of_preset = Complaint.objects.open().filter(policy__preset=policy.preset)
    chosen = list(
        of_preset.select_related("category", "policy")
        .prefetch_related("deadlines", "pauses", "reports")
        .by_due()[:sample]
    )
    rules = list(policy.rules.all())
    by_kind = defaultdict(list)
    moved = 0
    for complaint in chosen:
        complaint.policy = policy
        foreseen = list(foresee(complaint, rules=rules))
        moved += any(one.before != one.after for one in foreseen)
        for one in foreseen:
            by_kind[one.kind].append(one)
    effect = Effect(open_count=of_preset.count(), looked_at=len(chosen), complaints_moved=moved)
    for kind in DeadlineKind:
        if kind in by_kind:
            counted = KindEffect(kind)
            for one in by_kind[kind]:
                counted.count(one, now)
            effect.kinds.append(counted)
    return effect
