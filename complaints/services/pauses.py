"""Waiting for the customer: the clock stands still for a reason and not for ever (SLA-16)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import (
    ComplaintEvent,
    EventKind,
    NoticeKind,
    Pause,
    PauseReason,
)
from complaints.permissions import check_right
from complaints.services import clock, grants, messages
from complaints.services.gate import check_filled, check_open, lock, move
from complaints.services.staff import tell_handler
from complaints.services.standstill import open_pause, pauses_of
from complaints.services.words import check_told
from complaints.states import State

#: Before it is graded nobody can know what is missing; later the work is ours to do.
WAITING_STATES = frozenset({State.TRIAGED, State.INVESTIGATING, State.PROPOSED})

#: What a person may wait for; the choice is waited for as long as options lie with the customer.
ASKED_FOR = (PauseReason.EVIDENCE, PauseReason.ANSWER)

#: How far back an agent may enter that the waiting began.
_LATE_ENTRY = timedelta(hours=24)
_SHORTEST = timedelta(hours=1)
_LONGEST = timedelta(days=30)
_OVERSIGHT = "complaints.oversee_deadlines"


@transaction.atomic
def pause(complaint_id, *, reason, note, by, now, until=None, since=None, override="", seen=None):
    """Ask the customer for `note` and wait, at longest `until`; the customer is told. Raises NotPermitted, RuleBroken.

    `since` is when the customer was asked, if that was before now: what became due meanwhile is due later.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.pause_complaint")
    check_open(complaint)
    if complaint.state not in WAITING_STATES:
        raise RuleBroken(_("The clock stands still only between grading and the customer's choice."))
    if open_pause(complaint) is not None:
        raise RuleBroken(_("The complaint already waits for the customer."))
    if reason not in ASKED_FOR:
        raise RuleBroken(_("Say what the customer is to send or to answer."))
    check_filled(note, _("Write what the customer is asked for; the customer reads it."))
    told = check_told(note, now=now, override=override)
    since, until = since or now, until or now + timedelta(hours=complaint.policy.wait_hours)
    _check_since(complaint, since, by=by, now=now)
    _check_until(complaint, until, by=by, now=now)
    begun = begin(complaint, reason=reason, note=note, since=since, until=until, told=told, by=by, now=now)
    messages.tell(complaint, "asked", now=now, question=note, promise=until)
    return begun


@transaction.atomic
def resume(complaint_id, *, by, now, note="", seen=None):
    """The clock runs again, because the customer answered in some other way or is no longer waited for."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.pause_complaint")
    ended = end(complaint, by=by, now=now, note=note)
    if ended is None:
        raise RuleBroken(_("The complaint does not wait for the customer."))
    return ended


def is_asked(complaint):
    """Whether the customer was asked for something other than a choice."""
    waiting = open_pause(complaint)
    return waiting is not None and waiting.reason in ASKED_FOR


@transaction.atomic
def end_at_bound(pause_id, *, by, now):
    """What a pause owes at `now`: halfway the customer is reminded, at its bound the complaint closes by rule.

    Nobody is closed unreminded: after an outage the reminder comes first, with half the time again to answer.
    Returns whether anything was owed; called again, or late, it does no more.
    """
    complaint = lock(Pause.objects.values_list("complaint", flat=True).get(pk=pause_id), by=by)
    check_right(by, "complaints.end_waiting")
    waiting = open_pause(complaint)
    if waiting is None or waiting.pk != pause_id or waiting.next_step_at > now:
        return False
    if waiting.reminded_at is None:
        _remind(complaint, waiting, by=by, now=now)
    else:
        _close(complaint, by=by, now=now)
    return True


def begin(complaint, *, reason, by, now, note="", since=None, until=None, told=None):
    """The clock of the locked `complaint` stands still; the event follows the one that caused it."""
    since = since or now
    until = until or now + timedelta(hours=complaint.policy.wait_hours)
    end(complaint, by=by, now=now)
    # Through the complaint, whose pauses at hand are then read anew.
    begun = Pause(complaint=complaint, reason=reason, note=note, started_at=since, bound_at=until, by=by)
    begun.next_step_at = max(begun.reminder_at, now)
    check_row(begun)
    complaint.pauses.add(begun, bulk=False)
    clock.recount(complaint, now=now)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.PAUSED,
        by=by,
        at=now,
        waits_for=reason,
        since=since,
        until=until,
        note=note,
        **(told or {}),
    )
    return begun


def end(complaint, *, by, now, reasons=tuple(PauseReason), note=""):
    """The locked `complaint` no longer waits, if it did for one of `reasons`; returns the ended pause or None."""
    waiting = open_pause(complaint)
    if waiting is None or waiting.reason not in reasons:
        return None
    waiting.end(now)
    waiting.save()
    clock.recount(complaint, now=now)
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.RESUMED, by=by, at=now, waits_for=waiting.reason, note=note)
    return waiting


def _remind(complaint, waiting, *, by, now):
    grace = (waiting.bound_at - waiting.started_at) / 2
    if waiting.bound_at < now + grace / 2:
        waiting.bound_at = now + grace
    waiting.reminded_at, waiting.next_step_at = now, waiting.bound_at
    waiting.attempts, waiting.leased_until = 0, None
    waiting.save()
    ComplaintEvent.record(complaint, EventKind.CUSTOMER_REMINDED, by=by, at=now, until=waiting.bound_at)
    if waiting.reason == PauseReason.CHOICE:
        messages.tell(complaint, "choice_reminded", now=now, promise=waiting.bound_at)
    else:
        messages.tell(complaint, "answer_reminded", now=now, question=waiting.note, promise=waiting.bound_at)


def _close(complaint, *, by, now):
    move(complaint, "close_unanswered", by=by, at=now)
    complaint.tasks.open().update(cancelled_at=now)
    grants.end_all(complaint)
    clock.cancel_all(complaint, now=now)
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.CLOSED, by=by, at=now, resolution=complaint.resolution)
    tell_handler(complaint, NoticeKind.WAITING_OVER, now=now)
    messages.tell(complaint, "closed_unanswered", now=now, days=complaint.policy.reopen_days)


def _check_since(complaint, since, *, by, now):
    if since > now:
        raise RuleBroken(_("The waiting cannot begin in the future."))
    earlier = max((pause.ended_at for pause in pauses_of(complaint)), default=complaint.received_at)
    if since < earlier:
        raise RuleBroken(_("The complaint was not yet received then, or waited for something else."))
    if since < now - _LATE_ENTRY and not by.has_perm(_OVERSIGHT):
        raise NotPermitted(
            _("You may enter a wait that began up to %(hours)s hours ago. For an earlier one ask a supervisor.")
            % {"hours": _LATE_ENTRY // timedelta(hours=1)}
        )


def _check_until(complaint, until, *, by, now):
    if not now + _SHORTEST <= until <= now + _LONGEST:
        raise RuleBroken(_("Give the customer between one hour and thirty days."))
    if until > now + timedelta(hours=complaint.policy.wait_hours) and not by.has_perm(_OVERSIGHT):
        raise NotPermitted(
            _("You may wait up to %(hours)s hours. For a longer wait ask a supervisor.")
            % {"hours": complaint.policy.wait_hours}
        )
