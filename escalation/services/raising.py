"""Putting a complaint before somebody with more power, by hand or by a trigger; never blocked (ESC-2, ESC-4, ESC-5)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.levels import set_level
from complaints.services.staff import tell_staff
from complaints.states import Level, Trigger
from escalation.models import Escalation
from escalation.models.escalation import DEADLINE_AT, right_at
from escalation.services.holders import holders, whom_to_ask
from escalation.services.stepping import take_up


@transaction.atomic
def escalate(complaint_id, *, trigger, reason, by, now, to=None, person=None, seen=None):
    """Put the complaint before `to`, a level, or the next one up; `person` of that level, or who is on duty there.

    Where an escalation to that level or a higher one runs already, another reason is added to its record and the
    same people are told. Without a trigger a reason is required. Returns the escalation that runs afterwards.

    Raises NotPermitted, RuleBroken, Outdated.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.escalate_complaint")
    check_open(complaint)
    if trigger == Trigger.BY_HAND:
        check_filled(reason, _("Say why the complaint needs more power; whoever gets it reads it first."))
    running = {
        escalation.to_level: escalation for escalation in Escalation.objects.running().filter(complaint=complaint)
    }
    level = Level(to or Level(complaint.level).next_up)
    if level == Level.FRONTLINE:
        raise RuleBroken(_("A complaint is handed back to the frontline, not escalated to it."))
    highest = max(map(Level, running), key=lambda one: one.rank, default=Level.FRONTLINE)
    if highest.rank >= level.rank:
        return _add_reason(complaint, running[highest], trigger=trigger, reason=reason, by=by, now=now)
    if highest in running:
        take_up(complaint, running[highest], by=by, now=now)
    return _raise(complaint, level, trigger=trigger, reason=reason, person=person, by=by, now=now)


def _raise(complaint, level, *, trigger, reason, person, by, now):
    people = holders(level, complaint)
    if person is not None:
        _check_answers(person, level)
    asked = person or whom_to_ask(people, besides=by, now=now)
    kind = DEADLINE_AT[level]
    escalation = Escalation(
        complaint=complaint,
        trigger=trigger,
        reason=reason,
        from_level=complaint.level,
        to_level=level,
        by=by,
        at=now,
        asked=asked,
    )
    check_row(escalation)
    set_level(complaint, level, now=now, meet=(DeadlineKind.FRONTLINE,), start=(kind,))
    escalation.deadline = complaint.deadlines.running().filter(kind=kind).first()
    escalation.save()
    ComplaintEvent.record(
        complaint,
        EventKind.ESCALATED,
        by=by,
        at=now,
        escalation=escalation.pk,
        trigger=trigger,
        reason=reason,
        from_level=escalation.from_level,
        level=level,
        person=asked.name if asked else "",
        due=escalation.deadline and escalation.deadline.due_at,
    )
    _tell(escalation, [asked] if asked else people, trigger=trigger, reason=reason, by=by, now=now)
    return escalation


def _add_reason(complaint, escalation, *, trigger, reason, by, now):
    check_row(Escalation(trigger=trigger, reason=reason))
    level = escalation.to_level
    ComplaintEvent.record(
        complaint,
        EventKind.ESCALATED_AGAIN,
        by=by,
        at=now,
        escalation=escalation.pk,
        trigger=trigger,
        reason=reason,
        level=level,
    )
    concerned = escalation.stepped_in_by or escalation.asked
    people = [concerned] if concerned else holders(level, complaint)
    _tell(escalation, people, trigger=trigger, reason=reason, by=by, now=now)
    return escalation


def _tell(escalation, people, *, trigger, reason, by, now):
    """What time brought up was told by the sweep that found it."""
    if trigger == Trigger.STUCK:
        return
    tell_staff(
        [one for one in people if one != by],
        NoticeKind.ESCALATED,
        escalation.complaint,
        now=now,
        level=escalation.to_level,
        trigger=trigger,
        words=reason,
    )


def _check_answers(person, level):
    if not (person.is_active and person.has_perm(right_at(level))):
        raise RuleBroken(
            _("%(person)s does not answer for the level “%(level)s”. Choose somebody who does, or nobody.")
            % {"person": person, "level": level.label}
        )
