"""Grading: category, severity, impact, priority and who handles it (TRI-1…TRI-6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, EventKind
from complaints.models.lifecycle import HAS_GRADE
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.assignment import give_to, tell_of_handler
from complaints.services.gate import check_filled, check_may, check_open, lock, move
from complaints.states import State, priority_of


@transaction.atomic
def triage(complaint_id, *, category, severity, severity_reason, impact, handler, by, now, urgency=None, seen=None):
    """Grade the complaint and give it a handler; the customer is told who. Raises RuleBroken, Outdated.

    `urgency` puts it on a fast lane, or takes it off with ""; left out, it stays where it is.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.triage)
    check_filled(severity_reason, _("Say in a sentence why you chose this severity."))
    graded_before, before = clock.grade_of(complaint), _grade_of(complaint)
    if urgency is not None:
        complaint.urgency = urgency
    _grade(complaint, category=category, severity=severity, severity_reason=severity_reason, impact=impact)
    if handler is not None:
        give_to(complaint, handler)
    move(complaint, "triage", by=by)
    ended, begun = clock.regrade(complaint, before=graded_before, now=now)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.TRIAGED,
        by=by,
        at=now,
        before=before | {"deadlines": ended},
        after=_grade_of(complaint) | {"deadlines": begun},
        reason=severity_reason,
        handler=complaint.handler.name,
    )
    tell_of_handler(complaint, by=by, now=now)
    return complaint


@transaction.atomic
def regrade(complaint_id, *, category, severity, severity_reason, impact, by, now, urgency=None, seen=None):
    """Change the grade of an open complaint, as `triage` does; its deadlines are computed anew (SLA-19)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.triage_complaint")
    check_open(complaint)
    if complaint.state == State.RECEIVED:
        raise RuleBroken(_("Grade and assign the complaint first."))
    check_filled(severity_reason, _("Say in a sentence why you chose this severity."))
    graded_before, before = clock.grade_of(complaint), _grade_of(complaint)
    if urgency is not None:
        complaint.urgency = urgency
    _grade(complaint, category=category, severity=severity, severity_reason=severity_reason, impact=impact)
    ended, begun = clock.regrade(complaint, before=graded_before, now=now)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.REGRADED,
        by=by,
        at=now,
        before=before | {"deadlines": ended},
        after=_grade_of(complaint) | {"deadlines": begun},
        reason=severity_reason,
    )
    return complaint


def _grade(complaint, *, category, severity, severity_reason, impact):
    if category is None or not severity:
        raise RuleBroken(HAS_GRADE.sentence)
    complaint.category = category
    complaint.severity = severity
    complaint.severity_reason = severity_reason
    complaint.impact = impact
    complaint.priority = priority_of(severity=severity, impact=impact, tier=complaint.complainant.tier)
    complaint.department = category.department or complaint.department
    check_row(complaint)


def _grade_of(complaint):
    return {
        "category": complaint.category.code if complaint.category_id else "",
        "severity": complaint.severity,
        "impact": complaint.impact,
        "priority": complaint.priority,
        "urgency": complaint.urgency,
    }
