"""Each step of a deadline told once: a reminder, an alert at the moment, another, the way up (SLA-17)."""

from functools import partial

from django.db import transaction

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
    StaffNotice,
)
from complaints.services import steps
from complaints.services.commitments import make_good
from complaints.services.gate import lock, lock_free
from complaints.services.progress import tell_progress_together
from complaints.services.staff import Readers, notices_to
from complaints.services.standstill import policy_of
from complaints.services.sweeps.sweeping import sweep
from complaints.services.updates import store_each

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
#: What is read of a complaint to tell a step; the long texts stay where they are.
_UNREAD = ("description", "raw_text")
_READ_ALONG = ("policy__calendar__days", "pauses", "handler__team", "team")
_HEAD = ("events_count", "events_head", "events_seal")
#: Passing it is a matter of whoever has the work; the frontline's own goes up at the same moment (SLA-8).
_OF_WHO_HAS_IT = frozenset({DeadlineKind.PROGRESS, DeadlineKind.FRONTLINE})
#: Work of a level above the desk; a supervisor's is told to whoever oversees it.
_OF_A_ROLE = {DeadlineKind.JOINT_SOLUTION: Role.DIRECTOR, DeadlineKind.LEGAL_STEP_IN: Role.LEGAL}


def tell_due_steps(*, by, now):
    """Tell what is owed of every deadline at `now`; returns how many deadlines had something to tell."""
    how = {"by": by, "now": now, "readers": Readers(now)}
    due = Deadline.objects.with_a_step_due(now)
    return sweep(due, partial(tell_steps, **how), together=partial(tell_together, **how), now=now).done


@transaction.atomic
def tell_steps(deadline_id, *, by, now, readers=None):
    """Tell every step of one deadline that has passed at `now`, in order; returns how many. Waits for its complaint.

    After an outage each step that passed is told, at the moment it is told. Raises NotPermitted.
    """
    lock(Deadline.objects.values_list("complaint", flat=True).get(pk=deadline_id), by=by)
    return tell_together([deadline_id], by=by, now=now, readers=readers)[deadline_id]


@transaction.atomic
def tell_together(deadline_ids, *, by, now, readers=None):
    """As `tell_steps`, of many deadlines in one transaction: all or none. Returns how many steps of each.

    Asked again under the lock: another sweep, or the handler, may have been faster. Those whose complaint somebody
    holds are left out.
    """
    of = dict(Deadline.objects.filter(pk__in=deadline_ids).values_list("pk", "complaint"))
    free = lock_free(set(of.values()), by=by).defer(*_UNREAD).prefetch_related(*_READ_ALONG)
    complaints = {complaint.pk: complaint for complaint in free}
    due = Deadline.objects.with_a_step_due(now).filter(pk__in=deadline_ids, complaint__in=complaints)
    readers = readers or Readers(now)
    readers.meet([complaint.handler for complaint in complaints.values() if complaint.handler])
    telling = _Telling(by=by, now=now, readers=readers)
    told = {pk: 0 for pk, complaint in of.items() if complaint in complaints}
    for deadline in due.prefetch_related("task__owner", "owner"):
        deadline.complaint = complaints[deadline.complaint_id]
        told[deadline.pk] = telling.tell(deadline)
    telling.store()
    return told


class _Telling:
    """What is written about steps told together: worked out one by one, stored at once."""

    def __init__(self, *, by, now, readers):
        self.by, self.now, self.readers = by, now, readers
        self.deadlines, self.passed, self.told, self.events, self.notices = [], [], [], [], []

    def tell(self, deadline):
        """How many steps of `deadline` have passed."""
        passed = []
        while (owed := steps.owed(deadline)) is not None and owed.at <= self.now:
            passed.append(DeadlineStep(owed.step))
            steps.tell_next(deadline, policy_of(deadline))
        self.deadlines.append(deadline)
        for step in passed:
            self.told.append(DeadlineNotice(deadline=deadline, step=step, due_at=deadline.due_at, at=self.now))
            self._tell_staff(deadline, step)
        if not set(passed) <= set(REMINDERS):
            self.passed.append(deadline)
        return len(passed)

    def store(self):
        store_each(self.deadlines, steps.FIELDS)
        DeadlineNotice.objects.bulk_create(self.told)
        ComplaintEvent.objects.bulk_create(self.events)
        store_each({event.complaint_id: event.complaint for event in self.events}.values(), _HEAD)
        StaffNotice.objects.bulk_create(self.notices)
        self._tell_customers()

    def _tell_customers(self):
        """They hear an apology for what was promised (SLA-18), and how things stand where nobody told them (SLA-14)."""
        if silent := [deadline for deadline in self.passed if deadline.kind == DeadlineKind.PROGRESS]:
            tell_progress_together(silent, by=self.by, now=self.now)
        for deadline in self.passed:
            if deadline.kind == DeadlineKind.COMMITMENT:
                make_good(deadline, by=self.by, now=self.now)

    def _tell_staff(self, deadline, step):
        complaint, kind = deadline.complaint, _EVENTS[step]
        facts = {"deadline": deadline.kind, "due": deadline.due_at}
        self.events.append(ComplaintEvent.next_for(complaint, kind, by=self.by, at=self.now, step=step, **facts))
        people = _told(complaint, deadline, step, self.readers)
        self.notices += notices_to(people, _NOTICES[kind], complaint, now=self.now, readers=self.readers, **facts)


def _told(complaint, deadline, step, readers):
    """Who is told: whoever has the work before the moment, their supervisor after it, and both levels above (ESC-4)."""
    people = _at_work(complaint, deadline, readers) if step != DeadlineStep.ESCALATION else []
    # News nobody told has been told by rule: a matter of whoever has the work, not of those above (SLA-14).
    concerns_overseers = step not in REMINDERS and deadline.kind not in _OF_WHO_HAS_IT
    if step == DeadlineStep.ESCALATION or concerns_overseers or not people:
        people += _overseers(complaint, readers)
    if step == DeadlineStep.ESCALATION and deadline.kind != DeadlineKind.FRONTLINE:
        people += readers.everybody(Role.DIRECTOR)
    return people


def _at_work(complaint, deadline, readers):
    if deadline.kind == DeadlineKind.STEP_IN:
        return []
    if deadline.kind in _OF_A_ROLE:
        return list(readers.everybody(_OF_A_ROLE[deadline.kind]))
    owner = deadline.task.owner if deadline.task else deadline.owner
    return [person for person in (complaint.handler, owner) if person is not None]


def _overseers(complaint, readers):
    """The supervisors of the desk; where it has none, every one there is."""
    team = complaint.team or (complaint.handler and complaint.handler.team)
    own = readers.supervisors_of(team) if team else []
    return own or readers.everybody(Role.SUPERVISOR)
