"""What customers write to the desk of their own accord, or because they were asked (SLA-16)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.text import check_row
from complaints.errors import TooOften
from complaints.models import ComplaintEvent, Contact, Direction, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services import evidence, pauses
from complaints.services.closing import check_customer_may_return
from complaints.services.gate import check_filled, lock
from complaints.services.staff import tell_handler

LONGEST_WORDS = 2_000
MOST_A_DAY = 20
#: The same words within this time are the same message sent twice.
_SAME_MESSAGE = timedelta(minutes=10)


@transaction.atomic
def hear(complaint_id, *, words, via, by, now, uploads=(), seen=None):
    """Write down what the customer wrote by the channel `via`, keep the files, and tell whoever handles it.

    What we asked for is thereby answered. A closed complaint is written to as long as it may be opened again, and
    stays closed. Raises NotPermitted, RuleBroken, Outdated, TooOften.
    """
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.record_answer")
    check_filled(words, _("Write what you want to tell us."))
    if not complaint.is_open:
        check_customer_may_return(complaint, now)
    heard = written_by_customer(complaint).filter(at__gt=now - timedelta(days=1))
    said_before = heard.filter(summary=words, at__gt=now - _SAME_MESSAGE).first()
    if said_before is None and heard.count() >= MOST_A_DAY:
        raise TooOften(
            _("You have written to us %(count)s times today. We read all of it; write again tomorrow.")
            % {"count": MOST_A_DAY}
        )
    said = said_before or _write_down(complaint, words, via=via, by=by, now=now)
    with evidence.whole_or_not_at_all() as undo:
        evidence.keep_and_record(complaint, uploads, by=by, now=now, undo=undo)
        answered = pauses.end(complaint, by=by, now=now, reasons=pauses.ASKED_FOR)
        if said_before is None:
            tell_handler(complaint, NoticeKind.ANSWERED if answered else NoticeKind.WROTE, now=now)
    return said


def written_by_customer(complaint):
    """The conversations the customer wrote down, not the desk; the latest first."""
    return complaint.contacts.filter(direction=Direction.IN, by__role=Role.CUSTOMER)


def _write_down(complaint, words, *, via, by, now):
    said = Contact(complaint=complaint, direction=Direction.IN, channel=via, summary=words, by=by, at=now)
    check_row(said)
    said.save()
    ComplaintEvent.record(
        complaint, EventKind.CONTACTED, by=by, at=now, direction=said.direction, channel=said.channel, reached=True
    )
    return said
