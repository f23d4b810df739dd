"""Matters with outside bodies: opened, kept, answered, closed with a result and what it obliges us to (ESC-7)."""

from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Department, User
from accounts.text import check_row
from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind, Stage
from complaints.permissions import check_right
from complaints.services import tasks
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.staff import tell_staff
from complaints.states import Level, Trigger
from escalation.models import Milestone, Obligation, OutsideMatter
from escalation.models.escalation import right_at
from escalation.services import matter_terms
from escalation.services.raising import escalate
from escalation.services.stepping import take_up

_KINDS = {
    Milestone.ACCEPTED: EventKind.MATTER_TAKEN_UP,
    Milestone.HEARD: EventKind.MATTER_HEARD,
    Milestone.ANSWERED: EventKind.MATTER_ANSWERED,
    Milestone.DECIDED: EventKind.MATTER_DECIDED,
}
#: What a matter may reach before it is closed.
NOTED = tuple(_KINDS)


class Duty(NamedTuple):
    """One thing the result obliges us to do; money is owed by way of a proposal and its approval, never here."""

    title: str
    department: Department
    due_at: object
    owner: User | None = None


@transaction.atomic
def open_matter(
    complaint_id,
    *,
    body,
    received_on,
    claim,
    representative,
    by,
    now,
    reference="",
    official="",
    answer_due_at=None,
    hearing_at=None,
    seen=None,
):
    """Open the matter of a notice that came from `body`; the terms of the law begin with the day it was received.

    `answer_due_at` is what the notice itself names, and takes the place of the law's term to answer. A closed
    complaint may have one: a court does not ask. Raises NotPermitted, RuleBroken.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.open_matter")
    check_filled(claim, _("Say what is asked of us."))
    _check_day(received_on, now=now)
    if not representative.has_perm("escalation.open_matter"):
        raise RuleBroken(_("%(person)s cannot represent us there. Choose somebody else.") % {"person": representative})
    if OutsideMatter.objects.open().filter(complaint=complaint, body=body).exists():
        raise RuleBroken(_("A matter with “%(body)s” is open already. Go on with that one.") % {"body": body})
    complaint = _at_level_legal(complaint, body, representative, by=by, now=now)
    matter = OutsideMatter(
        complaint=complaint,
        body=body,
        reference=reference.strip(),
        claim=claim,
        official=official.strip(),
        representative=representative,
        received_on=received_on,
        hearing_at=hearing_at,
        opened_by=by,
        opened_at=now,
    )
    check_row(matter)
    matter.save()
    matter_terms.begin(complaint, matter, Milestone.RECEIVED, on=received_on, now=now, answer_due_at=answer_due_at)
    if hearing_at is not None:
        matter_terms.begin_hearing(complaint, matter, now=now)
    complaint.save()
    _record(complaint, EventKind.MATTER_OPENED, matter, by=by, now=now, reference=matter.reference, on=received_on)
    tell_staff(representative, NoticeKind.MATTER, complaint, now=now, words=str(matter))
    return matter


@transaction.atomic
def set_hearing(matter_id, *, at, by, now, seen=None):
    """The body named when it hears us; an earlier date it named no longer counts."""
    complaint, matter = _opened(matter_id, by=by, seen=seen)
    if at <= now:
        raise RuleBroken(_("Choose a date in the future for the hearing."))
    matter.hearing_at = at
    matter.save()
    matter_terms.begin_hearing(complaint, matter, now=now)
    complaint.save()
    _record(complaint, EventKind.MATTER_HEARING_SET, matter, by=by, now=now, due=at)
    return matter


@transaction.atomic
def note(matter_id, milestone, *, on, by, now, words="", reference="", seen=None):
    """`milestone`, one of NOTED, happened on that day: it ends the terms it meets and begins those it starts."""
    complaint, matter = _opened(matter_id, by=by, seen=seen)
    _check_day(on, now=now)
    if on < matter.received_on:
        raise RuleBroken(_("That day lies before the notice was received."))
    if milestone == Milestone.ANSWERED:
        check_filled(words, _("Say what we answered."))
    matter.reference = reference.strip() or matter.reference
    setattr(matter, f"{milestone}_on", on)
    check_row(matter)
    matter.save()
    matter_terms.end(complaint, matter, milestone, now=now)
    matter_terms.begin(complaint, matter, milestone, on=on, now=now)
    complaint.save()
    _record(complaint, _KINDS[milestone], matter, by=by, now=now, on=on, note=words.strip())
    return matter


@transaction.atomic
def close_matter(matter_id, *, result, words, by, now, duties=(), seen=None):
    """End the matter with its result; each of `duties` becomes a task with its own date. Raises RuleBroken."""
    complaint, matter = _opened(matter_id, by=by, seen=seen)
    check_filled(words, _("Say what was decided or agreed."))
    if duties:
        check_open(complaint)
    matter.result, matter.result_words, matter.closed_by, matter.closed_at = result, words, by, now
    check_row(matter)
    matter.save()
    matter_terms.end(complaint, matter, Milestone.CLOSED, now=now)
    matter_terms.cancel(complaint, matter, now=now)
    complaint.save()
    _record(complaint, EventKind.MATTER_CLOSED, matter, by=by, now=now, outcome=result, note=words, count=len(duties))
    for duty in duties:
        task = tasks.give(complaint, **duty._asdict(), stage=Stage.OUTSIDE, by=by, now=now)
        Obligation.objects.create(matter=matter, task=task)
    return matter


def _at_level_legal(complaint, body, representative, *, by, now):
    """The complaint with legal and external power behind it, locked anew; a closed one stays where it is (ESC-4)."""
    if not complaint.is_open:
        return complaint
    asked = representative if representative.has_perm(right_at(Level.LEGAL)) else None
    escalation = escalate(
        complaint.pk, trigger=Trigger.OUTSIDE, reason=body.name, to=Level.LEGAL, person=asked, by=by, now=now
    )
    complaint = lock(complaint.pk, by=by)
    take_up(complaint, escalation, by=by, now=now)
    return complaint


def _opened(matter_id, *, by, seen):
    """Complaint and matter, locked in this order, for somebody who keeps matters."""
    complaint = lock(OutsideMatter.objects.values_list("complaint", flat=True).get(pk=matter_id), by=by, seen=seen)
    check_right(by, "escalation.open_matter")
    matter = OutsideMatter.objects.select_for_update(of=("self",)).select_related("body").get(pk=matter_id)
    if not matter.is_open:
        raise RuleBroken(_("The matter with “%(body)s” is closed.") % {"body": matter.body})
    return complaint, matter


def _check_day(on, *, now):
    if on > now.astimezone(CHINA).date():
        raise RuleBroken(_("That day has not come yet."))


def _record(complaint, kind, matter, *, by, now, **facts):
    ComplaintEvent.record(complaint, kind, by=by, at=now, matter=matter.pk, body=matter.body.name, **facts)
