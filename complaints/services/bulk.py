"""Many complaints at once, seen by nobody before all are there, and holding nobody up meanwhile (INT-8).

Four steps, each of them taken up again where it broke off. Rows are *set down* sealed, a thousand at a time, weighed
by every rule a single receipt obeys. They are *numbered* in one short transaction; from there on the import is
finished whatever happens, so that no number is lost. They are *stored* in short transactions as complaints nobody
sees, and *shown* by a single change. No step holds the month's serial or a database of one writer for long.
"""

from django.db import transaction
from django.db.models import F, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.text import check_row, check_text
from complaints.models import (
    Complainant,
    Complaint,
    ComplaintEvent,
    Deadline,
    DeadlineKind,
    ImportBatch,
    ImportRow,
    ImportState,
    Policy,
)
from complaints.permissions import check_right
from complaints.services import clock, fast_lane, intake, likeness, receipts
from complaints.services.beginnings import FROM_RECEIPT
from complaints.services.copies import give_each
from complaints.services.gate import check_filled
from complaints.services.numbers import new_tracking_code, next_numbers, numbers_from, tracking_hash
from complaints.services.owners import Owners
from complaints.services.people import LONGEST_NAME, checked
from complaints.states import PASSIVE_CHANNELS, Tier

#: Rows a transaction; on a database of one writer a public form waits about as long as one takes.
CHUNK = 500
_RIGHT = "complaints.import_complaints"
_STARTED = tuple(kind for kind in FROM_RECEIPT if kind != DeadlineKind.ACKNOWLEDGEMENT)


@transaction.atomic
def set_down(batch_id, given, *, gone_through, by, now):
    """Keep those of the receipts `given` whose origin is new; False when the import was set aside meanwhile.

    `gone_through` is how many rows of the file that makes. Raises NotPermitted, RuleBroken.
    """
    check_right(by, _RIGHT)
    # First, so that the batch is ours until these rows are: whoever sets it aside waits, and deletes them with it.
    changes = {"staged_count": gone_through, "attempts": 0}
    if not ImportBatch.objects.filter(pk=batch_id, state=ImportState.CONFIRMED).update(**changes):
        return False
    batch, fresh = ImportBatch.objects.get(pk=batch_id), {}
    for receipt in given:
        _weigh(receipt, by=by, now=now)
        fresh.setdefault(receipt.external_id, receipt)
    known = _known(batch, fresh)
    last = ImportRow.objects.filter(batch=batch).values_list("place", flat=True).last()
    place = 0 if last is None else last + 1
    rows = [
        ImportRow(batch=batch, place=place + count, external_id=origin, receipt=receipts.written(receipt))
        for count, (origin, receipt) in enumerate(item for item in fresh.items() if item[0] not in known)
    ]
    ImportRow.objects.bulk_create(rows)
    return True


@transaction.atomic
def number(batch_id, *, by, now):
    """All rows are set down: the import takes its numbers, and its origins are its own. Raises NotPermitted."""
    check_right(by, _RIGHT)
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != ImportState.CONFIRMED:
        return batch
    # Whoever receives one of these origins now has either finished, or waits for the month's serial and then is told.
    next_numbers(now, 0)
    rows = ImportRow.objects.filter(batch=batch)
    there = Complaint.everything.exclude(external_id="").filter(channel=batch.channel)
    rows.filter(external_id__in=there.order_by().values("external_id")).delete()
    others = ImportRow.objects.filter(batch__state=ImportState.ARRIVING, batch__channel=batch.channel)
    rows.filter(external_id__in=others.order_by().values("external_id")).delete()
    count = rows.count()
    if count:
        numbers = next_numbers(now, count)
        batch.first_number, batch.last_number = numbers[0], numbers[-1]
    batch.known_count = batch.staged_count - count - (batch.errors_count if batch.good_rows_only else 0)
    batch.imported_count, batch.received_at, batch.state = count, now, ImportState.ARRIVING
    batch.save()
    return batch


@transaction.atomic
def store(batch_id):
    """The next rows become complaints that nobody sees yet. Returns whether there were any.

    Nobody is sent an acknowledgement: the rows of a file may be months old, came from somewhere else, and a thousand
    messages in one minute are no courtesy. That deadline is on the complaint as cancelled, so that grading does not
    start it; every other deadline runs from now. A tracking code can be issued for each when the customer is called.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("confirmed_by").get(pk=batch_id)
    rows = list(ImportRow.objects.filter(batch=batch).order_by("place")[:CHUNK])
    if batch.state != ImportState.ARRIVING or not rows:
        return False
    now, by = batch.received_at, batch.confirmed_by
    given = receipts.read_all(row.receipt for row in rows)
    numbers = numbers_from(batch.first_number, batch.stored_count, len(rows))
    policies, deadlines = _Policies(now), _Deadlines(now)
    complaints, found, lists = [], [], fast_lane.word_lists()
    for receipt, home, number in zip(given, Owners(now).of(given), numbers, strict=True):
        complaint = intake.unchecked(receipt, by=by, now=now)
        found.append(fast_lane.mark(complaint, lists))
        _place(complaint, home, policies[receipt.preset], number, now=now)
        complaint.arriving_in = batch
        complaints.append(complaint)
    _store(complaints, found, deadlines, batch=str(batch.uuid), by=by, now=now)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    # Whoever got so far may fail a few times more.
    ImportBatch.objects.filter(pk=batch.pk).update(stored_count=F("stored_count") + len(rows), attempts=0)
    return True


@transaction.atomic
def show(batch_id, *, now):
    """Everything is stored: from this moment everybody sees all of it."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)
    if batch.state != ImportState.ARRIVING or ImportRow.objects.filter(batch=batch).exists():
        return batch
    Complaint.everything.filter(arriving_in=batch).update(arriving_in=None)
    batch.state, batch.finished_at, batch.leased_until = ImportState.IMPORTED, now, None
    batch.forget_cells()
    batch.save()
    return batch


def _weigh(receipt, *, by, now):
    """What could be refused is refused before a number is taken. Raises RuleBroken."""
    check_filled(receipt.subject, _("Say in a few words what the complaint is about."))
    intake.written_down(receipt, by=by, now=now)
    checked(receipt.contacts)
    check_text(receipt.name, _("name"), LONGEST_NAME)
    check_row(Complainant(name=receipt.name, tier=receipt.tier or Tier.REGULAR, language=receipt.language))


def _known(batch, origins):
    """Those of the `origins` that are received already, or set down with this very file."""
    there = Complaint.everything.of_origin(*origins, channels=[batch.channel])
    down = ImportRow.objects.filter(batch=batch, external_id__in=list(origins))
    return {*there.values_list("external_id", flat=True), *down.values_list("external_id", flat=True)}


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


def _place(complaint, home, policy, number, *, now):
    intake.place(complaint, order=home.order, complainant=home.complainant, policy=policy, now=now)
    complaint.number = number
    complaint.tracking_hash = tracking_hash(new_tracking_code())


def _store(complaints, found, deadlines, *, batch, by, now):
    """The record's first entry carries the number, so events are made before the rows and saved after them."""
    graded = {}
    for complaint in complaints:
        graded.setdefault(deadlines.begin(complaint), []).append(complaint)
    events = [
        intake.received_event(complaint, by=by, now=now, batch=batch, **words)
        for complaint, words in zip(complaints, found, strict=True)
    ]
    Complaint.everything.bulk_create(complaints)
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
