"""Tasks of departments: assigned, done with proof, booked when they move money (INV-2, EXE-1…EXE-4)."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.text import check_row, check_text
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import Approval, ComplaintEvent, EventKind, LedgerEntry, Proposal, Stage, Task
from complaints.permissions import check_right
from complaints.services import clock, messages
from complaints.services.evidence import keep, whole_or_not_at_all
from complaints.services.extension import lengthen
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.revisit import schedule_when_executed
from complaints.states import PAID_BY_FINANCE, State

_MAY_STEP_IN = frozenset({Role.SUPERVISOR, Role.DIRECTOR})
_LONGEST_REFERENCE = 100


@transaction.atomic
def assign_task(complaint_id, *, title, department, due_at, by, now, owner=None, stage=Stage.INVESTIGATION, seen=None):
    """Give a department something to do by `due_at`. Raises NotPermitted, RuleBroken."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.assign_task")
    check_open(complaint)
    return give(complaint, title=title, department=department, due_at=due_at, by=by, now=now, owner=owner, stage=stage)


def give(complaint, *, title, department, due_at, by, now, owner, stage):
    """A task under the caller's lock, who asked for the right; recorded here. Raises RuleBroken."""
    check_filled(title, _("Say what is to be done."))
    if due_at <= now:
        raise RuleBroken(_("Choose a date in the future for the task."))
    if owner is not None and owner.department_id != department.pk:
        raise RuleBroken(_("%(owner)s does not work in %(department)s.") % {"owner": owner, "department": department})
    task = Task(
        complaint=complaint,
        stage=stage,
        round=complaint.round,
        title=title,
        department=department,
        owner=owner,
        created_by=by,
        created_at=now,
        due_at=due_at,
    )
    check_row(task)
    task.save()
    clock.settle(complaint, now=now, task=task)
    complaint.save()
    ComplaintEvent.record(
        complaint, EventKind.TASK_ASSIGNED, by=by, at=now, task=title, department=department.name, due=due_at
    )
    return task


@transaction.atomic
def do_task(task_id, *, result, by, now, files=(), reference="", seen=None):
    """Report a task done. Executing tasks need their proof, and what has worth is booked once (EXE-3).

    What finance pays needs the `reference` under which it was paid. When the last executing task is done the complaint
    goes to revisit (EXE-4). Raises NotPermitted, RuleBroken.
    """
    complaint = lock(Task.objects.values_list("complaint", flat=True).get(pk=task_id), by=by, seen=seen)
    task = Task.objects.select_for_update().get(pk=task_id)
    _check_doer(task, complaint, by)
    check_open(complaint)
    if task.done_by is not None:
        raise RuleBroken(_("%(person)s has already done “%(task)s”.") % {"person": task.done_by, "task": task})
    if not task.is_open:
        raise RuleBroken(_("“%(task)s” is already done or cancelled.") % {"task": task})
    check_filled(result, _("Say what was done."))
    if is_paid(task):
        check_filled(reference, _("Enter the payment reference: the number under which the money was paid."))
    check_text(reference, _("payment reference"), _LONGEST_REFERENCE)
    with whole_or_not_at_all() as undo:
        evidence = [keep(complaint, upload, by=by, now=now, undo=undo, task=task) for upload in files]
        _close(complaint, task, result=result, evidence=evidence, reference=reference, by=by, now=now)
    return task


def _close(complaint, task, *, result, evidence, reference, by, now):
    """The checked `task` done: booked when it moves money, recorded, and followed by the revisit if it was the last."""
    if task.stage == Stage.EXECUTION and not (evidence or task.evidence.exists()):
        raise RuleBroken(_("Attach the proof: refund record, signed receipt or photo."))
    task.result, task.done_at, task.done_by = result, now, by
    check_row(task)
    task.save()
    if task.stage == Stage.EXECUTION and task.compensation_cny:
        _book(complaint, task, reference=reference, by=by, now=now)
    clock.settle_task(complaint, task, now=now)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.TASK_DONE,
        by=by,
        at=now,
        task=task.fact(),
        result=result,
        evidence=[{"file": str(one.uuid), "sha256": one.sha256} for one in evidence],
        value_cny=task.compensation_cny,
        reference=reference,
    )
    if complaint.state == State.EXECUTING:
        schedule_when_executed(complaint, by=by, now=now)


