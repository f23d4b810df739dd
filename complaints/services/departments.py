"""Which department answers for a complaint, by hand-over or by a referee's ruling, and for how long (INV-2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from complaints.deadlines.stays import stays
from complaints.errors import RuleBroken
from complaints.models import Category, ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.assignment import HANDOVER_LIMIT
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.staff import tell_staff

_RULES = "complaints.rule_owner"
_GRADED = frozenset({EventKind.TRIAGED, EventKind.REGRADED})
_NAMED = frozenset({EventKind.REPORTED, EventKind.DEPARTMENT_CHANGED, EventKind.OWNER_RULED})
_ENDED = frozenset({EventKind.CLOSED, EventKind.WITHDRAWN, EventKind.MERGED, EventKind.NOT_ACCEPTED})


@transaction.atomic
def hand_to_department(complaint_id, *, department, reason, by, now, seen=None):
    """Another department answers for it from now on; deadlines keep running.

    The third hand-over moves nothing: it goes to a referee, and until then the complaint stays where it is.
    Raises NotPermitted, RuleBroken once a referee has ruled.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.hand_over_complaint")
    check_open(complaint)
    check_filled(reason, _("Say why you hand the complaint over; the next person reads it."))
    _check_another(complaint, department)
    before = complaint.department.name if complaint.department_id else ""
    if complaint.owner_ruled_at is not None and not by.has_perm(_RULES):
        raise RuleBroken(
            _("A referee decided that %(department)s answers for it. Do your part, or ask a supervisor to decide anew.")
            % {"department": complaint.department}
        )
    is_disputed = complaint.handovers_count + 1 >= HANDOVER_LIMIT and not by.has_perm(_RULES)
    if not is_disputed:
        complaint.department = department
        complaint.handovers_count += 1
        complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.OWNER_DISPUTED if is_disputed else EventKind.DEPARTMENT_CHANGED,
        by=by,
        at=now,
        before={"department": before},
        after={"department": department.name},
        department=department.name,
        reason=reason,
    )
    if not is_disputed:
        _tell(complaint, department, by=by, now=now)
    return complaint


@transaction.atomic
def rule_owner(complaint_id, *, department, ruling, by, now, seen=None):
    """A referee decides in writing which department answers for it; binding until a referee decides anew."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, _RULES)
    check_open(complaint)
    check_filled(ruling, _("Write down why this department answers for it; the ruling is binding."))
    if not department.is_active:
        raise RuleBroken(_("%(department)s is no longer in use. Choose another.") % {"department": department})
    complaint.department, complaint.owner_ruled_at = department, now
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.OWNER_RULED, by=by, at=now, department=department.name, reason=ruling)
    _tell(complaint, department, by=by, now=now)
    return complaint


def stays_of(complaint, *, now):
    """The stretches `complaint` spent with each department up to `now`, read from its record; two queries at most."""
    events = ComplaintEvent.objects.filter(
        complaint=complaint, kind__in=[*_GRADED, *_NAMED, *_ENDED, EventKind.REOPENED]
    ).order_by("seq")
    known = list(events.only("kind", "at", "facts"))
    codes = {event.facts["after"]["category"] for event in known if event.kind in _GRADED}
    of_category = {
        category.code: category.department.name
        for category in Category.objects.filter(code__in=codes).select_related("department")
        if category.department_id
    }
    return stays(_moves(complaint, known, of_category), complaint.closed_at or now)


def _moves(complaint, events, of_category):
    place = ""
    yield complaint.received_at, place
    for event in events:
        if event.kind in _ENDED:
            yield event.at, ""
            continue
        if event.kind in _GRADED:
            place = of_category.get(event.facts["after"]["category"], place)
        elif event.kind in _NAMED:
            place = event.facts["department"]
        yield event.at, place


def _check_another(complaint, department):
    if complaint.department_id == department.pk:
        raise RuleBroken(_("%(department)s answers for it already.") % {"department": department})
    if not department.is_active:
        raise RuleBroken(_("%(department)s is no longer in use. Choose another.") % {"department": department})


def _tell(complaint, department, *, by, now):
    people = User.objects.filter(department=department, role=Role.HANDLER, is_active=True).exclude(pk=by.pk)
    tell_staff(list(people), NoticeKind.ASSIGNED, complaint, now=now, person=by.name)
