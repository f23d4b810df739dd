"""Deadlines of one complaint: started, paused, met, extended, recomputed; the complaint keeps the earliest (SLA)."""

from datetime import timedelta

from django.db.models import prefetch_related_objects

from complaints.models import Clock, Deadline, DeadlineKind, DeadlineRule
from complaints.services import steps
from complaints.services.beginnings import FROM_RECEIPT, beginning
from complaints.services.standstill import due_of, is_guessed, open_pause, policy_of
from complaints.services.updates import store_each
from complaints.states import Level

#: The date an executing task gets when the customer accepts (EXE-1).
EXECUTION_TIME = timedelta(days=3)

#: What begins anew when a complaint goes round again.
FROM_NEW_ROUND = (DeadlineKind.DIRECTION, DeadlineKind.SOLUTION, DeadlineKind.PROGRESS, DeadlineKind.FRONTLINE)

#: What a rule says of a deadline.
_RULED = ("minutes", "days", "clock", "pauses", "escalates")
#: What changes on a deadline that runs.
CHANGEABLE = (
    "due_at",
    "is_provisional",
    "policy",
    *_RULED,
    "extra_time",
    "paused_at",
    "met_at",
    "cancelled_at",
    *steps.FIELDS,
)


def begin(complaint, *, rules, now, kinds=FROM_RECEIPT):
    """Unsaved deadlines from `now` for a complaint just being received; sets its next due time."""
    begun = (_by_rule(complaint, kind, rules=rules, started_at=now, now=now) for kind in kinds)
    deadlines = [deadline for deadline in begun if deadline is not None]
    _keep_earliest(complaint, deadlines)
    return deadlines


def promised(complaint, due_at, *, now):
    """An unsaved deadline for a moment told to the customer (SLA-3)."""
    return _given(complaint, DeadlineKind.COMMITMENT, due_at, now=now)


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
            _meet(deadline, now=now)
        elif deadline.kind in cancel or deadline.kind in start:
            _end(deadline, "cancelled_at", now=now)
        else:
            continue
        changed.append(deadline)
    for kind in start:
        deadline = _by_rule(complaint, kind, rules=rules, started_at=now, now=now)
        added += [deadline] if deadline else []
    if promise is not None:
        added.append(promised(complaint, promise, now=now))
    if task is not None:
        added.append(_given(complaint, DeadlineKind.TASK, task.due_at, now=now, task=task))
    store_each(changed, CHANGEABLE)
    Deadline.objects.bulk_create(added)
    _keep_earliest(complaint, [deadline for deadline in running if deadline.is_running] + added)


def renew(complaint, running, kind, *, now, is_met):
    """What of `running`, all that runs on `complaint`, is of `kind` ends, met or not, and the next begins.

    Nothing is saved: it returns what ended and what began, for whoever does this of many complaints at once.
    """
    ended = [deadline for deadline in running if deadline.kind == kind]
    for deadline in ended:
        if is_met:
            _meet(deadline, now=now)
        else:
            _end(deadline, "cancelled_at", now=now)
    following = _by_rule(complaint, kind, rules=complaint.policy.rules.all(), started_at=now, now=now)
    begun = [following] if following else []
    _keep_earliest(complaint, [deadline for deadline in running if deadline.is_running] + begun)
    return ended, begun


def meet(complaint, running, kind, *, now):
    """What of `running`, all that runs on `complaint`, is of `kind` is met; returned unsaved, as by `renew`."""
    met = [deadline for deadline in running if deadline.kind == kind]
    for deadline in met:
        _meet(deadline, now=now)
    _keep_earliest(complaint, [deadline for deadline in running if deadline.is_running])
    return met


def grade_of(complaint):
    """What the rules of a policy look at."""
    nature = complaint.category.nature if complaint.category_id else ""
    grade = {"severity": complaint.severity, "priority": complaint.priority}
    return grade | {"nature": nature, "urgency": complaint.urgency}


def regrade(complaint, *, before, now):
    """Compute anew what a rule gave, for a complaint whose grade was `before` (SLA-19); the caller saves it.

    Original starts stay and what was met stays met. What grade and policy ask no longer is cancelled, what they
    ask anew runs from its original start. Returns the kinds that ended and those that began.
    """
    rules = list(complaint.policy.rules.all())
    known = list(complaint.deadlines.order_by("started_at", "pk"))
    ruled = [deadline for deadline in known if deadline.is_running and deadline.is_ruled]
    prefetch_related_objects(ruled, "notices")
    ended = [deadline for deadline in ruled if not _recompute(deadline, complaint, rules, now=now)]
    for deadline in ended:
        _end(deadline, "cancelled_at", now=now)
    begun = []
    for kind, started_at in beginning(complaint, known, before=before, rules=rules):
        deadline = _by_rule(complaint, kind, rules=rules, started_at=started_at, now=now)
        begun += [deadline] if deadline else []
    store_each(ruled, CHANGEABLE)
    Deadline.objects.bulk_create(begun)
    _keep_earliest(complaint, [deadline for deadline in known if deadline.is_running] + begun)
    return [deadline.kind for deadline in ended], [deadline.kind for deadline in begun]


def recount(complaint, *, now):
    """The complaint begins or ends to wait for the customer; the caller saves it (SLA-16)."""
    running = list(complaint.deadlines.running())
    moved = [deadline for deadline in running if deadline.pauses]
    for deadline in moved:
        _time(deadline, now=now)
    store_each(moved, CHANGEABLE)
    _keep_earliest(complaint, running)


