"""Finding out what happened, and writing it down (INV-1…INV-4)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import Outdated, RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, EventKind, InvestigationReport
from complaints.permissions import check_right
from complaints.services import clock
from complaints.services.gate import check_filled, lock, move
from complaints.states import State


@transaction.atomic
def start_investigation(complaint_id, *, by, now, seen=None):
    """SLA-5 is met by this step."""
    complaint = lock(complaint_id, by=by, seen=seen)
    move(complaint, "start_investigation", by=by)
    clock.settle(complaint, now=now, meet=(DeadlineKind.INVESTIGATION,))
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.INVESTIGATION_STARTED, by=by, at=now)
    return complaint


@transaction.atomic
def file_report(
    complaint_id,
    *,
    facts,
    cause,
    department,
    responsibility,
    suggestion,
    by,
    now,
    missed_reason="",
    version=None,
    seen=None,
):
    """File or revise the report of the present round (INV-4). After a dissatisfied round it also says why the
    earlier solution missed (REV-2). `version` is the one a revision was drawn from. Raises RuleBroken, Outdated."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.report_investigation")
    if complaint.state != State.INVESTIGATING:
        raise RuleBroken(_("A report is filed while the complaint is being investigated."))
    check_filled(facts, _("Write down the facts you verified."))
    check_filled(cause, _("Write down the cause."))
    if department is None:
        raise RuleBroken(_("Choose the responsible department."))
    check_filled(responsibility, _("Fill in the responsibility in the investigation report first."))
    check_filled(suggestion, _("Write down the handling you suggest."))
    if complaint.dissatisfied_count:
        check_filled(missed_reason, _("Write down why the earlier solution did not satisfy the customer."))
    report = complaint.reports.filter(round=complaint.round).first()
    if report is not None and version is not None and report.version != version:
        raise Outdated(_("%(person)s revised this report in the meantime.") % {"person": report.by})
    report = report or InvestigationReport(complaint=complaint, round=complaint.round, version=0)
    report.facts, report.cause, report.suggestion, report.missed_reason = facts, cause, suggestion, missed_reason
    report.department, report.responsibility = department, responsibility
    report.by, report.at, report.version = by, now, report.version + 1
    check_row(report)
    report.save()
    complaint.department = department
    clock.settle(complaint, now=now, meet=(DeadlineKind.VERIFICATION,))
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.REPORTED,
        by=by,
        at=now,
        round=report.round,
        version=report.version,
        facts=facts,
        cause=cause,
        department=department.name,
        responsibility=responsibility,
        suggestion=suggestion,
        missed_reason=missed_reason,
    )
    return report
