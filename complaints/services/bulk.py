"""Many complaints at once: the same facts as one receipt, a constant number of queries per thousand (INT-8)."""

from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from complaints.models import Complaint, ComplaintEvent, Deadline, DeadlineKind, Policy
from complaints.permissions import check_right
from complaints.services import clock, intake, likeness
from complaints.services.beginnings import FROM_RECEIPT
from complaints.services.copies import give_each
from complaints.services.gate import check_filled
from complaints.services.numbers import new_tracking_code, next_numbers, tracking_hash
from complaints.services.owners import Owners
from complaints.states import PASSIVE_CHANNELS

_CHUNK = 1_000
_STARTED = tuple(kind for kind in FROM_RECEIPT if kind != DeadlineKind.ACKNOWLEDGEMENT)


class ReceivedMany(NamedTuple):
    new_count: int
    known_count: int
    first_number: str
    last_number: str


@transaction.atomic
def receive_many(receipts, *, by, now, batch="", on_progress=lambda steps: None):
    """Take in every receipt whose origin is new; all or none. Raises NotPermitted, RuleBroken.

    People and orders are written before the month's serial is locked, in the order in which one receipt does it;
    the serial is held only while the rows are stored. `on_progress` is told the steps made, two for each receipt.
    `batch` goes on the record.

    Nobody is sent an acknowledgement: the rows of a file may be months old, came from somewhere else, and a thousand
    messages in one minute are no courtesy. That deadline is on the complaint as cancelled, so that grading does not
    start it; every other deadline runs from now. A tracking code can be issued for each when the customer is called.
    """
    check_right(by, "complaints.import_complaints")
    progress = _Progress(on_progress)
    owners, seen, homed, known_count = Owners(now), set(), [], 0
    for chunk in _chunks(receipts):
        fresh = _not_received(chunk, seen)
        homed.extend(zip(fresh, owners.of(fresh), strict=True))
        known_count += len(chunk) - len(fresh)
        progress.add(len(chunk) + len(chunk) - len(fresh))
    numbers = next_numbers(now, len(homed)) if homed else [""]
    policies, deadlines, waiting = _Policies(now), _Deadlines(now), iter(numbers)
    for chunk in _chunks(homed):
        complaints = [_numbered(receipt, home, policies, next(waiting), by=by, now=now) for receipt, home in chunk]
        _store(complaints, deadlines, batch=batch, by=by, now=now)
        progress.add(len(chunk))
    return ReceivedMany(len(homed), known_count, numbers[0], numbers[-1])


class _Progress:
    def __init__(self, tell):
        self.steps, self.tell = 0, tell

    def add(self, count):
        self.steps += count
        self.tell(self.steps)


class _Policies(dict):
    """Preset → the policy in force, with its rules; a file knows one preset, a list of receipts maybe more."""

    def __init__(self, now):
        super().__init__()
        self.now = now

    def __missing__(self, preset):
        self[preset] = Policy.in_force(preset, self.now)
        prefetch_related_objects([self[preset]], "rules")
        return self[preset]


class _Deadlines:
    """What begins to run is worked out once per grade: rows received together are due together."""

    def __init__(self, now):
        self.now, self._known = now, {}

    def begin(self, complaint):
        """The grade of `complaint`, whose next due time is set."""
        grade = (complaint.policy_id, *clock.grade_of(complaint).values())
        if grade not in self._known:
            rules = list(complaint.policy.rules.all())
            running = clock.begin(complaint, rules=rules, now=self.now, kinds=_STARTED)
            self._known[grade] = (running, complaint.next_due_at, complaint.next_due_kind)
        _running, complaint.next_due_at, complaint.next_due_kind = self._known[grade]
        return grade

    def of(self, grade):
        unacknowledged = Deadline(
            kind=DeadlineKind.ACKNOWLEDGEMENT, started_at=self.now, due_at=self.now, cancelled_at=self.now
        )
        return [*self._known[grade][0], unacknowledged]


def _chunks(receipts):
    rows = iter(receipts)
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _not_received(chunk, seen):
    """Those whose origin is new, to the database and to this list; one without an origin always is."""
    origins = {_origin(receipt) for receipt in chunk if receipt.external_id}
    for channel in {channel for channel, _id in origins}:
        ids = [external_id for of, external_id in origins if of == channel]
        there = Complaint.objects.of_origin(*ids, channels=[channel])
        seen.update((channel, external_id) for external_id in there.values_list("external_id", flat=True))
    fresh = []
    for receipt in chunk:
        if not receipt.external_id or _origin(receipt) not in seen:
            fresh.append(receipt)
        seen.add(_origin(receipt))
    return fresh


def _origin(receipt):
    return str(receipt.channel), receipt.external_id


def _numbered(receipt, home, policies, number, *, by, now):
    check_filled(receipt.subject, _("Say in a few words what the complaint is about."))
    complaint = intake.written_down(receipt, by=by, now=now)
    intake.place(complaint, order=home.order, complainant=home.complainant, policy=policies[receipt.preset], now=now)
    complaint.number = number
    complaint.tracking_hash = tracking_hash(new_tracking_code())
    return complaint


def _store(complaints, deadlines, *, batch, by, now):
    """The record's first entry carries the number, so events are made before the rows and saved after them."""
    graded = {}
    for complaint in complaints:
        graded.setdefault(deadlines.begin(complaint), []).append(complaint)
    facts = {"batch": batch} if batch else {}
    events = [intake.received_event(complaint, by=by, now=now, **facts) for complaint in complaints]
    Complaint.objects.bulk_create(complaints)
    likeness.remember(complaints)
    ComplaintEvent.objects.bulk_create(events)
    for grade, alike in graded.items():
        for deadline in deadlines.of(grade):
            give_each(alike, deadline)
    tasks = {}
    for complaint in complaints:
        if complaint.channel in PASSIVE_CHANNELS:
            tasks.setdefault((complaint.team_id, complaint.next_due_at), []).append(complaint)
    for alike in tasks.values():
        give_each(alike, intake.contact_task(alike[0], by=by, now=now))
