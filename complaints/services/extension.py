"""Giving a deadline more time, before it passes and with a reason the customer reads where it was promised (顺延)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, Deadline, DeadlineKind, EventKind, Extension
from complaints.permissions import check_right
from complaints.services import clock, messages
from complaints.services.gate import check_filled, lock
from complaints.services.words import check_told

#: A task is postponed where it stands; that a complaint was received, and what is new, is said in time or late.
EXTENDABLE = frozenset(
    {
        DeadlineKind.COMMITMENT,
        DeadlineKind.DIRECTION,
        DeadlineKind.INVESTIGATION,
        DeadlineKind.VERIFICATION,
        DeadlineKind.SOLUTION,
        DeadlineKind.REVISIT,
    }
)

#: What the customer was promised, or reads on the tracking page.
_KNOWN_TO_CUSTOMERS = frozenset(
    {DeadlineKind.COMMITMENT, DeadlineKind.DIRECTION, DeadlineKind.SOLUTION, DeadlineKind.REVISIT}
)


@transaction.atomic
def extend(deadline_id, *, due_at, reason, by, now, override="", seen=None):
    """Move a running deadline to a later moment. Raises NotPermitted, RuleBroken once it passed or stands still."""
    complaint = lock(Deadline.objects.values_list("complaint", flat=True).get(pk=deadline_id), by=by, seen=seen)
    check_right(by, "complaints.extend_deadline")
    deadline = complaint.deadlines.get(pk=deadline_id)
    if deadline.kind not in EXTENDABLE:
        raise RuleBroken(
            _("“%(deadline)s” cannot be extended. A task is postponed where it stands.")
            % {"deadline": deadline.get_kind_display()}
        )
    told = check_told(reason, now=now, override=override) if deadline.kind in _KNOWN_TO_CUSTOMERS else {}
    before = deadline.due_at
    lengthen(complaint, deadline, due_at=due_at, reason=reason, by=by, now=now)
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.DEADLINE_EXTENDED,
        by=by,
        at=now,
        deadline=deadline.kind,
        due=due_at,
        was_due=before,
        reason=reason,
        **told,
    )
    if deadline.kind in _KNOWN_TO_CUSTOMERS:
        messages.tell(complaint, "extended", now=now, promise=due_at, reason=reason)
    return deadline


def lengthen(complaint, deadline, *, due_at, reason, by, now):
    """What every extension is: asked for in time, with a reason, counted, and kept as a row of its own.

    The caller saves the complaint, records it and tells the customer. Raises NotPermitted, RuleBroken.
    """
    _check_extendable(deadline, now=now)
    check_filled(reason, _("Say why it takes longer."))
    if due_at <= deadline.due_at:
        raise RuleBroken(_("Choose a date later than the present one."))
    _check_count(deadline, complaint.policy, by=by)
    extension = Extension(deadline=deadline, reason=reason, due_before=deadline.due_at, due_after=due_at, by=by, at=now)
    check_row(extension)
    extension.save()
    clock.extend(complaint, deadline, due_at=due_at, now=now)


def is_extendable(deadline, now):
    """Whether the button is worth drawing; how often is asked when it is pressed."""
    return deadline.kind in EXTENDABLE and deadline.is_running and not deadline.is_paused and now <= deadline.due_at


def _check_extendable(deadline, *, now):
    if not deadline.is_running:
        raise RuleBroken(_("“%(deadline)s” no longer runs.") % {"deadline": deadline.get_kind_display()})
    if deadline.is_paused:
        raise RuleBroken(_("The clock stands still: the time the customer takes is not counted."))
    if now > deadline.due_at:
        raise RuleBroken(_("It has passed already; more time is asked for before. Tell the customer a new time."))


def _check_count(deadline, policy, *, by):
    given = deadline.extensions.count()
    if given >= policy.most_extensions and not by.has_perm("complaints.oversee_deadlines"):
        raise NotPermitted(
            _("This deadline was extended %(count)s times already. Ask a supervisor for more.") % {"count": given}
        )
