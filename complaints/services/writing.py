"""A message written by hand to the customer; the clock times it names become promises (SLA-3, COM-3)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_text
from complaints.errors import RuleBroken
from complaints.models import ComplaintEvent, DeadlineKind, EventKind
from complaints.permissions import check_right
from complaints.services import clock, messages
from complaints.services.gate import check_filled, check_open, lock
from complaints.services.words import check_told, looks_at, promises_in

LONGEST_MESSAGE = 1_000

#: Somebody who was written to by a person has heard from us, as if by telephone.
_MET_BY_WRITING = frozenset(
    {DeadlineKind.ACKNOWLEDGEMENT, DeadlineKind.FIRST_CONTACT, DeadlineKind.COMMITMENT, DeadlineKind.PROGRESS}
)


@transaction.atomic
def write(complaint_id, *, text, by, now, keep_promises=True, tells_direction=False, override="", seen=None):
    """Send `text` to the customer; with `keep_promises` every coming clock time in it is a deadline from now on.

    `tells_direction` says the customer now knows where it is heading (SLA-4).

    Raises NotPermitted, RuleBroken, and WordsRefused for words that need another look or a reason.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.write_message")
    check_open(complaint)
    check_filled(text, _("Write what the customer shall read."))
    check_text(text, _("message"), LONGEST_MESSAGE)
    if not complaint.complainant.contact_points.exists():
        raise RuleBroken(_("The customer left no way to be reached; there is nobody to write to."))
    seen = looks_at(complaint, text, by=by)
    told = check_told(text, now=now, override=override, seen=seen.findings)
    promises = promises_in(text, now=now) if keep_promises else []
    clock.settle(
        complaint,
        now=now,
        meet=_MET_BY_WRITING | ({DeadlineKind.DIRECTION} if tells_direction else set()),
        start=(DeadlineKind.PROGRESS,),
    )
    for promise in promises:
        clock.settle(complaint, now=now, promise=promise.at)
    complaint.is_pressing = False
    complaint.save()
    ComplaintEvent.record(
        complaint,
        EventKind.MESSAGE_WRITTEN,
        by=by,
        at=now,
        tells_direction=tells_direction,
        promises=[promise.at for promise in promises],
        **told,
        **seen.facts,
    )
    messages.tell(complaint, "written", now=now, text=text.strip(), sender=_sender(by))
    return complaint


def _sender(by):
    return f"{by.name} {by.employee_number}".strip()
