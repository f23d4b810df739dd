"""Deadlines of one complaint: started, paused, met, extended, recomputed; the complaint keeps the earliest (SLA)."""

from datetime import timedelta

from django.db.models import prefetch_related_objects

from complaints.models import Deadline, DeadlineKind
from complaints.services import steps
from complaints.services.standstill import due_of, open_pause, policy_of

#: What begins to run the moment a complaint is received, where the policy has a rule for it.
FROM_RECEIPT = (
    DeadlineKind.ACKNOWLEDGEMENT,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.DIRECTION,
    DeadlineKind.INVESTIGATION,
    DeadlineKind.VERIFICATION,
    DeadlineKind.SOLUTION,
    DeadlineKind.PROGRESS,
)

#: The date an executing task gets when the customer accepts (EXE-1).
EXECUTION_TIME = timedelta(days=3)

#: What begins anew when a complaint goes round again.
FROM_NEW_ROUND = (DeadlineKind.DIRECTION, DeadlineKind.SOLUTION, DeadlineKind.PROGRESS)

#: What a rule says of a deadline.
_RULED = ("minutes", "clock", "pauses", "escalates")

_CHANGEABLE = ("due_at", "policy", *_RULED, "extra_time", "paused_at", "met_at", "cancelled_at", *steps.FIELDS)


def begin(complaint, *, rules, now, kinds=FROM_RECEIPT, started_at=None):
    """Unsaved deadlines from `now`, or from an earlier start, for a complaint; sets its next due time."""
    begun = [_by_rule(complaint, kind, rules=rules, started_at=started_at or now, now=now) for kind in kinds]
    deadlines = [deadline for deadline in begun if deadline is not None]
    _keep_earliest(complaint, deadlines)
    return deadlines


def promised(complaint, due_at, *, now):
    """An unsaved deadline for a moment told to the customer (SLA-3)."""
    return _given(complaint, DeadlineKind.COMMITMENT, due_at, now=now)


def settle(complaint, *, now, meet=(), start=(), cancel=(), regrade=False, promise=None, task=None):
    """Bring the deadlines of `complaint` in line; the caller saves the complaint.

    Kinds in `meet` are met at `now`, in `start` run from `now`, in `cancel` no longer count. With `regrade`
    running ones are computed anew from their original start, met ones stay met (SLA-19). `promise` is a moment
    told to the customer (SLA-3); `task` a task whose own date becomes a deadline (SLA-12).
    """
    rules = list(complaint.policy.rules.all()) if start or regrade else []
    deadlines = list(complaint.deadlines.all())
    running = [deadline for deadline in deadlines if deadline.is_running]
    if regrade:
        prefetch_related_objects(running, "notices")
    changed, added = [], []
    for deadline in running:
        if deadline.kind in meet:
            _meet(deadline, now=now)
        elif deadline.kind in cancel or deadline.kind in start:
            _end(deadline, "cancelled_at", now=now)
        elif not (regrade and _recompute(deadline, complaint, rules, now=now)):
            continue
        changed.append(deadline)
    if regrade:
        known = {deadline.kind for deadline in deadlines}
        added += begin(
            complaint,
            rules=rules,
            now=now,
            kinds=[kind for kind in FROM_RECEIPT if kind not in known],
            started_at=complaint.received_at,
        )
    for kind in start:
        deadline = _by_rule(complaint, kind, rules=rules, started_at=now, now=now)
        added += [deadline] if deadline else []
    if promise is not None:
        added.append(promised(complaint, promise, now=now))
    if task is not None:
        added.append(_given(complaint, DeadlineKind.TASK, task.due_at, now=now, task=task))
    Deadline.objects.bulk_update(changed, _CHANGEABLE)
    Deadline.objects.bulk_create(added)
    _keep_earliest(complaint, [deadline for deadline in running if deadline.is_running] + added)


def recount(complaint, *, now):
    """The complaint begins or ends to wait for the customer; the caller saves it (SLA-16)."""
    running = list(complaint.deadlines.running())
    moved = [deadline for deadline in running if deadline.pauses]
    for deadline in moved:
        _time(deadline, now=now)
    Deadline.objects.bulk_update(moved, _CHANGEABLE)
    _keep_earliest(complaint, running)


