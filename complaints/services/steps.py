"""Which step of a deadline is told next, kept on its row where the sweep looks for it (SLA-17)."""

from datetime import timedelta

from complaints.deadlines.arithmetic import counted_time, due_at
from complaints.deadlines.steps import REMINDERS, Step, first_to_tell, next_after, steps_of
from complaints.models import DeadlineKind
from complaints.services.standstill import calendar_for, spans_of

_MINUTE = timedelta(minutes=1)

#: What is set here; whoever moves a due time saves these with it.
FIELDS = ("next_step", "next_step_at", "leased_until", "attempts", "failure")


def schedule(deadline, policy, *, now, told=frozenset()):
    """Set what is told of `deadline` next, after it was made or moved; the caller saves it.

    A plan that did not change is left as it stands, so that what the sweep still owes is not forgotten. Steps `told`
    of another due time are not told again: reminders never, alerts not while it stays overdue.
    """
    if not deadline.is_running:
        return _owe(deadline, None)
    steps = plan(deadline, policy)
    if owed(deadline) in steps:
        return
    notices = () if deadline.pk is None else deadline.notices.all()
    known = {step for step in told if step in REMINDERS or deadline.due_at <= now}
    known |= {notice.step for notice in notices if notice.due_at == deadline.due_at}
    _owe(deadline, first_to_tell(steps, now=now, told=known))


def plan(deadline, policy, reminders=None):
    """Every step of `deadline` under `policy`, in order."""
    reminders = policy.reminders if reminders is None else reminders
    if deadline.kind == DeadlineKind.PROGRESS:
        # It comes round every day: one reminder is enough, the customer hears from us either way (SLA-14).
        reminders = reminders[-1:]
    if deadline.kind == DeadlineKind.FRONTLINE:
        # The moment the frontline's time is over is the moment it goes up (SLA-8).
        repeat, escalate = None, 0 if deadline.escalates else None
    else:
        repeat = policy.repeat_alert_minutes
        escalate = policy.escalate_after_minutes if deadline.escalates else None
    return steps_of(
        deadline.started_at,
        deadline.due_at,
        reminders=reminders,
        repeat_minutes=repeat,
        escalate_minutes=escalate,
        reached=_by_its_own_time(deadline) if deadline.is_ruled and reminders else None,
    )


def _by_its_own_time(deadline):
    """When so many percent of its working time are used: nights and waiting for the customer do not count."""
    calendar, pauses = calendar_for(deadline), spans_of(deadline)
    minutes = deadline.minutes
    if minutes is None:
        last = due_at(deadline.started_at, minutes, calendar, days=deadline.days, pauses=pauses)
        minutes = counted_time(deadline.started_at, last, calendar, pauses) / _MINUTE

    def reached(percent):
        part = percent / 100
        return due_at(deadline.started_at, minutes * part, calendar, pauses=pauses, extra=deadline.extra_time * part)

    return reached


def owed(deadline):
    """The step told next, or None."""
    return Step(deadline.next_step_at, deadline.next_step) if deadline.next_step_at else None


def tell_next(deadline, policy):
    """The step owed is told: the one after it is owed now; the caller saves the deadline."""
    told = owed(deadline)
    # Past the reminders nobody asks any more how the time before was spent.
    reminders = policy.reminders if told.step in REMINDERS else ()
    _owe(deadline, next_after(plan(deadline, policy, reminders), told))


def _owe(deadline, step):
    deadline.next_step, deadline.next_step_at = (step.step, step.at) if step else ("", None)
    deadline.leased_until, deadline.attempts, deadline.failure = None, 0, ""
