"""Two complaints become one (INT-6, ESC-1); `parting` takes it back.

Locks are taken in one order: complaints by their ids, rows of customers, budgets.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.errors import RuleBroken
from complaints.models import (
    Complainant,
    ComplaintEvent,
    DeadlineKind,
    EventKind,
    Evidence,
    LedgerEntry,
    Likeness,
    Merge,
    Stage,
    Verdict,
)
from complaints.services import clock, customers, messages
from complaints.services.closing import end_early
from complaints.services.gate import check_filled, check_may, check_open, lock, move
from complaints.states import priority_of


@transaction.atomic
def close_duplicate(complaint_id, *, of_id, by, now, reason="", is_same_person=True, seen=None):
    """Merge into another open complaint, which inherits contacts, evidence, open checks, promises and severity.

    Who complained under different names or contacts becomes one customer, or with `is_same_person` false stays
    apart and shares nothing with the other; both for a reason. Raises NotPermitted, RuleBroken, Outdated.
    """
    if complaint_id == of_id:
        raise RuleBroken(_("A complaint cannot be a duplicate of itself."))
    locked = {pk: lock(pk, by=by, seen=seen if pk == complaint_id else None) for pk in sorted((complaint_id, of_id))}
    complaint, other = locked[complaint_id], locked[of_id]
    check_may(by, complaint.close_duplicate)
    check_open(other)
    rows = customers.lock_rows(complaint.complainant_id, other.complainant_id)
    was_one = other.complainant_id in customers.rows_of(complaint.complainant_id)
    is_same_person = is_same_person or was_one
    if not was_one:
        check_filled(reason, _("These are two customers. Say why it is one matter, and whether they are one person."))
    if not is_same_person:
        _check_nothing_granted(complaint)
    moved = {"state": complaint.state, "people": _people_before(complaint, rows)}
    if is_same_person:
        customers.join(complaint.complainant_id, other.complainant_id)
    moved |= _hand_over(complaint, other, is_same_person=is_same_person)
    moved["deadlines"] = _running(complaint)
    moved["tasks"] = list(complaint.tasks.open().values_list("pk", flat=True))
    move(complaint, "close_duplicate", by=by, of=other, at=now)
    messages.cancel_waiting(complaint, now=now)
    facts = {"reason": reason.strip()} if reason.strip() else {}
    apart = {} if is_same_person else {"other_customer": True}
    end_early(complaint, EventKind.MERGED, by=by, now=now, of=other.number, **facts, **apart)
    if is_same_person:
        moved["people"] |= _join_people(complaint, other)
    moved["evidence"] = _inherit_evidence(complaint, other)
    before, after = _inherit_severity(complaint, other, now=now)
    moved["severity"] = before.get("severity")
    moved["severity_reason"] = before.pop("severity_reason", "")
    clock.settle(other, now=now)
    other.save()
    ComplaintEvent.record(
        other,
        EventKind.MERGED_IN,
        by=by,
        at=now,
        duplicate=complaint.number,
        before=before,
        after=after,
        evidence=[str(uuid) for uuid in moved["evidence"]],
        **facts,
        **apart,
    )
    moved["seen"], moved["booked"] = other.events_count, booked_on(other).count()
    Merge.objects.create(
        complaint=complaint,
        into=other,
        is_same_person=is_same_person,
        reason=reason.strip(),
        moved=moved,
        by=by,
        at=now,
    )
    decide(complaint, other, Verdict.MERGED, by=by, at=now)
    step = "merged" if is_same_person else "merged_apart"
    messages.tell(complaint, step, now=now, other=other.number)
    return complaint


def booked_on(complaint):
    """What money or the like was given on it."""
    return LedgerEntry.objects.filter(complaint=complaint, value_cny__gt=0)


def _check_nothing_granted(complaint):
    """A sum of one customer would not be counted for the other (A29)."""
    granted = complaint.proposals.filter(grant__standing_cny__gt=0)
    if granted.exists() or booked_on(complaint).exists():
        raise RuleBroken(
            _("Something was granted on %(number)s to another customer. Finish it there, or merge the other way round.")
            % {"number": complaint.number}
        )


def _running(complaint):
    running = complaint.deadlines.running().exclude(kind=DeadlineKind.OUTSIDE)
    return list(running.values_list("pk", flat=True))


def _hand_over(complaint, other, *, is_same_person):
    """What departments are finding out and what was promised goes on under the other complaint. Returns the keys."""
    checks = complaint.tasks.open().filter(stage=Stage.INVESTIGATION)
    moved = list(checks.values_list("pk", flat=True))
    running = complaint.deadlines.running()
    deadlines = list(running.filter(task__in=moved).values_list("pk", flat=True))
    if is_same_person:
        deadlines += running.filter(kind=DeadlineKind.COMMITMENT).values_list("pk", flat=True)
    complaint.deadlines.filter(pk__in=deadlines).update(complaint=other)
    complaint.tasks.filter(pk__in=moved).update(complaint=other, round=other.round)
    return {"checks": moved, "promises": deadlines}


def _people_before(complaint, rows):
    same_as = Complainant.objects.filter(pk__in=rows).values_list("pk", "same_as")
    return {"same_as": [list(pair) for pair in same_as], "of": complaint.complainant_id, "contacts": [], "orders": []}


def _join_people(complaint, other):
    """Two who told the same become one person, with the contacts of both.

    Somebody with further complaints stays apart: moving the contacts would cut those complaints off.
    """
    joined = complaint.complainant
    if joined.pk == other.complainant_id or joined.complaints.exclude(pk=complaint.pk).exists():
        return {}
    moved = {name: list(getattr(joined, name).values_list("pk", flat=True)) for name in ("contact_points", "orders")}
    joined.contact_points.update(complainant=other.complainant_id)
    joined.orders.update(complainant=other.complainant_id)
    complaint.complainant = other.complainant
    complaint.save()
    return {"contacts": moved["contact_points"], "orders": moved["orders"]}


def _inherit_severity(complaint, other, *, now):
    """The stricter severity, with its deadlines (SLA-19). Returns what changed for the record, before and after."""
    if not complaint.severity or (other.severity and other.severity <= complaint.severity):
        return {}, {}
    before = {"severity": other.severity, "severity_reason": other.severity_reason}
    ended, begun = regrade(other, complaint.severity, complaint.severity_reason, now=now)
    return before | {"deadlines": ended}, {"severity": other.severity, "deadlines": begun}


def regrade(complaint, severity, reason, *, now):
    """The severity of `complaint` becomes another without anybody's grading. Returns kinds that ended and began."""
    graded_before = clock.grade_of(complaint)
    complaint.severity, complaint.severity_reason = severity, reason
    tier = complaint.complainant.tier
    complaint.priority = priority_of(severity=severity, impact=complaint.impact, tier=tier) if severity else ""
    return clock.regrade(complaint, before=graded_before, now=now)


def _inherit_evidence(complaint, other):
    """The other complaint's copies of files it does not hold yet; the originals stay where they are."""
    known = set(other.evidence.values_list("sha256", flat=True))
    copies = copies_of(complaint.evidence.select_related("added_by"), other, known=known)
    return [str(copy.uuid) for copy in copies]


def copies_of(files, complaint, *, known=frozenset()):
    """`files` of another complaint, kept for `complaint` too; those of a digest it has `known` are left out."""
    copies = [
        Evidence(
            complaint=complaint,
            file=evidence.file,
            name=evidence.name,
            content_type=evidence.content_type,
            size_bytes=evidence.size_bytes,
            sha256=evidence.sha256,
            note=evidence.note,
            added_by=evidence.added_by,
            added_at=evidence.added_at,
        )
        for evidence in files
        if evidence.sha256 not in known
    ]
    return Evidence.objects.bulk_create(copies)


def decide(complaint, other, verdict, *, by, at):
    """What became of the two being put before people as alike."""
    for pair in Likeness.objects.between(complaint.pk, other.pk):
        pair.decide(verdict, by=by, at=at)
        pair.save()
