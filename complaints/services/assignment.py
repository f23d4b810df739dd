"""Who has the complaint: claimed, assigned, handed over (TRI-5, INV-2)."""

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from complaints.errors import RuleBroken
from complaints.models import Complaint, ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services import messages
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.staff import tell_staff
from complaints.states import State

#: Who can be the named handler of a complaint.
HANDLING_ROLES = frozenset({Role.AGENT, Role.SUPERVISOR})

#: The hand-over after which a supervisor has to take it (INV-2).
HANDOVER_LIMIT = 3


@transaction.atomic
def claim(complaint_id, *, by, now, seen=None):
    """Take a complaint nobody has. The second of two who click at once learns who was first."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.claim_complaint")
    check_open(complaint)
    if complaint.handler_id is not None:
        raise RuleBroken(
            _("%(handler)s already has complaint %(number)s.")
            % {"handler": complaint.handler, "number": complaint.number}
        )
    give_to(complaint, by)
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.CLAIMED, by=by, at=now, handler=by.name)
    tell_of_handler(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def assign(complaint_id, *, handler, by, now, seen=None):
    """A supervisor gives the complaint to somebody; no reason is asked and no hand-over counted."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.assign_complaint")
    check_open(complaint)
    before = complaint.handler.name if complaint.handler_id else ""
    give_to(complaint, handler)
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.ASSIGNED, by=by, at=now, before=before, handler=handler.name)
    if before != handler.name:
        tell_of_handler(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def hand_over(complaint_id, *, handler, reason, by, now, seen=None):
    """Pass the complaint on, with a reason; deadlines keep running. The third time only a supervisor takes it."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.hand_over_complaint")
    check_open(complaint)
    check_filled(reason, _("Say why you hand the complaint over; the next person reads it."))
    if complaint.handler_id == handler.pk:
        raise RuleBroken(_("%(handler)s already has this complaint.") % {"handler": handler})
    if complaint.handovers_count + 1 >= HANDOVER_LIMIT and handler.role != Role.SUPERVISOR:
        raise RuleBroken(
            _("This complaint was handed over %(count)s times. It now goes to a supervisor, who decides.")
            % {"count": complaint.handovers_count}
        )
    before = complaint.handler.name if complaint.handler_id else ""
    give_to(complaint, handler)
    complaint.handovers_count += 1
    complaint.save()
    ComplaintEvent.record(
        complaint, EventKind.HANDED_OVER, by=by, at=now, before=before, handler=handler.name, reason=reason
    )
    tell_of_handler(complaint, by=by, now=now)
    return complaint


def give_to(complaint, handler):
    """Make `handler` the named handler, with whose team the complaint goes. Raises RuleBroken."""
    if not handler.is_active or handler.role not in HANDLING_ROLES:
        raise RuleBroken(
            _("%(person)s does not handle complaints. Choose an agent or a supervisor.") % {"person": handler}
        )
    if complaint.about_staff_id in handler.circle():
        raise RuleBroken(
            _("The complaint is about %(person)s. Choose a handler who has nothing to do with it.")
            % {"person": complaint.about_staff}
        )
    complaint.handler, complaint.team = handler, handler.team or complaint.team


def give_back(complaint, now):
    """A complaint that comes back goes to who had it, or to somebody who is there when that person is not (REV-2).

    Somebody of the same team, on duty rather than not, with the fewest open complaints; else a supervisor. When
    nobody is there it stays where it was, and supervisors find it among those whose handler has left. Returns what
    changed for the record, before and after.
    """
    absent = complaint.handler
    if absent is None or _is_there(absent, complaint):
        return {}, {}
    handler = _who_takes_over(complaint, now)
    if handler is None:
        return {}, {}
    give_to(complaint, handler)
    return {"handler": absent.name}, {"handler": handler.name}


def _is_there(person, complaint):
    is_of_team = person.team_id in {None, complaint.team_id}
    is_free = complaint.about_staff_id not in person.circle()
    return is_free and person.is_active and person.role in HANDLING_ROLES and is_of_team


def _who_takes_over(complaint, now):
    people = User.objects.filter(is_active=True).exclude(pk=complaint.about_staff_id or 0)
    supervisors = people.filter(role=Role.SUPERVISOR)
    near = supervisors.filter(department__teams=complaint.team_id)
    for group in (people.filter(role=Role.AGENT, team=complaint.team_id), near, supervisors):
        if handler := _freest(group, now):
            return handler
    return None


def _freest(people, now):
    on_duty = set(User.objects.on_duty(now).values_list("pk", flat=True))
    held = Complaint.objects.open().filter(handler__in=people).order_by().values_list("handler")
    load = dict(held.annotate(Count("pk")))
    return min(people, key=lambda person: (person.pk not in on_duty, load.get(person.pk, 0), person.pk), default=None)


def tell_of_handler(complaint, *, by, now):
    """The customer learns who looks after the complaint, and whoever it is, unless they took it themselves (COM-2)."""
    handler = complaint.handler
    # Before it is graded the handler may still change; grading tells the customer.
    if complaint.state != State.RECEIVED:
        number = handler.employee_number or "—"
        messages.tell(complaint, "assigned", now=now, handler=handler.name, employee_number=number)
    if handler != by:
        tell_staff(handler, NoticeKind.ASSIGNED, complaint, now=now, person=by.name)
