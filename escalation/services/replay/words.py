"""A rule of words tried on what customers said: which complaints it brings up, which no more (ESC-2, ESC-5).

A complaint counts as escalated on a side where the rule of that side escalates it, or where something else did in
fact. Whether that is well is judged by what became of it, as the figures of the desk judge (`services.figures`).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from django.db.models import Q

from complaints.models import Complaint, ComplaintEvent, Contact, Deadline, EventKind
from complaints.states import Trigger
from complaints.words.phrases import fold
from escalation.models import Ending, Escalation, TriggerFinding, TriggerRule
from escalation.services import inbound
from escalation.services.triggers import place_of, words_of

_CHUNK = 1_000
_MANY = 10_000
#: After these nobody escalates any more: the complaint ended with them.
_LAST = frozenset({EventKind.CLOSED, EventKind.WITHDRAWN})
_READ = ("subject", "description", "demand_note", "raw_text")


class Judgement(Enum):
    """What became of a complaint says whether it had to go up."""

    SHOULD = "should"
    NEEDLESS = "needless"
    OPEN = "open"


class Said(NamedTuple):
    """One text of a customer, and what stood there before it."""

    complaint: int
    at: datetime
    text: str
    before: str = ""
    #: The first text of a complaint presses nobody, and one that ends it brings nothing up.
    presses: bool = True
    escalates: bool = True


class Hit(NamedTuple):
    """The first text of a complaint in which a rule is found."""

    at: datetime
    words: str
    escalates: bool


class Known(NamedTuple):
    """What is known of a complaint besides the rule under trial."""

    is_closed: bool = False
    is_high_risk: bool = False
    #: Escalated in fact by something else; and by findings that led to nothing, though they had to.
    is_escalated: bool = False
    is_missed: bool = False
    #: How escalations by this rule alone ended.
    endings: frozenset[str] = frozenset()


class Moved(NamedTuple):
    """A complaint that goes up under one side alone."""

    complaint: int
    hit: Hit
    is_gained: bool
    judgement: Judgement


@dataclass
class Side:
    """What one version of the rule finds."""

    texts: int = 0
    hits: dict[int, Hit] = field(default_factory=dict)

    def count(self, said, words, *, escalates):
        """Add a text in which the rule is found."""
        self.texts += 1
        hit, known = Hit(said.at, words, escalates and said.escalates), self.hits.get(said.complaint)
        if known is None or (not known.escalates, known.at) > (not hit.escalates, hit.at):
            self.hits[said.complaint] = hit

    @property
    def escalating(self):
        return {complaint for complaint, hit in self.hits.items() if hit.escalates}


@dataclass
class Trial:
    """Both sides on the texts of the time from `since` to `until`."""

    since: datetime
    until: datetime
    texts: int = 0
    before: Side = field(default_factory=Side)
    after: Side = field(default_factory=Side)
    #: Complaints escalated in all, by the rule of a side or by something else.
    escalated: tuple[int, int] = (0, 0)
    moved: list[Moved] = field(default_factory=list)

    def counts(self, *, is_gained):
        """Judgement → how many complaints."""
        judged = [one.judgement for one in self.moved if one.is_gained == is_gained]
        return {judgement: judged.count(judgement) for judgement in Judgement}


def try_rule(draft, *, since, until):
    """The `Trial` of `draft`, an unsaved rule, against the stored one with its id; without an id against none."""
    stored = TriggerRule.objects.filter(pk=draft.pk).first() if draft.pk else None
    late = _late(since, until) if Trigger.PRESSING in {draft.trigger, stored and stored.trigger} else {}
    trial = Trial(since, until)
    rules = [(rule, side) for rule, side in ((stored, trial.before), (draft, trial.after)) if rule and rule.is_active]
    for said in _texts(since, until):
        trial.texts += 1
        folded = fold(said.text)
        for rule, side in rules:
            if rule.trigger == Trigger.PRESSING and not (said.presses and _is_late(said, late)):
                continue
            place = place_of(rule, folded, said.before)
            if place is not None:
                side.count(said, words_of(place), escalates=rule.escalates)
    return _judged(trial, _known(trial, stored))


def _judged(trial, known):
    anyway = {complaint for complaint, one in known.items() if one.is_escalated}
    before, after = (side.escalating | anyway for side in (trial.before, trial.after))
    trial.escalated = len(before), len(after)
    for complaint in before ^ after:
        is_gained = complaint in after
        hit = (trial.after if is_gained else trial.before).hits[complaint]
        trial.moved.append(Moved(complaint, hit, is_gained, judgement_of(known.get(complaint, Known()))))
    trial.moved.sort(key=lambda one: (one.is_gained, one.hit.at), reverse=True)
    return trial


def judgement_of(known):
    """Whether a complaint had to go up, by ESC-5 and what became of it."""
    if known.is_high_risk or known.is_missed or Ending.RESOLVED in known.endings:
        return Judgement.SHOULD
    return Judgement.NEEDLESS if known.is_closed or known.endings else Judgement.OPEN


def _texts(since, until):
    at = Q(at__range=(since, until))
    kinds = inbound.KINDS - inbound.ELSEWHERE
    events = ComplaintEvent.objects.filter(at, kind__in=kinds).select_related("complaint").order_by()
    for event in events.only("kind", "at", "facts", *(f"complaint__{name}" for name in _READ)).iterator(_CHUNK):
        text = inbound.text_of(event.complaint, event)
        if text:
            presses, escalates = event.kind != EventKind.RECEIVED, event.kind not in _LAST
            yield Said(event.complaint_id, event.at, text, inbound.known_before(event), presses, escalates)
    contacts = Contact.objects.filter(at).order_by().values_list("complaint_id", "at", "summary")
    for complaint, moment, summary in contacts.iterator(_CHUNK):
        yield Said(complaint, moment, summary[: inbound.LONGEST_READ])


def _late(since, until):
    """Complaint → stretches of time in which something was overdue."""
    found = defaultdict(list)
    rows = Deadline.objects.filter(due_at__lte=until).order_by()
    rows = rows.filter(Q(met_at=None) | Q(met_at__gte=since), Q(cancelled_at=None) | Q(cancelled_at__gte=since))
    for complaint, due_at, met_at, cancelled_at in rows.values_list(
        "complaint_id", "due_at", "met_at", "cancelled_at"
    ).iterator(_CHUNK):
        ended_at = met_at or cancelled_at or until
        if ended_at > due_at:
            found[complaint].append((due_at, ended_at))
    return found


def _is_late(said, late):
    return any(due_at < said.at <= ended_at for due_at, ended_at in late.get(said.complaint, ()))


def _known(trial, stored):
    """Complaint → `Known`, of those something was found in or that went up in the time."""
    since, until = trial.since, trial.until
    by_rule, by_other, missed = set(), set(), set()
    rows = TriggerFinding.objects.filter(at__range=(since, until)).order_by()
    for complaint, rule, escalation, must in rows.values_list(
        "complaint_id", "rule_id", "escalation_id", "must_escalate"
    ).iterator(_CHUNK):
        is_ours = stored is not None and rule == stored.pk
        if escalation is not None:
            (by_rule if is_ours else by_other).add(escalation)
        elif must and not is_ours:
            missed.add(complaint)
    endings, escalated = defaultdict(set), set()
    raised = Escalation.objects.filter(Q(at__range=(since, until)) | Q(ended_at=None)).order_by()
    for pk, complaint, trigger, ending in raised.values_list("pk", "complaint_id", "trigger", "ending").iterator(
        _CHUNK
    ):
        # What ran already when the rule found its words keeps the trigger it was raised for.
        if pk in by_rule and pk not in by_other and trigger == stored.trigger:
            endings[complaint].update({ending} - {""})
        else:
            escalated.add(complaint)
    named = {*trial.before.hits, *trial.after.hits}
    facts = dict(_facts(sorted(named)))
    return {
        pk: Known(*facts.get(pk, (False, False)), pk in escalated, pk in missed, frozenset(endings[pk]))
        for pk in named | escalated
    }


def _facts(ids):
    for start in range(0, len(ids), _MANY):
        rows = Complaint.objects.filter(pk__in=ids[start : start + _MANY]).order_by()
        for pk, closed_at, is_high_risk in rows.values_list("pk", "closed_at", "is_high_risk"):
            yield pk, (closed_at is not None, is_high_risk)
