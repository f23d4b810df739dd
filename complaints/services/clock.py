"""Deadlines of one complaint: started, met, recomputed, cancelled; the earliest is kept on the complaint (SLA)."""

from datetime import timedelta

from complaints.deadlines.arithmetic import due_at
from complaints.deadlines.workdays import OFFICE
from complaints.models import Clock, Deadline, DeadlineKind

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


def begin(complaint, *, rules, now, kinds=FROM_RECEIPT):
    """Unsaved deadlines from `now` for a complaint just being received; sets its next due time."""
    deadlines = [
        deadline for kind in kinds if (deadline := _by_rule(complaint, kind, rules=rules, started_at=now)) is not None
    ]
    _keep_earliest(complaint, deadlines)
    return deadlines


def settle(complaint, *, now, meet=(), start=(), cancel=(), regrade=False, promise=None, task=None):
    """Bring the deadlines of `complaint` in line; the caller saves the complaint.

    Kinds in `meet` are met at `now`, in `start` run from `now`, in `cancel` no longer count. With `regrade`
    running ones are computed anew from their original start, met ones stay met (SLA-19). `promise` is a moment
    told to the customer (SLA-3); `task` a task whose own date becomes a deadline (SLA-12).
    """
    rules = list(complaint.policy.rules.all()) if start or regrade else []
    deadlines = list(complaint.deadlines.all())
    running = [deadline for deadline in deadlines if deadline.is_running]
    changed, added = [], []
    for deadline in running:
        if deadline.kind in meet:
            deadline.met_at = now
        elif deadline.kind in cancel or deadline.kind in start:
            deadline.cancelled_at = now
        elif not (regrade and _recompute(deadline, complaint, rules)):
            continue
        changed.append(deadline)
    if regrade:
        known = {deadline.kind for deadline in deadlines}
        added += begin(
            complaint,
            rules=rules,
            now=complaint.received_at,
            kinds=[kind for kind in FROM_RECEIPT if kind not in known],
        )
    for kind in start:
        deadline = _by_rule(complaint, kind, rules=rules, started_at=now)
        added += [deadline] if deadline else []
    if promise is not None:
        added.append(Deadline(complaint=complaint, kind=DeadlineKind.COMMITMENT, started_at=now, due_at=promise))
    if task is not None:
        added.append(
            Deadline(complaint=complaint, kind=DeadlineKind.TASK, task=task, started_at=now, due_at=task.due_at)
        )
    Deadline.objects.bulk_update(changed, ["due_at", "minutes", "clock", "met_at", "cancelled_at"])
    Deadline.objects.bulk_create(added)
    _keep_earliest(complaint, [deadline for deadline in running if deadline.is_running] + added)


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
    """Nothing is due on a closed complaint."""
    complaint.deadlines.running().update(cancelled_at=now)
    _keep_earliest(complaint, [])


def _by_rule(complaint, kind, *, rules, started_at):
    """A deadline of `kind` by the most specific fitting rule, or None where the policy has none."""
    rule = _rule_for(complaint, kind, rules)
    if rule is None:
        return None
    return Deadline(
        complaint=complaint,
        kind=kind,
        started_at=started_at,
        due_at=_due(started_at, rule),
        minutes=rule.minutes,
        clock=rule.clock,
    )


def _recompute(deadline, complaint, rules):
    """Whether the grade moved this deadline; the original start stays."""
    rule = _rule_for(complaint, deadline.kind, rules)
    if rule is None or deadline.kind not in FROM_RECEIPT:
        return False
    before = deadline.due_at
    deadline.minutes, deadline.clock = rule.minutes, rule.clock
    deadline.due_at = _due(deadline.started_at, rule)
    return deadline.due_at != before


def _rule_for(complaint, kind, rules):
    nature = complaint.category.nature if complaint.category_id else ""
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind and rule.fits(severity=complaint.severity, priority=complaint.priority, nature=nature)
    ]
    return max(fitting, key=lambda rule: bool(rule.severity) + bool(rule.priority) + bool(rule.nature), default=None)


def _due(started_at, rule):
    return due_at(started_at, rule.minutes, OFFICE if rule.clock == Clock.WORKING else None)


def _keep_earliest(complaint, running):
    earliest = min(running, key=lambda deadline: deadline.due_at, default=None)
    complaint.next_due_at = earliest.due_at if earliest else None
    complaint.next_due_kind = earliest.kind if earliest else ""
