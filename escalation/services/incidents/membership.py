"""Joining and leaving an incident, and what each member is brought: its mark, the statement, the fix (ESC-6).

An incident never locks its members while it changes: it says what they are owed, and a sweep brings it to each in a
transaction of its own, complaint first. So a crash leaves nobody half told, and one member holds up no other.
"""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import Refusal, RuleBroken
from complaints.models import Complaint, ComplaintEvent, Delivery, EventKind
from complaints.permissions import check_right
from complaints.services import impact, investigation, messages
from complaints.services.gate import check_filled
from complaints.services.gate import lock as lock_complaint
from complaints.services.sweeps import sweep
from complaints.states import State
from escalation.models import Incident, IncidentMember, IncidentState, Membership, Statement, StatementTold
from escalation.services.incidents.record import lock, record

_TOLD_IN = (IncidentState.CONFIRMED, IncidentState.FIXED)


def take_in(incident_id, complaint_id, *, how, reason, by, now):
    """Let a complaint belong to a live incident, under the incident's lock; returns whether it did not before."""
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if not incident.is_live or IncidentMember.objects.present().filter(complaint=complaint_id).exists():
        return False
    is_confirmed = incident.state != IncidentState.CANDIDATE
    IncidentMember.objects.create(
        incident=incident,
        complaint_id=complaint_id,
        how=how,
        reason=reason,
        joined_at=now,
        joined_by=by,
        owed_at=now if is_confirmed else None,
    )
    number = Complaint.objects.values_list("number", flat=True).get(pk=complaint_id)
    record(incident, "joined", by=by, at=now, complaint=number, how=how)
    return True


@transaction.atomic
def join(complaint_id, *, incident, reason, by, now, seen=None):
    """Put a complaint under a live incident by hand, with the reason. Raises NotPermitted, RuleBroken, Outdated."""
    lock_complaint(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.join_incident")
    check_filled(reason, _("Say why this complaint belongs to the incident."))
    if incident is None or not incident.is_live:
        raise RuleBroken(_("Choose an incident that is being handled."))
    if not take_in(incident.pk, complaint_id, how=Membership.HAND, reason={"words": reason}, by=by, now=now):
        raise RuleBroken(_("This complaint belongs to an incident already. Look at the page."))
    return incident


@transaction.atomic
def leave(complaint_id, *, reason, by, now, seen=None):
    """Take a complaint out of its incident; it keeps what it was told. Raises NotPermitted, RuleBroken, Outdated."""
    complaint = lock_complaint(complaint_id, by=by, seen=seen)
    check_right(by, "escalation.join_incident")
    check_filled(reason, _("Say why this complaint does not belong to the incident."))
    check_text(reason, _("reason"), 500)
    member = IncidentMember.objects.present().select_related("incident").filter(complaint=complaint_id).first()
    if member is None:
        raise RuleBroken(_("This complaint belongs to no incident."))
    incident = lock(member.incident_id, by=by)
    member.left_at, member.left_by, member.left_because, member.owed_at = now, by, reason, None
    member.save()
    record(incident, "left", by=by, at=now, complaint=complaint.number, reason=reason)
    if member.is_marked:
        impact.narrow(complaint, now=now)
        complaint.save()
    ComplaintEvent.record(complaint, EventKind.INCIDENT_LEFT, by=by, at=now, incident=incident.number, reason=reason)
    return incident


def owe(incident, *, now):
    """Every present member is looked at by the next sweep."""
    incident.members.present().update(owed_at=now, leased_until=None, attempts=0, failure="")


def serve_members(*, by, now):
    """Bring members what they are owed at `now`; returns how many."""
    owed = IncidentMember.objects.filter(owed_at__lte=now).order_by("owed_at", "pk")
    return sweep(owed, partial(serve, by=by, now=now), now=now).done


@transaction.atomic
def serve(member_id, *, by, now):
    """Mark one complaint, tell its customer the current statement, and let it move on with the fix; once each."""
    complaint_id = IncidentMember.objects.values_list("complaint", flat=True).get(pk=member_id)
    complaint = lock_complaint(complaint_id, by=by)
    member = (
        IncidentMember.objects.present()
        .select_for_update(of=("self",))
        .select_related("incident__fixed_by", "incident__department")
        .filter(pk=member_id, owed_at__lte=now)
        .first()
    )
    if member is None:
        return False
    incident = member.incident
    if incident.state in _TOLD_IN:
        _mark(member, complaint, by=by, now=now)
        _tell(member, complaint, by=by, now=now)
    if incident.state == IncidentState.FIXED and not member.moved_on:
        _move_on(member, complaint, now=now)
    member.owed_at, member.leased_until, member.attempts, member.failure = None, None, 0, ""
    member.save()
    return True


def _mark(member, complaint, *, by, now):
    if member.is_marked:
        return
    impact.widen(complaint, now=now)
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.INCIDENT_JOINED, by=by, at=now, incident=member.incident.number)
    member.is_marked = True


def _tell(member, complaint, *, by, now):
    statement = Statement.objects.filter(incident=member.incident_id).exclude(approved_at=None).first()
    if statement is None or statement.version <= member.told_version or not complaint.is_open:
        return
    before = Delivery.objects.filter(complaint=complaint).order_by("-pk").values_list("pk", flat=True).first()
    messages.tell(complaint, "incident", now=now, text=statement.text)
    latest = Delivery.objects.filter(complaint=complaint).order_by("-pk").first()
    is_written = latest is not None and latest.pk != before
    StatementTold.objects.create(member=member, statement=statement, delivery=latest if is_written else None, at=now)
    ComplaintEvent.record(
        complaint,
        EventKind.INCIDENT_TOLD,
        by=by,
        at=now,
        incident=member.incident.number,
        version=statement.version,
    )
    member.told_version = statement.version


def _move_on(member, complaint, *, now):
    """The shared findings become the report of each under investigation; money and revisit stay each one's own."""
    incident = member.incident
    member.moved_on = True
    try:
        with transaction.atomic():
            member.outcome = _with_the_fix(incident, complaint, now=now)
    except Refusal as refusal:
        member.outcome = str(refusal.sentence)[:300]


def _with_the_fix(incident, complaint, *, now):
    by = incident.fixed_by
    if complaint.state == State.TRIAGED:
        investigation.start_investigation(complaint.pk, by=by, now=now)
    elif complaint.state != State.INVESTIGATING:
        return ""
    if complaint.reports.filter(round=complaint.round).exists():
        return ""
    investigation.file_report(
        complaint.pk,
        facts=incident.facts,
        cause=incident.cause,
        department=incident.department,
        responsibility=incident.responsibility,
        suggestion=incident.suggestion,
        missed_reason=incident.cause if complaint.dissatisfied_count else "",
        by=by,
        now=now,
    )
    return "reported"
