"""Answering an escalation: stepping in, resolving it, or handing it back with instructions (ESC-4, SLA-9…SLA-11)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services import messages
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.levels import set_level
from complaints.services.staff import tell_handler
from complaints.states import Level, State
from escalation.models import Escalation
from escalation.models.escalation import DEADLINE_AT, Ending, right_at

#: Levels of which the customer hears that somebody there now looks after it (COM-2); lawyers are no comfort.
_TOLD_TO_CUSTOMERS = frozenset({Level.SUPERVISOR, Level.DIRECTOR})

_BEFORE_A_SOLUTION = frozenset({State.RECEIVED, State.TRIAGED, State.INVESTIGATING})


@transaction.atomic
def step_in(escalation_id, *, by, now, seen=None):
    """Take the matter into one's own hands; the second of two learns who was first. Raises NotPermitted, RuleBroken."""
    complaint, escalation = _opened(escalation_id, by=by, seen=seen)
    if escalation.stepped_in_at is not None:
        raise RuleBroken(
            _("%(person)s stepped in already, at %(time)s.")
            % {
                "person": escalation.stepped_in_by,
                "time": timezone.localtime(escalation.stepped_in_at, CHINA).strftime("%m-%d %H:%M"),
            }
        )
    take_up(complaint, escalation, by=by, now=now)
    return escalation


@transaction.atomic
def resolve(escalation_id, *, answer, by, now, seen=None):
    """The matter is decided here: this escalation and the lower ones end with `answer`, and the frontline goes on."""
    complaint, escalation = _opened(escalation_id, by=by, seen=seen)
    check_filled(answer, _("Write down what was decided; the handler goes on from it."))
    lower = [
        one
        for one in Escalation.objects.running().filter(complaint=complaint)
        if Level(one.to_level).rank < Level(escalation.to_level).rank
    ]
    return _end(complaint, [escalation, *lower], Ending.RESOLVED, answer=answer, by=by, now=now)


@transaction.atomic
def hand_back(escalation_id, *, instructions, by, now, seen=None):
    """The level below goes on, with `instructions`; the escalation that brought it there runs on where there is one."""
    complaint, escalation = _opened(escalation_id, by=by, seen=seen)
    check_filled(instructions, _("Write down what is to be done; without instructions nothing is handed back."))
    return _end(complaint, [escalation], Ending.HANDED_BACK, answer=instructions, by=by, now=now)


def take_up(complaint, escalation, *, by, now):
    """Under the complaint's lock: `by` has stepped in, where they may and nobody did before."""
    if escalation.stepped_in_at is not None or not by.has_perm(right_at(escalation.to_level)):
        return
    escalation.stepped_in_by, escalation.stepped_in_at = by, now
    escalation.save()
    level = Level(escalation.to_level)
    # A joint solution is due whoever steps in; it is met when there is one (SLA-10).
    met = () if level == Level.DIRECTOR else (DEADLINE_AT[level],)
    set_level(complaint, Level(complaint.level), now=now, meet=met)
    ComplaintEvent.record(
        complaint,
        EventKind.STEPPED_IN,
        by=by,
        at=now,
        escalation=escalation.pk,
        level=level,
        trigger=escalation.trigger,
    )
    if complaint.handler_id not in {None, by.pk}:
        tell_handler(complaint, NoticeKind.STEPPED_IN, now=now, person=by.name, level=level)
    if level in _TOLD_TO_CUSTOMERS:
        messages.tell(complaint, "stepped_in", now=now, handler=by.name, employee_number=by.employee_number or "—")


def _opened(escalation_id, *, by, seen):
    """Complaint and escalation, locked in this order, if `by` may answer it and nobody did. Raises."""
    check_right(by, "escalation.answer_escalation")
    of_complaint = Escalation.objects.filter(pk=escalation_id).values_list("complaint", flat=True).first()
    complaint = lock(of_complaint, by=by, seen=seen)
    rows = Escalation.objects.select_for_update(of=("self",)).select_related("stepped_in_by", "ended_by", "asked")
    escalation = rows.get(pk=escalation_id)
    check_right(by, right_at(escalation.to_level))
    check_open(complaint)
    if not escalation.is_running:
        raise RuleBroken(
            _("%(person)s already answered this escalation: %(ending)s.")
            % {"person": escalation.ended_by, "ending": escalation.get_ending_display()}
        )
    return complaint, escalation


def _end(complaint, escalations, ending, *, answer, by, now):
    """End `escalations`, the highest first; the complaint goes to the highest level at which one still runs."""
    escalation = escalations[0]
    for one in escalations:
        if one.stepped_in_at is None:
            one.stepped_in_by, one.stepped_in_at = by, now
        one.ending, one.answer, one.ended_by, one.ended_at = ending, answer, by, now
        check_row(one)
        one.save()
    still = Escalation.objects.running().filter(complaint=complaint).values_list("to_level", flat=True)
    level = max(map(Level, still), key=lambda one: one.rank, default=Level.FRONTLINE)
    # Back at the frontline with instructions, its time begins anew: what is not carried out comes up again (SLA-8).
    is_back = ending == Ending.HANDED_BACK and level == Level.FRONTLINE
    set_level(
        complaint,
        level,
        now=now,
        meet=[DEADLINE_AT[Level(one.to_level)] for one in escalations],
        start=(DeadlineKind.FRONTLINE,) if is_back and complaint.state in _BEFORE_A_SOLUTION else (),
    )
    ComplaintEvent.record(
        complaint,
        EventKind.ESCALATION_RESOLVED if ending == Ending.RESOLVED else EventKind.HANDED_BACK,
        by=by,
        at=now,
        escalation=escalation.pk,
        trigger=escalation.trigger,
        level=escalation.to_level,
        to_level=level,
        answer=answer,
    )
    if complaint.handler_id not in {None, by.pk}:
        tell_handler(
            complaint,
            NoticeKind.ESCALATION_ENDED,
            now=now,
            person=by.name,
            level=escalation.to_level,
            words=answer,
        )
    return escalation
