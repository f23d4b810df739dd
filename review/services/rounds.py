"""The plan of a revisit round: laid out when execution is proven, moved on with every attempt, ended once (REV-1)."""

from django.db import transaction

from complaints.models import EventKind
from complaints.states import State
from review.models import RevisitRound, RevisitRules, RevisitStep, RoundEnding, StepKind
from review.services.asking_times import AskingTimes

#: Entries after which nobody is asked any more, or is asked anew.
KINDS = frozenset(
    {
        EventKind.REVISIT_DUE,
        EventKind.CLOSED,
        EventKind.WITHDRAWN,
        EventKind.MERGED,
        EventKind.NOT_ACCEPTED,
        EventKind.SEPARATED,
    }
)


def read(complaint, _events, *, by, now):
    """From the record: a round is planned once everything is executed, and lapses when the complaint went elsewhere."""
    end_others(complaint, now=now)
    if complaint.state == State.REVISIT:
        round_of(complaint, now=now)


@transaction.atomic
def round_of(complaint, *, now):
    """The present round of the locked `complaint` in revisit, planned where nobody has planned it yet."""
    found = RevisitRound.objects.filter(complaint=complaint, round=complaint.round).first()
    return found or _plan(complaint, now=now)


def open_steps(round_):
    return list(round_.steps.open().order_by("place"))


def next_attempt(steps):
    """Of open `steps` the attempt that is made next, or None when only the closing is left."""
    return next((step for step in steps if step.kind != StepKind.CLOSING), None)


def move_on(round_, complaint, *, now, attempt=None, again_at=None):
    """An attempt under number `attempt` was made at `now`: it takes the next place of the plan, what follows moves.

    `again_at` is when the customer asked to be called instead.
    """
    steps = open_steps(round_)
    made = next_attempt(steps)
    if made is not None:
        made.ended_at, made.attempt, made.next_step_at = now, attempt, None
        made.save()
        steps.remove(made)
    if again_at is not None:
        steps = _called_again(round_, steps, again_at)
    _lay_out(steps, complaint, since=now, again_at=again_at)
    _store(round_, steps)


def end(round_, ending, *, now, revisit=None):
    """The round is over: what was planned and not made ends with it."""
    round_.ending, round_.ended_at = ending, now
    if revisit is not None:
        round_.rating, round_.process_rating = revisit.rating, revisit.process_rating
    round_.save()
    made = round_.steps.open().exclude(kind=StepKind.CLOSING).order_by("place").first()
    if revisit is not None and made is not None:
        round_.steps.filter(pk=made.pk).update(attempt=revisit.attempt)
    round_.steps.open().update(ended_at=now, next_step_at=None)


def end_others(complaint, *, now):
    """Rounds of the complaint that nobody is asked about any more lapse."""
    for round_ in RevisitRound.objects.filter(complaint=complaint, ended_at=None):
        if not round_.is_asked_about(complaint):
            end(round_, RoundEnding.LAPSED, now=now)


def arm(steps):
    """What the sweep does next: the first step not begun, once nobody has to act on those before it."""
    for step in steps:
        step.next_step_at = None
    for step in steps:
        if step.begun_at is None:
            step.next_step_at = step.due_at
            return
        if step.kind == StepKind.CALL:
            return


def _plan(complaint, *, now):
    """From the moment the execution was proven, whenever it is planned."""
    proven = complaint.events.filter(kind=EventKind.REVISIT_DUE).order_by("-seq").values_list("at", flat=True).first()
    now = proven or now
    rules = RevisitRules.of(complaint.policy.preset)
    kinds = [*rules.ways, StepKind.CLOSING]
    steps = [RevisitStep(place=place, kind=kind) for place, kind in enumerate(kinds, 1)]
    _lay_out(steps, complaint, since=now, rules=rules, is_first=True)
    arm(steps)
    round_ = RevisitRound.objects.create(
        complaint=complaint,
        round=complaint.round,
        executed_at=now,
        survey_until=steps[-1].due_at,
        handler=complaint.handler,
        team=complaint.team,
    )
    for step in steps:
        step.round = round_
    RevisitStep.objects.bulk_create(steps)
    return round_


def _lay_out(steps, complaint, *, since, rules=None, is_first=False, again_at=None):
    """When each of the open `steps` is due, one after another from `since` on; what has begun stays."""
    rules, times = rules or RevisitRules.of(complaint.policy.preset), AskingTimes(complaint.policy)
    last, wait = since, rules.first_after if is_first else rules.again_after
    for step in steps:
        if step.begun_at is None:
            wait = rules.answer_within if step.kind == StepKind.CLOSING else wait
            step.due_at = times.first_from(step.kind, last + wait)
            if again_at is not None and step.kind == StepKind.CALL:
                step.due_at, again_at = again_at, None
        last, wait = step.due_at, rules.again_after


def _called_again(round_, steps, again_at):
    """A wish to be called at another time makes the next attempt a call, or one more call where none was left."""
    following = next_attempt(steps)
    if following is not None:
        following.kind, following.begun_at, following.caller = StepKind.CALL, None, None
        return steps
    closing = steps[-1:]
    place = closing[0].place if closing else round_.steps.count() + 1
    for step in closing:
        step.place = place + 1
        step.save()
    return [RevisitStep(round=round_, place=place, kind=StepKind.CALL, due_at=again_at), *closing]


def _store(round_, steps):
    arm(steps)
    for step in steps:
        step.save()
    if steps:
        round_.survey_until = max(round_.survey_until, steps[-1].due_at)
    round_.save()