def recount_days(complaint, *, now):
    """The calendar some deadlines count by has changed: they are due by what it says now; the caller saves it.

    Returns (deadline, due before) of those that moved. What was told of an earlier time is not told again: no alert
    while it stays overdue, and no reminder (SLA-19).
    """
    running = list(
        complaint.deadlines.running().select_related("policy__calendar").prefetch_related("notices", "extensions")
    )
    counted = [deadline for deadline in running if _counts_days(deadline)]
    moved = []
    for deadline in counted:
        deadline.complaint, before = complaint, deadline.due_at
        told = _told_since_extended(deadline)
        _time(deadline, now=now, told=told)
        if deadline.due_at != before:
            moved.append((deadline, before))
    store_each(counted, CHANGEABLE)
    _keep_earliest(complaint, running)
    return moved


def extend(complaint, deadline, *, due_at, now):
    """`deadline`, one of the running, is due at a later moment by hand; the caller saves the complaint."""
    deadline.extra_time += due_at - deadline.due_at
    deadline.due_at = due_at
    _time(deadline, now=now)
    deadline.save()
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def begin_outside(complaint, deadline, *, now):
    """What an outside body waits for runs from now on, in the unsaved `deadline` (ESC-7); the caller saves both."""
    deadline.complaint, deadline.kind, deadline.policy = complaint, DeadlineKind.OUTSIDE, complaint.policy
    deadline.escalates = True
    _time(deadline, now=now).save()
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def end_outside(complaint, deadlines, field, *, now):
    """Those of `deadlines` that still run are over: `field` says how; the caller saves the complaint."""
    for deadline in deadlines:
        if deadline.is_running:
            _end(deadline, field, now=now)
            deadline.save()
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def settle_task(complaint, task, *, now):
    """The deadline of `task` is met or, when the task is cancelled, no longer counts."""
    field = "met_at" if task.done_at else "cancelled_at"
    complaint.deadlines.running().filter(task=task).update(**{field: now})
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def cancel_all(complaint, *, now):
    """Nothing is due on a closed complaint, and it waits for nobody; a court does not ask whether it is closed."""
    complaint.deadlines.running().exclude(kind=DeadlineKind.OUTSIDE).update(cancelled_at=now, paused_at=None)
    pause = open_pause(complaint)
    if pause is not None:
        pause.end(now)
        pause.save()
    _keep_earliest(complaint, [])


def restore(complaint, deadline_ids, *, now):
    """What ended with a complaint now open again runs on, the time between counted; the caller saves it."""
    ended = complaint.deadlines.filter(pk__in=deadline_ids, met_at=None).exclude(kind=DeadlineKind.REVISIT)
    restored = list(ended.exclude(task__cancelled_at__isnull=False).prefetch_related("notices"))
    for deadline in restored:
        deadline.complaint, deadline.cancelled_at = complaint, None
        _time(deadline, now=now)
    store_each(restored, CHANGEABLE)
    _keep_earliest(complaint, list(complaint.deadlines.running()))


def _by_rule(complaint, kind, *, rules, started_at, now):
    """A deadline of `kind` by the rule, or None where the policy has none, or the frontline has it no more (SLA-8)."""
    if kind == DeadlineKind.FRONTLINE and complaint.level != Level.FRONTLINE:
        return None
    rule = DeadlineRule.among(rules, kind, **grade_of(complaint))
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
    """Give `deadline` the time of grade and policy, from its own start; False where they give none."""
    rule = DeadlineRule.among(rules, deadline.kind, **grade_of(complaint))
    if rule is None:
        return False
    deadline.policy = complaint.policy
    _time(_ruled(deadline, rule), now=now)
    return True


def _counts_days(deadline):
    """Whether public holidays or the days of a desk move it: by its rule, or by a law, whose last day is no day off."""
    return bool(deadline.legal_days) or (deadline.is_ruled and deadline.clock == Clock.WORKING)


def _told_since_extended(deadline):
    """Steps told of any due time it had since a person gave it more time."""
    extended_at = max((extension.at for extension in deadline.extensions.all()), default=deadline.started_at)
    return {notice.step for notice in deadline.notices.all() if notice.at >= extended_at}


def _ruled(deadline, rule):
    for name in _RULED:
        setattr(deadline, name, getattr(rule, name))
    return deadline


def _time(deadline, *, now, told=frozenset()):
    """The one place that sets when a running deadline is due, whether it stands still, and what is told next.

    `told` are steps told of the due time it had before.
    """
    if deadline.is_ruled or deadline.legal_days:
        deadline.due_at = due_of(deadline)
    deadline.is_provisional = is_guessed(deadline)
    pause = open_pause(deadline.complaint) if deadline.pauses else None
    since = max(pause.started_at, deadline.started_at) if pause else None
    # What had passed before the waiting began stays overdue.
    deadline.paused_at = since if since is not None and since < deadline.due_at else None
    steps.schedule(deadline, policy_of(deadline), now=now, told=told)
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


def _keep_earliest(complaint, running):
    """What stands still is nobody's to do: it does not raise the complaint's place in the queue."""
    due = [deadline for deadline in running if not deadline.is_paused] if complaint.is_open else []
    earliest = min(due, key=lambda deadline: deadline.due_at, default=None)
    complaint.next_due_at = earliest.due_at if earliest else None
    complaint.next_due_kind = earliest.kind if earliest else ""
