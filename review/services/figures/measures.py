"""The measures of the board: what one complaint adds to which local day (MON-1).

Each is counted on the day it happened, in China: a complaint on the day of its receipt, its closing on the day it was
closed and not opened again, a deadline on the day it was due. Names of measures:

    received                complaints received
    open:<state>            of those received that day, the ones still open, by state
    closed:<resolution>     closed, and closed still
    solve:<minutes>         closed other than as a duplicate, by how long that took since receipt
    contact:<minutes>       reached for the first time by us, by how long that took since receipt
    kept:<kind>             deadlines that passed, met in time
    broken:<kind>           … and those that were not, or only late (as the page of promises counts)
    rated:<1…5>             revisits with an answer
    reopened                times a complaint was opened again after closing
    escalated               escalations
    cents:<measure>         worth given to customers, in cents, by kind of measure
    given:<measure>         how many times

A duration counts in minutes with two significant digits: exact below 100 minutes, otherwise off by 5 % at most.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from typing import NamedTuple

from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint, ComplaintEvent, Contact, Deadline, Direction, EventKind, LedgerEntry
from complaints.states import Resolution
from escalation.models import Escalation
from review.models import Revisit
from review.services.figures.dimensions import values_of

_COLUMNS = (
    *("state", "resolution", "received_at", "closed_at", "reopened_count", "channel", "severity", "product", "place"),
    *("category_id", "department_id", "team_id", "order__product", "order__shop"),
)
#: A deadline has passed once this much more is over.
_PASSED = timedelta(seconds=1)


class Share(NamedTuple):
    """What a complaint adds: value by dimension, count by local day and measure, and when that changes by itself."""

    values: dict[str, str]
    days: dict[str, dict[str, int]]
    is_open: bool
    next_at: object


def shares_of(complaint_ids, *, now):
    """Complaint → its share as of `now`, in eight statements however many are asked for."""
    asked = {"complaint__in": complaint_ids}
    complaints = Complaint.objects.select_related("order").only(*_COLUMNS).filter(pk__in=complaint_ids).order_by()
    added = {complaint.pk: _Adding(complaint) for complaint in complaints}
    next_at = {}

    reached = Contact.objects.filter(**asked, direction=Direction.OUT, reached=True).order_by("at", "pk")
    for pk, at in reached.values_list("complaint", "at"):
        added[pk].contacted(at)
    deadlines = Deadline.objects.filter(**asked).order_by()
    for deadline in deadlines.only("complaint_id", "kind", "due_at", "met_at", "cancelled_at", "paused_at"):
        if deadline.due_at >= now:
            if deadline.cancelled_at is None:
                passed_at = deadline.due_at + _PASSED
                next_at[deadline.complaint_id] = min(passed_at, next_at.get(deadline.complaint_id, passed_at))
            continue
        kept = deadline.outcome(now)
        if kept is not None:
            added[deadline.complaint_id].add(deadline.due_at, f"{'kept' if kept else 'broken'}:{deadline.kind}")
    for pk, at, rating in (
        Revisit.objects.filter(**asked, rating__isnull=False).order_by().values_list("complaint", "at", "rating")
    ):
        added[pk].add(at, f"rated:{rating}")
    for pk, at in Escalation.objects.filter(**asked).order_by().values_list("complaint", "at"):
        added[pk].add(at, "escalated")
    for pk, at, measure, value_cny in (
        LedgerEntry.objects.filter(**asked).order_by().values_list("complaint", "booked_at", "measure", "value_cny")
    ):
        added[pk].add(at, f"cents:{measure}", int(value_cny * 100))
        added[pk].add(at, f"given:{measure}")
    again = [pk for pk, one in added.items() if one.complaint.reopened_count]
    for pk, at in (
        ComplaintEvent.objects.filter(complaint__in=again, kind=EventKind.REOPENED)
        .order_by()
        .values_list("complaint", "at")
    ):
        added[pk].add(at, "reopened")
    return {pk: one.share(next_at.get(pk)) for pk, one in added.items()}


class _Adding:
    def __init__(self, complaint):
        self.complaint = complaint
        self.days = defaultdict(Counter)
        self.was_contacted = False
        self.add(complaint.received_at, "received")
        if complaint.closed_at is None:
            self.add(complaint.received_at, f"open:{complaint.state}")
            return
        self.add(complaint.closed_at, f"closed:{complaint.resolution}")
        if complaint.resolution != Resolution.DUPLICATE:
            self.add(complaint.closed_at, f"solve:{minutes_since(complaint.received_at, complaint.closed_at)}")

    def add(self, at, measure, count=1):
        self.days[day_of(at).isoformat()][measure] += count

    def contacted(self, at):
        """Called in the order of time: the first counts."""
        if not self.was_contacted:
            self.was_contacted = True
            self.add(at, f"contact:{minutes_since(self.complaint.received_at, at)}")

    def share(self, next_at):
        days = {day: {name: count for name, count in counts.items() if count} for day, counts in self.days.items()}
        return Share(values_of(self.complaint), days, self.complaint.closed_at is None, next_at)


def day_of(at):
    """The local day of a moment."""
    return at.astimezone(CHINA).date()


def minutes_since(began_at, at):
    """Whole minutes between, with two significant digits; a clock that stepped back counts as none."""
    return two_digits(max(0, int((at - began_at).total_seconds() // 60)))


def two_digits(minutes):
    """`minutes` rounded half up to two significant digits."""
    step = 1
    while minutes >= 100 * step:
        step *= 10
    return (minutes + step // 2) // step * step
