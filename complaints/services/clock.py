"""Deadlines of one complaint: started, met, recomputed, cancelled; the earliest is kept on the complaint (SLA)."""

from datetime import timedelta

from complaints.deadlines.arithmetic import due_at
from complaints.deadlines.workdays import OFFICE
from complaints.models import Clock, Deadline, DeadlineKind
from complaints.states import State

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
    made = (_by_rule(complaint, kind, rules=rules, started_at=now) for kind in kinds)
    deadlines = [deadline for deadline in made if deadline is not None]
    _keep_earliest(complaint, deadlines)
    return deadlines


def settle(complaint, *, now, meet=(), start=(), cancel=(), promise=None, task=None):
    """Bring the deadlines of `complaint` in line; the caller saves the complaint.

    Kinds in `meet` are met at `now`, in `start` run from `now`, in `cancel` no longer count. `promise` is a moment
    told to the customer (SLA-3); `task` a task whose own date becomes a deadline (SLA-12).
    """
    rules = list(complaint.policy.rules.all()) if start else []
    running = list(complaint.deadlines.running())
    changed, added = [], []
    for deadline in running:
        if deadline.kind in meet:
            deadline.met_at = now
        elif deadline.kind in cancel or deadline.kind in start:
            deadline.cancelled_at = now
        else:
            continue
        changed.append(deadline)
    for kind in start:
        deadline = _by_rule(complaint, kind, rules=rules, started_at=now)
        added += [deadline] if deadline else []
    if promise is not None:
        added.append(Deadline(complaint=complaint, kind=DeadlineKind.COMMITMENT, started_at=now, due_at=promise))
    if task is not None:
        added.append(
            Deadline(complaint=complaint, kind=DeadlineKind.TASK, task=task, started_at=now, due_at=task.due_at)
        )
    Deadline.objects.bulk_update(changed, ["met_at", "cancelled_at"])
    Deadline.objects.bulk_create(added)
    _keep_earliest(complaint, [deadline for deadline in running if deadline.is_running] + added)


def grade_of(complaint):
    """What the rules of a policy look at."""
    nature = complaint.category.nature if complaint.category_id else ""
    return {"severity": complaint.severity, "priority": complaint.priority, "nature": nature}


def regrade(complaint, *, before, now):
    """Compute anew what runs from receipt, for a complaint whose grade was `before` (SLA-19); the caller saves it.

    Original starts stay and what was met stays met. What the new grade asks no longer is cancelled, what it alone
    asks runs from its original start. Returns the kinds that ended and those that began.
    """
    rules = list(complaint.policy.rules.all())
    known = list(complaint.deadlines.order_by("started_at", "pk"))
    running = [deadline for deadline in known if deadline.is_running and deadline.kind in FROM_RECEIPT]
    ended = [deadline for deadline in running if not _recompute(deadline, complaint, rules)]
    for deadline in ended:
        deadline.cancelled_at = now
    begun = []
    for kind in FROM_RECEIPT:
        earlier = [deadline for deadline in known if deadline.kind == kind]
        if _is_new(kind, earlier, before, rules) and _is_to_come(complaint, kind):
            started_at = earlier[-1].started_at if earlier else complaint.received_at
            deadline = _by_rule(complaint, kind, rules=rules, started_at=started_at)
            begun += [deadline] if deadline else []
    Deadline.objects.bulk_update(running, ["due_at", "minutes", "clock", "cancelled_at"])
    Deadline.objects.bulk_create(begun)
    _keep_earliest(complaint, [deadline for deadline in known if deadline.is_running] + begun)
    return [deadline.kind for deadline in ended], [deadline.kind for deadline in begun]


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
    rule = _rule_for(grade_of(complaint), kind, rules)
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
    """Give `deadline` the time of the grade, from its own start; False where the grade gives none."""
    rule = _rule_for(grade_of(complaint), deadline.kind, rules)
    if rule is None:
        return False
    deadline.minutes, deadline.clock = rule.minutes, rule.clock
    deadline.due_at = _due(deadline.started_at, rule)
    return True


def _is_new(kind, earlier, before, rules):
    """Whether `kind` may begin: never begun on this complaint, or cancelled and not asked by the grade `before`."""
    # One that no rule gave was cancelled for good: nobody acknowledges the rows of a file.
    if any(deadline.is_running or deadline.met_at or deadline.minutes is None for deadline in earlier):
        return False
    return not earlier or _rule_for(before, kind, rules) is None


def _is_to_come(complaint, kind):
    """Whether what `kind` asks can still happen: nobody verifies again what a report already says."""
    if kind == DeadlineKind.VERIFICATION:
        return not complaint.reports.exists()
    if kind == DeadlineKind.INVESTIGATION:
        return complaint.state in {State.RECEIVED, State.TRIAGED}
    return complaint.state not in {State.EXECUTING, State.REVISIT}


def _rule_for(grade, kind, rules):
    fitting = [rule for rule in rules if rule.kind == kind and rule.fits(**grade)]
    return max(fitting, key=lambda rule: bool(rule.severity) + bool(rule.priority) + bool(rule.nature), default=None)


def _due(started_at, rule):
    return due_at(started_at, rule.minutes, OFFICE if rule.clock == Clock.WORKING else None)


def _keep_earliest(complaint, running):
    earliest = min(running, key=lambda deadline: deadline.due_at, default=None)
    complaint.next_due_at = earliest.due_at if earliest else None
    complaint.next_due_kind = earliest.kind if earliest else ""
