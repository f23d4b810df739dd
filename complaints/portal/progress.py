"""A complaint as its customer sees it: plain words, promises and dates, nothing of the desk's own."""

from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from complaints.models import DeadlineKind, Direction, EventKind, PauseReason
from complaints.states import State


class Milestone(NamedTuple):
    """One of the seven steps of the line at the top."""

    label: str
    status: str
    at: object


_LINE = (
    (State.RECEIVED, _("Received"), {EventKind.RECEIVED}),
    (State.TRIAGED, _("Somebody is looking after it"), {EventKind.TRIAGED}),
    (
        State.INVESTIGATING,
        _("We look into it"),
        {EventKind.INVESTIGATION_STARTED, EventKind.REFUSED, EventKind.RETURNED_DISSATISFIED, EventKind.REOPENED},
    ),
    (State.PROPOSED, _("You choose a solution"), {EventKind.OFFERED}),
    (State.EXECUTING, _("We carry it out"), {EventKind.ACCEPTED}),
    (State.REVISIT, _("You tell us if it is solved"), {EventKind.REVISIT_DUE}),
    (State.CLOSED, _("Closed"), {EventKind.CLOSED, EventKind.WITHDRAWN, EventKind.MERGED, EventKind.NOT_ACCEPTED}),
)

#: What the customer reads of the record; every other event is the desk's own.
_TOLD = {
    EventKind.RECEIVED: _("We received your complaint."),
    EventKind.TRIAGED: _("Your complaint was given to somebody who looks after it."),
    EventKind.HANDED_OVER: _("A colleague with the right knowledge has taken over."),
    EventKind.CONTACTED: _("We were in touch with you."),
    EventKind.INVESTIGATION_STARTED: _("We began to look into it."),
    EventKind.OFFERED: _("We offered you a solution."),
    EventKind.ACCEPTED: _("You chose a solution."),
    EventKind.REFUSED: _("You refused our solution; we are looking for another one."),
    EventKind.CHASED: _("You pressed us."),
    EventKind.MESSAGE_WRITTEN: _("We wrote to you."),
    EventKind.PROGRESS_TOLD: _("We told you how it stands."),
    EventKind.MADE_GOOD: _("We broke a promise, apologised and gave you a coupon."),
    EventKind.EXECUTION_IMPOSSIBLE: _("The solution could not be carried out; we are looking for another one."),
    EventKind.REVISIT_DUE: _("Everything agreed is done."),
    EventKind.RETURNED_DISSATISFIED: _("You were not satisfied; we are looking into it again."),
    EventKind.MERGED_IN: _("Another complaint of yours was joined with this one."),
    EventKind.REOPENED: _("Your complaint was opened again."),
    EventKind.CLOSED: _("Your complaint was closed."),
    EventKind.WITHDRAWN: _("You withdrew your complaint."),
    EventKind.MERGED: _("Your complaint was joined with another one of yours."),
    EventKind.SEPARATED: _("Your complaint is handled by itself again."),
    EventKind.SPLIT_OFF: _("You told us of two matters; the second has a number of its own now."),
    EventKind.NOT_ACCEPTED: _("We could not take up your complaint."),
    EventKind.FINAL_LETTER_SENT: _("We gave you our final answer."),
}
_JOINED_APART = _("We handle it as one matter with what another customer told us.")
_YOU_TOLD_US = _("You were in touch with us.")
_YOU_WISHED = _("You asked for another solution; we are looking into it.")
#: The kinds of events the customer knows of.
TOLD = frozenset(_TOLD)

_NOW = {
    State.RECEIVED: _("We have your complaint and are giving it to the right person."),
    State.TRIAGED: _("Somebody has your complaint and is about to look into it."),
    State.INVESTIGATING: _("We are finding out what happened."),
    State.PROPOSED: _("Our solution is ready. Please read it and choose."),
    State.EXECUTING: _("We are carrying out what you chose."),
    State.REVISIT: _("Everything agreed is done. Please tell us whether it is solved."),
    State.CLOSED: _("Your complaint is closed."),
}
_PREPARING = _("We know what happened and are preparing a solution.")

_PROMISED = {
    DeadlineKind.COMMITMENT: _("We get in touch with you by"),
    DeadlineKind.FIRST_CONTACT: _("We get in touch with you by"),
    DeadlineKind.DIRECTION: _("We tell you what we are going to do by"),
    DeadlineKind.SOLUTION: _("You have our solution by"),
    DeadlineKind.TASK: _("We carry it out by"),
    DeadlineKind.PROGRESS: _("You hear from us again by"),
}

_AWAITED = {
    PauseReason.EVIDENCE: _("We are waiting for something from you:"),
    PauseReason.ANSWER: _("We are waiting for your answer:"),
    PauseReason.CHOICE: _("We are waiting for your choice."),
}


class Promise(NamedTuple):
    """The next moment we promised, and whether we are late."""

    label: str
    due_at: object
    is_late: bool


class Waiting(NamedTuple):
    """What we wait for the customer to do, and until when."""

    sentence: str
    asked: str
    until: object


class Happening(NamedTuple):
    """What happened, when for the last time, and how often before anything else did."""

    at: object
    sentence: str
    times: int


def stage_of(complaint, offered):
    """The state as the customer knows it: a solution exists once it is offered."""
    if complaint.state == State.PROPOSED and offered is None:
        return State.INVESTIGATING
    return State(complaint.state)


def line(complaint, events, stage):
    """The seven steps with the date each was reached in the present round."""
    reached = [state for state, _label, _kinds in _LINE].index(stage)
    milestones = []
    for position, (_state, label, kinds) in enumerate(_LINE):
        status = "done" if position < reached or complaint.state == State.CLOSED else "now"
        at = max((event.at for event in events if event.kind in kinds), default=None)
        if position > reached or (complaint.state == State.CLOSED and at is None):
            status, at = "later", None
        milestones.append(Milestone(label, status, at))
    return milestones


def now_sentence(complaint, stage):
    return _PREPARING if complaint.state == State.PROPOSED and stage != State.PROPOSED else _NOW[stage]


def next_promise(complaint, stage, now):
    """What we owe the customer next; nothing while the answer is theirs."""
    if stage in (State.PROPOSED, State.REVISIT):
        return None
    first = complaint.deadlines.running().filter(kind__in=list(_PROMISED), paused_at=None).first()
    return first and Promise(_PROMISED[DeadlineKind(first.kind)], first.due_at, first.due_at < now)


def waiting(complaint):
    """What we need from the customer to go on, or None (SLA-16)."""
    pause = complaint.pauses.open().first()
    return pause and Waiting(_AWAITED[PauseReason(pause.reason)], pause.note, pause.bound_at)


def told(events):
    """What has happened so far, the latest first; what was repeated stands once, with how often."""
    runs = ((sentence, list(run)) for sentence, run in groupby(reversed(events), key=_sentence_of))
    return [Happening(run[0].at, sentence, len(run)) for sentence, run in runs]


def _sentence_of(event):
    if event.kind == EventKind.CONTACTED and event.facts.get("direction") == Direction.IN:
        return _YOU_TOLD_US
    if event.kind == EventKind.REFUSED and event.facts.get("wish"):
        return _YOU_WISHED
    if event.facts.get("other_customer"):
        return _JOINED_APART
    return _TOLD[EventKind(event.kind)]


def told_events(complaint):
    """Its events the customer knows of; that somebody else told the same is not this customer's to know."""
    events = complaint.events.filter(kind__in=list(_TOLD)).order_by("seq")
    return [event for event in events if event.kind == EventKind.MERGED or not event.facts.get("other_customer")]
