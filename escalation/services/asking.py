"""Steps of a request as time goes on: asked in turn, reminded of, gone to the next level (ESC-1, ESC-4)."""

from complaints.deadlines.arithmetic import due_at
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.services.calendars import calendar_of
from complaints.services.staff import tell_staff
from complaints.templatetags.moments import yuan
from escalation.models import ApprovalStep, Outcome, StepOwed
from escalation.services.chain import people_asked


def write_steps(request, asked):
    """The rows of `asked`, none of them open yet."""
    return ApprovalStep.objects.bulk_create(
        ApprovalStep(
            request=request,
            proposed_by=request.asked_by,
            place=one.place,
            asked_role=one.role,
            causes=[cause.value for cause in one.causes],
            minutes=one.minutes,
            then_role=one.then_role,
        )
        for one in asked
    )


def ask_next(complaint, request, *, now):
    """Open the steps of the lowest place that is not ended yet, unless some are open. Returns those now asked."""
    waiting = [step for step in request.steps.all() if not step.outcome]
    place = min((step.place for step in waiting), default=None)
    turn = [step for step in waiting if step.place == place and step.asked_at is None]
    for step in turn:
        ask(complaint, request, step, now=now)
    return turn


def ask(complaint, request, step, *, now):
    """Open `step`: its time runs, and whoever may decide is told; where nobody may, the sweep passes it on at once."""
    calendar = calendar_of(complaint.policy)
    percent = request.chain.remind_percent if request.chain else 50
    step.asked_at, step.due_at = now, due_at(now, step.minutes, calendar)
    owe(step, StepOwed.REMINDER, due_at(now, step.minutes * percent / 100, calendar))
    if not tell(complaint, request, step, NoticeKind.APPROVAL_ASKED, now=now) and step.then_role:
        owe(step, StepOwed.RAISE, now)
    step.save()


def owe(step, what, at):
    step.next_step, step.next_step_at = what, at
    step.leased_until, step.attempts, step.failure = None, 0, ""


def tell(complaint, request, step, kind, *, now, readers=None):
    """Tell whoever may decide `step`, and whoever stands in for them. Returns the people themselves."""
    besides = {request.asked_by_id, request.in_name_of_id} - {None}
    people = people_asked(step.asked_role, complaint, besides=besides)
    tell_staff(
        people,
        kind,
        complaint,
        now=now,
        readers=readers,
        person=request.asked_by.name,
        words=yuan(request.proposal.compensation_cny),
        due=step.due_at,
    )
    return people


def end(step, outcome, *, now, **decided):
    """Close `step`; the caller has the request's lock."""
    step.outcome, step.decided_at = outcome, now
    for name, value in decided.items():
        setattr(step, name, value)
    owe(step, "", None)
    step.save()


def end_others(request, outcome, *, now):
    """Close every step that is not ended yet."""
    for step in request.steps.all():
        if not step.outcome:
            end(step, outcome, now=now)


def remind(complaint, request, step, *, by, now, readers=None):
    """Tell those asked once more; past the moment nobody is above them, they are told each time it comes round."""
    calendar = calendar_of(complaint.policy)
    if step.due_at > now:
        owe(step, StepOwed.RAISE, step.due_at)
    else:
        owe(step, StepOwed.REMINDER, due_at(now, step.minutes, calendar))
    step.save()
    ComplaintEvent.record(complaint, EventKind.APPROVAL_REMINDED, by=by, at=now, asked=step.asked_role, due=step.due_at)
    tell(complaint, request, step, NoticeKind.APPROVAL_NEAR, now=now, readers=readers)


def go_on(complaint, request, step, *, by, now, readers=None):
    """Time ran out: the next level is asked in the place of `step`; both and the proposer are told.

    Where nobody stands above, or the next level has a question of its own to answer, those asked are reminded.
    """
    steps = list(request.steps.all())
    next_step = next((one for one in steps if not one.outcome and one.asked_role == step.then_role), None)
    is_taken = any(one.asked_role == step.then_role for one in steps if one.outcome not in {"", Outcome.RAISED})
    if not step.then_role or is_taken or (next_step is not None and next_step.asked_at is not None):
        return remind(complaint, request, step, by=by, now=now, readers=readers)
    end(step, Outcome.RAISED, now=now)
    if next_step is None:
        next_step = ApprovalStep(
            request=request,
            proposed_by=request.asked_by,
            place=step.place,
            asked_role=step.then_role,
            minutes=step.minutes,
        )
    next_step.causes = list(dict.fromkeys([*step.causes, *next_step.causes]))
    next_step.after = step
    ComplaintEvent.record(
        complaint, EventKind.APPROVAL_RAISED, by=by, at=now, asked=step.asked_role, goes_to=step.then_role
    )
    ask(complaint, request, next_step, now=now)
    tell(complaint, request, step, NoticeKind.APPROVAL_RAISED, now=now, readers=readers)
    tell_staff(
        request.asked_by,
        NoticeKind.APPROVAL_RAISED,
        complaint,
        now=now,
        readers=readers,
        words=yuan(request.proposal.compensation_cny),
    )
