"""Each step of a deadline told once: a reminder, an alert at the moment, another, the way up (SLA-17)."""

from functools import partial

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from complaints.deadlines.steps import REMINDERS
from complaints.models import (
    ComplaintEvent,
    Deadline,
    DeadlineKind,
    DeadlineNotice,
    DeadlineStep,
    EventKind,
    NoticeKind,
)
from complaints.services import steps
from complaints.services.commitments import make_good
from complaints.services.gate import lock
from complaints.services.progress import tell_progress
from complaints.services.staff import Readers, tell_staff
from complaints.services.standstill import policy_of
from complaints.services.sweeps.sweeping import sweep

_EVENTS = {
    DeadlineStep.FIRST_REMINDER: EventKind.DEADLINE_NEAR,
    DeadlineStep.SECOND_REMINDER: EventKind.DEADLINE_NEAR,
    DeadlineStep.ALERT: EventKind.DEADLINE_MISSED,
    DeadlineStep.SECOND_ALERT: EventKind.DEADLINE_STILL_MISSED,
    DeadlineStep.ESCALATION: EventKind.ESCALATED_BY_TIME,
}
_NOTICES = {
    EventKind.DEADLINE_NEAR: NoticeKind.DEADLINE_NEAR,
    EventKind.DEADLINE_MISSED: NoticeKind.DEADLINE_MISSED,
    EventKind.DEADLINE_STILL_MISSED: NoticeKind.DEADLINE_MISSED,
    EventKind.ESCALATED_BY_TIME: NoticeKind.DEADLINE_ESCALATED,
}
#: What the customer hears when it was missed: an apology (SLA-18), or how things stand (SLA-14).
_OWED_TO_THE_CUSTOMER = {
    DeadlineKind.COMMITMENT: make_good,
    DeadlineKind.PROGRESS: tell_progress,
}


def tell_due_steps(*, by, now):
    """Tell what is owed of every deadline at `now`; returns how many deadlines had something to tell."""
    tell = partial(tell_steps, by=by, now=now, readers=Readers(now))
    return sweep(Deadline.objects.with_a_step_due(now), tell, now=now).done


@transaction.atomic
def tell_steps(deadline_id, *, by, now, readers=None):
    """Tell every step of one deadline that has passed at `now`, in order; returns how many.

    Asked again under the lock: another sweep, or the handler, may have been faster. After an outage each step that
    passed is told, at the moment it is told.
    """
    readers = readers or Readers(now)
    complaint = lock(Deadline.objects.values_list("complaint", flat=True).get(pk=deadline_id), by=by)
    deadline = Deadline.objects.with_a_step_due(now).filter(pk=deadline_id).select_related("task__owner").first()
    if deadline is None:
        return 0
    deadline.complaint = complaint
    told = []
    while (owed := steps.owed(deadline)) is not None and owed.at <= now:
        told.append(DeadlineStep(owed.step))
        steps.tell_next(deadline, policy_of(deadline))
    deadline.save(update_fields=steps.FIELDS)
    DeadlineNotice.objects.bulk_create(
        DeadlineNotice(deadline=deadline, step=step, due_at=deadline.due_at, at=now) for step in told
    )
    for step in told:
        _tell(complaint, deadline, step, by=by, now=now, readers=readers)
    owed_to_the_customer = _OWED_TO_THE_CUSTOMER.get(deadline.kind)
    if owed_to_the_customer and not set(told) <= set(REMINDERS):
        owed_to_the_customer(deadline, by=by, now=now)
    return len(told)


def _tell(complaint, deadline, step, *, by, now, readers):
    kind = _EVENTS[step]
    facts = {"deadline": deadline.kind, "due": deadline.due_at}
    ComplaintEvent.record(complaint, kind, by=by, at=now, step=step, **facts)
    people = _told(complaint, deadline, step, readers)
    tell_staff(people, _NOTICES[kind], complaint, now=now, readers=readers, **facts)


def _told(complaint, deadline, step, readers):
    """Who is told: whoever has the work before the moment, their supervisor after it, and both levels above (ESC-4)."""
    people = _at_work(complaint, deadline) if step != DeadlineStep.ESCALATION else []
    # News nobody told has been told by rule: a matter of whoever has the work, not of those above (SLA-14).
    concerns_overseers = step not in REMINDERS and deadline.kind != DeadlineKind.PROGRESS
    if concerns_overseers or not people:
        people += _overseers(complaint, readers)
    if step == DeadlineStep.ESCALATION:
        people += User.objects.filter(role=Role.DIRECTOR, is_active=True)
    return people


def _at_work(complaint, deadline):
    owner = deadline.task.owner if deadline.task else None
    return [person for person in (complaint.handler, owner) if person is not None]


def _overseers(complaint, readers):
    """The supervisors of the desk; where it has none, every one there is."""
    team = complaint.team or (complaint.handler and complaint.handler.team)
    own = readers.supervisors_of(team) if team else []
    return own or list(User.objects.filter(role=Role.SUPERVISOR, is_active=True))
