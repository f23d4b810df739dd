"""催办: the customer presses, which is counted, told to the handler and raises the complaint's place in the queue."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.text import check_text
from complaints.deadlines.workdays import CHINA
from complaints.errors import TooOften
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.permissions import check_right
from complaints.services.gate import check_open, lock
from complaints.services.staff import tell_handler

#: The customer's own button works once an hour; the desk writes down every call.
_PAUSE = timedelta(hours=1)
LONGEST_WORDS = 300


@transaction.atomic
def chase(complaint_id, *, by, now, words="", seen=None):
    """Write down that the customer presses. It decides and resumes nothing. Raises NotPermitted, TooOften."""
    complaint = lock(complaint_id, by=by, seen=seen)
    check_right(by, "complaints.chase_complaint")
    check_open(complaint)
    check_text(words, _("words"), LONGEST_WORDS)
    if by.role == Role.CUSTOMER and not may_chase(complaint, now):
        raise TooOften(
            _("You pressed us less than an hour ago, and whoever looks after it knows. Again from %(time)s on.")
            % {"time": timezone.localtime(complaint.chased_at + _PAUSE, CHINA).strftime("%H:%M")}
        )
    complaint.chased_count += 1
    complaint.chased_at, complaint.is_pressing = now, True
    complaint.save()
    count = complaint.chased_count
    ComplaintEvent.record(complaint, EventKind.CHASED, by=by, at=now, count=count, note=words.strip())
    tell_handler(complaint, NoticeKind.CHASED, now=now, count=count, words=words.strip())
    return complaint


def may_chase(complaint, now):
    """Whether the customer's own button works now."""
    return complaint.is_open and (complaint.chased_at is None or now >= complaint.chased_at + _PAUSE)
