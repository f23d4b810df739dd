"""Conversations with the customer and corrections of the facts they bring."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, Contact, DeadlineKind, Direction, EventKind
from complaints.permissions import check_right
from complaints.services import clock, pauses
from complaints.services.gate import check_filled, check_open, lock

#: Facts an agent may correct after receipt; origin, number, state and money are not among them.
EDITABLE = (
    "subject",
    "description",
    "occurred_at",
    "place",
    "product",
    "demand",
    "demand_note",
    "demand_cny",
    "emotion",
)

#: Somebody who was spoken to needs no written acknowledgement any more.
_MET_BY_TALKING = frozenset(
    {DeadlineKind.ACKNOWLEDGEMENT, DeadlineKind.FIRST_CONTACT, DeadlineKind.COMMITMENT, DeadlineKind.PROGRESS}
)


@transaction.atomic
def record_contact(
    complaint_id,
    *,
    direction,
    channel,
    summary,
    by,
    now,
    reached=True,
    tells_direction=False,
    next_contact_at=None,
    seen=None,
):
    """Write down a conversation. Reaching the customer meets the first contact and any promise to call;
    `tells_direction` says the customer now knows where it is heading; a new promise becomes a deadline
    (SLA-2, SLA-3, SLA-4, SLA-14)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.record_contact")
    check_open(complaint)
    check_filled(summary, _("Write down what was said."))
    if next_contact_at is not None and next_contact_at <= now:
        raise RuleBroken(_("The time promised to the customer lies in the past."))
    contact = Contact(
        complaint=complaint,
        direction=direction,
        channel=channel,
        reached=reached,
        summary=summary,
        next_contact_at=next_contact_at,
        by=by,
        at=now,
    )
    check_row(contact)
    contact.save()
    spoke = reached and direction == Direction.OUT
    clock.settle(
        complaint,
        now=now,
        meet=_met_by(contact, tells_direction),
        start=(DeadlineKind.PROGRESS,) if spoke else (),
        promise=next_contact_at,
    )
    complaint.is_pressing = complaint.is_pressing and not spoke
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.CONTACTED,
        by=by,
        at=now,
        direction=direction,
        channel=channel,
        reached=reached,
        tells_direction=tells_direction,
        promised=next_contact_at,
    )
    if reached and direction == Direction.IN:
        pauses.end(complaint, by=by, now=now, reasons=pauses.ASKED_FOR)
    return contact


def _met_by(contact, tells_direction):
    """A call the customer makes is a first contact too, but no news from us."""
    if not contact.reached:
        return frozenset()
    if contact.direction == Direction.IN:
        return frozenset({DeadlineKind.FIRST_CONTACT})
    return _MET_BY_TALKING | ({DeadlineKind.DIRECTION} if tells_direction else set())


@transaction.atomic
def correct_facts(complaint_id, *, facts, by, now, seen):
    """Set those of `EDITABLE` named in `facts`; before and after are recorded. Raises Outdated for a stale form."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.change_complaint")
    check_open(complaint)
    before, after = {}, {}
    for field in EDITABLE:
        if field in facts and getattr(complaint, field) != facts[field]:
            before[field], after[field] = getattr(complaint, field), facts[field]
            setattr(complaint, field, facts[field])
    if after:
        check_filled(complaint.subject, _("Say in a few words what the complaint is about."))
        check_row(complaint)
        complaint.save()
        ComplaintEvent.record(complaint, EventKind.CHANGED, by=by, at=now, before=before, after=after)
    return complaint
