"""What escalation makes of the record: time that ran out, hand-overs that go round, and ends (SLA-8, SLA-9, INV-2)."""

from django.db.models import Q

from complaints.models import ComplaintEvent, DeadlineKind, EventKind
from complaints.services.assignment import HANDOVER_LIMIT
from complaints.services.levels import set_level
from complaints.states import Level, Trigger
from escalation.models import Escalation
from escalation.models.escalation import Ending
from escalation.services.raising import escalate

_ENDS = frozenset({EventKind.CLOSED, EventKind.WITHDRAWN, EventKind.MERGED, EventKind.NOT_ACCEPTED})

KINDS = _ENDS | {
    EventKind.ESCALATED_BY_TIME,
    EventKind.HANDED_OVER,
    EventKind.OWNER_DISPUTED,
    EventKind.MERGED_IN,
}


def read(complaint, events, *, by, now):
    """Under the complaint's lock, as the reader of news it is registered as."""
    for event in events:
        if event.kind in _ENDS:
            _end_with(complaint, event, by=by, now=now)
        elif not complaint.is_open:
            continue
        elif event.kind == EventKind.ESCALATED_BY_TIME:
            # A supervisor who did not step in is passed over; whatever else stood still goes to one (ESC-4).
            was_asked = event.facts["deadline"] == DeadlineKind.STEP_IN
            to = Level.DIRECTOR if was_asked else Level.SUPERVISOR
            _raise_once(complaint, to, trigger=Trigger.STUCK, by=by, now=now)
        elif event.kind == EventKind.MERGED_IN:
            _inherit(complaint, event, by=by, now=now)
        elif event.kind == EventKind.OWNER_DISPUTED:
            facts = {"reason": event.facts["reason"]}
            _raise_once(complaint, Level.SUPERVISOR, trigger=Trigger.HANDOVER, by=by, now=now, **facts)
        elif complaint.handovers_count >= HANDOVER_LIMIT:
            facts = {"reason": event.facts["reason"], "person": _supervisor(complaint)}
            _raise_once(complaint, Level.SUPERVISOR, trigger=Trigger.HANDOVER, by=by, now=now, **facts)


def _raise_once(complaint, to, *, trigger, by, now, reason="", person=None):
    """Unless it is there, or further up, already: nobody is told twice of the same clock."""
    levels = Escalation.objects.running().filter(complaint=complaint).values_list("to_level", flat=True)
    if not any(Level(level).rank >= to.rank for level in levels):
        escalate(complaint.pk, trigger=trigger, reason=reason, to=to, person=person, by=by, now=now)


def _supervisor(complaint):
    """The supervisor who got it by the third hand-over, or None."""
    handler = complaint.handler
    return handler if handler and handler.is_active and handler.has_perm("escalation.answer_supervisor") else None


def _inherit(complaint, event, *, by, now):
    """What was escalated on a duplicate goes on where the duplicate was merged in."""
    still = Q(ended_at=None) | Q(ending=Ending.LAPSED, ended_at__gte=event.at)
    for one in Escalation.objects.filter(still, complaint__number=event.facts["duplicate"]).order_by("at", "pk"):
        escalate(complaint.pk, trigger=one.trigger, reason=one.reason, to=one.to_level, by=by, now=now)


def _end_with(complaint, event, *, by, now):
    """The complaint is closed: nobody has to answer any more."""
    running = Escalation.objects.running().filter(complaint=complaint, at__lte=event.at)
    if complaint.is_open or not running.update(ending=Ending.LAPSED, ended_by=by, ended_at=now):
        return
    set_level(complaint, Level.FRONTLINE, now=now)
    ComplaintEvent.record(complaint, EventKind.ESCALATION_LAPSED, by=by, at=now)