@transaction.atomic
def postpone_task(task_id, *, due_at, reason, by, now, seen=None):
    """Give an open task a later date before the present one passes, an extension like any other (EXE-2).

    The customer is told the new date where the task carries out the solution; the reason stays in the house. Raises
    NotPermitted, RuleBroken.
    """
    complaint = lock(Task.objects.values_list("complaint", flat=True).get(pk=task_id), by=by, seen=seen)
    task = Task.objects.select_for_update().select_related("department").get(pk=task_id)
    check_right(by, "complaints.do_task")
    if not may_postpone(task, complaint, by):
        raise NotPermitted(_("“%(task)s” is with %(department)s.") % {"task": task, "department": task.department})
    check_open(complaint)
    if not task.is_open:
        raise RuleBroken(_("“%(task)s” is already done or cancelled.") % {"task": task})
    deadline = complaint.deadlines.running().get(task=task)
    lengthen(complaint, deadline, due_at=due_at, reason=reason, by=by, now=now)
    complaint.save()
    before, task.due_at = task.due_at, due_at
    task.save()
    ComplaintEvent.record(
        complaint,
        EventKind.TASK_POSTPONED,
        by=by,
        at=now,
        task=task.fact(),
        due=due_at,
        was_due=before,
        reason=reason,
    )
    if task.stage == Stage.EXECUTION:
        messages.tell(complaint, "delayed", now=now, task=task, promise=due_at)
    return task


def is_paid(task):
    """Whether doing `task` moves money, which only finance does and never without a payment reference."""
    return task.measure in PAID_BY_FINANCE


def may_postpone(task, complaint, by):
    """Whoever does the task, the handler, who answers to the customer for all of them, and who oversees deadlines."""
    handles = complaint.handler_id in {person.pk for person in by.acts_for()}
    return is_doer(task, complaint, by) or handles or by.has_perm("complaints.oversee_deadlines")


def is_doer(task, complaint, by):
    """Whether `by` may do `task`: who was asked to, the handler unless money moves, or somebody above;
    whoever stands in for one of them today counts as well."""
    if is_paid(task) and not by.has_perm("complaints.book_compensation"):
        return False
    handles = not is_paid(task) and complaint.handler_id in {person.pk for person in by.acts_for()}
    return is_asked(task, by) or handles or by.role in _MAY_STEP_IN


def is_asked(task, by):
    """Whether `task` was given to `by`, as its owner or by way of the department, and not only may be done by them."""
    return any(person.pk == task.owner_id or person.department_id == task.department_id for person in by.acts_for())


def _check_doer(task, complaint, by):
    check_right(by, "complaints.do_task")
    if is_paid(task) and not by.has_perm("complaints.book_compensation"):
        raise NotPermitted(
            _("Only finance pays out. The task is with %(department)s.") % {"department": task.department}
        )
    if not is_doer(task, complaint, by):
        raise NotPermitted(_("“%(task)s” is with %(department)s.") % {"task": task, "department": task.department})
    if task.item_id is not None:
        _check_four_eyes(task, by)


def _check_four_eyes(task, by):
    """Nobody carries out what they, or somebody in whose place they stand, agreed to; nor pays what they proposed.

    What lies within the proposer's own limit and moves no money has one pair of eyes: the database says so too.
    """
    of_task, circle = Proposal.objects.filter(options__items=task.item_id), by.circle()
    proposed = of_task.filter(Q(proposed_by__in=circle) | Q(in_name_of__in=circle))
    if is_paid(task) and proposed.exists():
        raise NotPermitted(_("Nobody pays out what they proposed. Leave it to finance."))
    agreed = Approval.objects.filter(proposal__in=of_task).filter(Q(by__in=circle) | Q(in_name_of__in=circle))
    if (is_paid(task) and of_task.filter(approved_by__in=circle).exists()) or agreed.exists():
        raise NotPermitted(
            _("Nobody carries out what they approved, nor does their substitute. Leave it to others in %(place)s.")
            % {"place": task.department}
        )


def _book(complaint, task, *, reference, by, now):
    LedgerEntry.objects.create(
        complaint=complaint,
        task=task,
        purpose="execution",
        measure=task.measure,
        value_cny=task.compensation_cny,
        reference=reference,
        booked_by=by,
        booked_at=now,
    )