def extend(complaint, deadline, *, due_at, now):
    """`deadline`, one of the running, is due at a later moment by hand; the caller saves the complaint."""
    deadline.extra_time += due_at - deadline.due_at
    deadline.due_at = due_at
    _time(deadline, now=now)
    deadline.save()
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def settle_task(complaint, task, *, now):
    """The deadline of `task` is met or, when the task is cancelled, no longer counts."""
    field = "met_at" if task.done_at else "cancelled_at"
    complaint.deadlines.running().filter(task=task).update(**{field: now})
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def restart_task(complaint, task, *, now):
    """`task` has a new date: the deadline of the old one no longer counts."""
    complaint.deadlines.running().filter(task=task).update(cancelled_at=now)
    settle(complaint, now=now, task=task)


def cancel_all(complaint, *, now):
    """Nothing is due on a closed complaint, and it waits for nobody."""
    complaint.deadlines.running().update(cancelled_at=now, paused_at=None)
    pause = open_pause(complaint)
    if pause is not None:
        pause.end(now)
        pause.save()
    _keep_earliest(complaint, [])


def _by_rule(complaint, kind, *, rules, started_at, now):
    """A deadline of `kind` by the rule, or None where the policy has none."""
    rule = rule_for(complaint, kind, rules)
    if rule is None:
        return None
    deadline = Deadline(complaint=complaint, kind=kind, started_at=started_at, policy=complaint.policy)
    return _time(_ruled(deadline, rule), now=now)


def _given(complaint, kind, due_at, *, now, task=None):
    """A deadline whose moment somebody named; no rule moves it."""
    deadline = Deadline(
        complaint=complaint, kind=kind, task=task, started_at=now, due_at=due_at, policy=complaint.policy
    )
    return _time(deadline, now=now)


def _recompute(deadline, complaint, rules, *, now):
    """Whether grade or policy moved this deadline; the original start stays."""
    rule = rule_for(complaint, deadline.kind, rules)
    if rule is None or deadline.minutes is None:
        return False
    before = _standing(deadline)
    deadline.policy = complaint.policy
    _time(_ruled(deadline, rule), now=now)
    return _standing(deadline) != before


def _standing(deadline):
    return [getattr(deadline, name) for name in ("policy_id", "due_at", "paused_at", *_RULED)]


def _ruled(deadline, rule):
    for name in _RULED:
        setattr(deadline, name, getattr(rule, name))
    return deadline


def _time(deadline, *, now):
    """The one place that sets when a running deadline is due, whether it stands still, and what is told next."""
    if deadline.minutes is not None:
        deadline.due_at = due_of(deadline)
    pause = open_pause(deadline.complaint) if deadline.pauses else None
    since = max(pause.started_at, deadline.started_at) if pause else None
    # What had passed before the waiting began stays overdue.
    deadline.paused_at = since if since is not None and since < deadline.due_at else None
    steps.schedule(deadline, policy_of(deadline), now=now)
    return deadline


def _meet(deadline, *, now):
    """What stood still up to this moment counts for nothing, so that a deadline met while waiting is judged fairly."""
    if deadline.is_paused:
        deadline.due_at = due_of(deadline, until=now)
    _end(deadline, "met_at", now=now)


def _end(deadline, field, *, now):
    setattr(deadline, field, now)
    deadline.paused_at = None
    steps.schedule(deadline, policy_of(deadline), now=now)


def rule_for(complaint, kind, rules):
    """The most specific of `rules` that fits the grade of `complaint`, or None."""
    nature = complaint.category.nature if complaint.category_id else ""
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind and rule.fits(severity=complaint.severity, priority=complaint.priority, nature=nature)
    ]
    return max(fitting, key=lambda rule: bool(rule.severity) + bool(rule.priority) + bool(rule.nature), default=None)


def _keep_earliest(complaint, running):
    """What stands still is nobody's to do: it does not raise the complaint's place in the queue."""
    due = [deadline for deadline in running if not deadline.is_paused]
    earliest = min(due, key=lambda deadline: deadline.due_at, default=None)
    complaint.next_due_at = earliest.due_at if earliest else None
    complaint.next_due_kind = earliest.kind if earliest else ""
