"""Ways out other than solved, and the way back in (domain.md, Life of a complaint)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, Evidence, NoticeKind
from complaints.permissions import check_right
from complaints.services import clock, customers, grants, messages
from complaints.services.assignment import give_back, give_to
from complaints.services.gate import check_filled, check_may, check_open, lock, move
from complaints.services.impartial import check_impartial
from complaints.services.numbers import new_tracking_code, tracking_hash
from complaints.services.staff import tell_handler
from complaints.services.words import check_told
from complaints.states import Resolution, priority_of


@transaction.atomic
def withdraw(complaint_id, *, reason, by, now, seen=None):
    """The customer withdraws (撤诉)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.withdraw)
    check_filled(reason, _("Say why the complaint is withdrawn."))
    move(complaint, "withdraw", by=by, reason=reason, at=now)
    messages.cancel_waiting(complaint, now=now)
    _end(complaint, EventKind.WITHDRAWN, by=by, now=now, reason=reason)
    messages.tell(complaint, "closed", now=now, days=complaint.policy.reopen_days)
    return complaint


@transaction.atomic
def refuse_complaint(complaint_id, *, reason, by, now, override="", seen=None):
    """不予受理: a supervisor's decision; the customer is told why and where else to turn."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.refuse)
    check_impartial(complaint, by)
    check_filled(reason, _("Say why the complaint is not accepted; the customer reads it."))
    told = check_told(reason, now=now, override=override)
    move(complaint, "refuse", by=by, reason=reason, at=now)
    _end(complaint, EventKind.NOT_ACCEPTED, by=by, now=now, reason=reason, **told)
    messages.tell(complaint, "not_accepted", now=now, reason=reason)
    return complaint


@transaction.atomic
def close_duplicate(complaint_id, *, of_id, by, now, seen=None):
    """Merge into another open complaint, which inherits contacts, evidence and the stricter severity (INT-6).

    Both rows are locked in order of id, so that two merges crossing each other cannot deadlock.
    """
    if complaint_id == of_id:
        raise RuleBroken(_("A complaint cannot be a duplicate of itself."))
    locked = {pk: lock(pk, by=by, seen=seen if pk == complaint_id else None) for pk in sorted((complaint_id, of_id))}
    complaint, other = locked[complaint_id], locked[of_id]
    check_may(by, complaint.close_duplicate)
    check_open(other)
    customers.join(complaint.complainant_id, other.complainant_id)
    move(complaint, "close_duplicate", by=by, of=other, at=now)
    messages.cancel_waiting(complaint, now=now)
    _end(complaint, EventKind.MERGED, by=by, now=now, of=other.number)
    _join_people(complaint, other)
    inherited = _inherit_evidence(complaint, other)
    before, after = _inherit_severity(complaint, other, now=now)
    other.save()
    ComplaintEvent.record(
        other,
        EventKind.MERGED_IN,
        by=by,
        at=now,
        duplicate=complaint.number,
        before=before,
        after=after,
        evidence=inherited,
    )
    messages.tell(complaint, "merged", now=now, other=other.number)
    return complaint


@transaction.atomic
def reopen(complaint_id, *, reason, by, now, handler=None, seen=None):
    """Open a closed complaint again: the customer within the policy's days, a supervisor at any time (SLA-15)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.reopen)
    check_filled(reason, _("Say why the complaint is opened again."))
    if by.role == Role.CUSTOMER:
        check_customer_may_return(complaint, now)
    before, after = {}, {}
    if handler is not None:
        give_to(complaint, handler)
    else:
        before, after = give_back(complaint, now)
    move(complaint, "reopen", by=by)
    clock.settle(complaint, now=now, start=clock.FROM_NEW_ROUND)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.REOPENED,
        by=by,
        at=now,
        reason=reason,
        round=complaint.round,
        before=before,
        after=after,
    )
    if by.role == Role.CUSTOMER:
        tell_handler(complaint, NoticeKind.REOPENED, now=now)
    messages.tell(complaint, "reopened", now=now, handler=complaint.handler)
    return complaint


@transaction.atomic
def renew_tracking_code(complaint_id, *, by, now, seen=None):
    """A customer lost the code: the old one stops working, the new one goes to the known contact only."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.renew_tracking_code")
    if messages.way_of(complaint, "code_renewed") is None:
        raise RuleBroken(_("There is no contact to send a new code to."))
    code = new_tracking_code()
    complaint.tracking_hash = tracking_hash(code)
    complaint.save()
    ComplaintEvent.record(complaint, EventKind.TRACKING_CODE_RENEWED, by=by, at=now)
    messages.tell(complaint, "code_renewed", now=now, code=code)
    return complaint


def reopen_until(complaint):
    """The last moment at which the customer may open the closed `complaint` again (SLA-15)."""
    return complaint.closed_at + timedelta(days=complaint.policy.reopen_days)


def check_customer_may_return(complaint, now):
    """Raises RuleBroken or NotPermitted when the customer can no longer come back to the closed complaint."""
    if complaint.resolution == Resolution.DUPLICATE:
        raise RuleBroken(
            _("This complaint is handled together with %(other)s; follow that one.")
            % {"other": complaint.duplicate_of.number}
        )
    if complaint.closed_at and now > reopen_until(complaint):
        raise NotPermitted(
            _("The %(days)s days in which a complaint can be reopened are over. Please send a new one.")
            % {"days": complaint.policy.reopen_days}
        )


def _end(complaint, kind, *, by, now, **facts):
    """What every early way out has in common: no task, deadline or proposal stays open."""
    complaint.tasks.open().update(cancelled_at=now)
    grants.end_all(complaint)
    clock.cancel_all(complaint, now=now)
    complaint.save()
    ComplaintEvent.record(complaint, kind, by=by, at=now, **facts)


def _join_people(complaint, other):
    """Two who told the same become one person, with the contacts of both.

    Somebody with further complaints stays apart: moving the contacts would cut those complaints off.
    """
    joined = complaint.complainant
    if joined.pk == other.complainant_id or joined.complaints.exclude(pk=complaint.pk).exists():
        return
    joined.contact_points.update(complainant=other.complainant_id)
    joined.orders.update(complainant=other.complainant_id)
    complaint.complainant = other.complainant
    complaint.save()


def _inherit_severity(complaint, other, *, now):
    """The stricter severity, with its deadlines (SLA-19). Returns what changed for the record, before and after."""
    if not complaint.severity or (other.severity and other.severity <= complaint.severity):
        return {}, {}
    graded_before = clock.grade_of(other)
    other.severity, other.severity_reason = complaint.severity, complaint.severity_reason
    other.priority = priority_of(severity=other.severity, impact=other.impact, tier=other.complainant.tier)
    ended, begun = clock.regrade(other, before=graded_before, now=now)
    return (
        {"severity": graded_before["severity"], "deadlines": ended},
        {"severity": other.severity, "deadlines": begun},
    )


def _inherit_evidence(complaint, other):
    """The other complaint's copies of files it does not hold yet; the originals stay where they are."""
    known = set(other.evidence.values_list("sha256", flat=True))
    copies = [
        Evidence(
            complaint=other,
            file=evidence.file,
            name=evidence.name,
            content_type=evidence.content_type,
            size_bytes=evidence.size_bytes,
            sha256=evidence.sha256,
            note=evidence.note,
            added_by=evidence.added_by,
            added_at=evidence.added_at,
        )
        for evidence in complaint.evidence.select_related("added_by")
        if evidence.sha256 not in known
    ]
    Evidence.objects.bulk_create(copies)
    return [str(copy.uuid) for copy in copies]
