"""From executed to closed: the revisit falls due, and its outcome closes or returns the complaint (REV-1, REV-2).

The `review` app holds the rounds and calls these; it decides which outcome a rating means.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, Deadline, DeadlineKind, EventKind, Stage
from complaints.services import clock, grants, messages
from complaints.services.assignment import give_back
from complaints.services.gate import check_filled, check_may, lock, move, why_not
from complaints.services.impartial import check_impartial
from complaints.states import State


def schedule_when_executed(complaint, *, by, now):
    """Move to revisit once no executing task is open; whoever finished the last one causes it (EXE-4)."""
    if complaint.tasks.open().filter(stage=Stage.EXECUTION).exists():
        return
    move(complaint, "send_to_revisit", by=User.objects.system())
    clock.settle(
        complaint,
        now=now,
        meet=(DeadlineKind.PROGRESS,),
        start=(DeadlineKind.REVISIT,),
        cancel=(DeadlineKind.SOLUTION, DeadlineKind.DIRECTION, DeadlineKind.FRONTLINE),
    )
    complaint.save()
    revisit = Deadline.objects.running().filter(complaint=complaint, kind=DeadlineKind.REVISIT).first()
    ComplaintEvent.record(complaint, EventKind.REVISIT_DUE, by=by, at=now, due=revisit and revisit.due_at)
    if revisit is not None:
        messages.tell(complaint, "executed", now=now, promise=revisit.due_at)


@transaction.atomic
def note_asked(complaint_id, *, survey, until, by, now):
    """Ask by a link to the survey, open until `until`; that is the revisit in time (SLA-13).

    Returns the message, or None for somebody who left no way to be reached. Raises NotPermitted, RuleBroken.
    """
    complaint = _in_revisit(complaint_id, by=by)
    _met(complaint, now=now)
    letter = messages.tell(complaint, "survey", now=now, survey=survey, promise=until)
    channel = letter.channel if letter else ""
    ComplaintEvent.record(complaint, EventKind.SURVEY_SENT, by=by, at=now, until=until, by_message=channel)
    return letter


@transaction.atomic
def record_attempt(complaint_id, *, by, now, seen=None, survey="", **facts):
    """The customer was not reached this time; `facts` say how it was tried. Raises NotPermitted, RuleBroken.

    With the link of a `survey` the customer is told that we tried, and how to answer all the same.
    """
    complaint = _in_revisit(complaint_id, by=by, seen=seen)
    _met(complaint, now=now)
    ComplaintEvent.record(complaint, EventKind.REVISIT_ATTEMPTED, by=by, at=now, **facts)
    if survey:
        messages.tell(complaint, "revisit_missed", now=now, survey=survey)
    return complaint


@transaction.atomic
def close_satisfied(complaint_id, *, satisfaction, by, now, seen=None, **facts):
    """The customer rated it neutral or better. `facts` of the revisit go into the record."""
    complaint = lock(complaint_id, by=by, seen=seen)
    move(complaint, "close_satisfied", by=by, satisfaction=satisfaction, at=now)
    return _closed(complaint, by=by, now=now, met=True, satisfaction=satisfaction, **facts)


@transaction.atomic
def close_unreached(complaint_id, *, by, now, seen=None, **facts):
    """Nobody answered after the last attempt (REV-1); counted apart."""
    complaint = lock(complaint_id, by=by, seen=seen)
    move(complaint, "close_unreached", by=by, at=now)
    return _closed(complaint, by=by, now=now, met=True, **facts)


@transaction.atomic
def close_by_decision(complaint_id, *, reason, by, now, seen=None):
    """A supervisor closes in writing after the limit of dissatisfied rounds (REV-2). Raises RuleBroken before it."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.close_by_decision)
    check_impartial(complaint, by)
    check_filled(reason, _("Write down why the complaint is closed without the customer's consent."))
    limit = complaint.policy.loop_limit
    if complaint.dissatisfied_count < limit:
        raise RuleBroken(
            _("The customer was dissatisfied %(count)s times; closing by decision is possible from %(limit)s on.")
            % {"count": complaint.dissatisfied_count, "limit": limit}
        )
    move(complaint, "close_by_decision", by=by, reason=reason, at=now)
    return _closed(complaint, by=by, now=now, met=False, reason=reason)


@transaction.atomic
def return_dissatisfied(complaint_id, *, satisfaction, reason, by, now, seen=None, **facts):
    """Back to investigation, to the same handler if still there; why the solution missed is required (REV-2)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.return_dissatisfied)
    check_filled(reason, _("Write down why the solution did not satisfy the customer."))
    before, after = give_back(complaint, now)
    move(complaint, "return_dissatisfied", by=by, satisfaction=satisfaction)
    clock.settle(complaint, now=now, meet=(DeadlineKind.REVISIT,), start=clock.FROM_NEW_ROUND)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.RETURNED_DISSATISFIED,
        by=by,
        at=now,
        satisfaction=satisfaction,
        reason=reason,
        round=complaint.round,
        before=before,
        after=after,
        **facts,
    )
    return complaint


def _in_revisit(complaint_id, *, by, seen=None):
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.close_unreached)
    if complaint.state != State.REVISIT:
        raise RuleBroken(why_not(complaint, "close_unreached"))
    return complaint


def _met(complaint, *, now):
    """Asked is revisited: what follows is spaced by the plan of the round and not by the rule."""
    clock.settle(complaint, now=now, meet=(DeadlineKind.REVISIT,))
    complaint.save()


def _closed(complaint, *, by, now, met, **facts):
    if met:
        clock.settle(complaint, now=now, meet=(DeadlineKind.REVISIT,))
    clock.cancel_all(complaint, now=now)
    complaint.save()
    complaint.tasks.open().update(cancelled_at=now)
    grants.end_all(complaint)
    ComplaintEvent.record(complaint, EventKind.CLOSED, by=by, at=now, resolution=complaint.resolution, **facts)
    messages.tell(complaint, "closed", now=now, days=complaint.policy.reopen_days)
    return complaint
