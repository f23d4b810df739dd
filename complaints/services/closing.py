"""Ways out other than solved, and the way back in (domain.md, Life of a complaint)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services import clock, grants, messages
from complaints.services.assignment import give_back, give_to
from complaints.services.gate import check_filled, check_may, lock, move
from complaints.services.impartial import check_impartial
from complaints.services.numbers import new_tracking_code, tracking_hash
from complaints.services.staff import tell_handler
from complaints.services.words import check_told
from complaints.states import Resolution


@transaction.atomic
def withdraw(complaint_id, *, reason, by, now, seen=None):
    """The customer withdraws (撤诉)."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_may(by, complaint.withdraw)
    check_filled(reason, _("Say why the complaint is withdrawn."))
    move(complaint, "withdraw", by=by, reason=reason, at=now)
    messages.cancel_waiting(complaint, now=now)
    end_early(complaint, EventKind.WITHDRAWN, by=by, now=now, reason=reason)
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
    end_early(complaint, EventKind.NOT_ACCEPTED, by=by, now=now, reason=reason, **told)
    messages.tell(complaint, "not_accepted", now=now, reason=reason)
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


def end_early(complaint, kind, *, by, now, **facts):
    """What every early way out has in common: no task, deadline or proposal stays open."""
    complaint.tasks.open().update(cancelled_at=now)
    grants.end_all(complaint)
    clock.cancel_all(complaint, now=now)
    complaint.save()
    ComplaintEvent.record(complaint, kind, by=by, at=now, **facts)
