"""Giving an opinion on a complaint that was drawn: the first, a blind second, the one that settles (REV-5)."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.text import check_row
from complaints.errors import NotPermitted, RuleBroken
from complaints.models import ComplaintEvent, EventKind, NoticeKind
from complaints.services.gate import check_filled, check_may, lock
from complaints.services.staff import tell_staff
from review.models import Assessment, AssessmentKind, Inspection, InspectionState, Mark
from review.services.inspection.impartial import check_another, check_uninvolved
from review.services.inspection.weighing import Weighed, check_marks, weigh

_STEPS = {InspectionState.WAITING: AssessmentKind.FIRST, InspectionState.SECOND: AssessmentKind.SECOND}
_TENTH = Decimal("0.1")


@transaction.atomic
def score(inspection_id, *, marks, by, now, comment=""):
    """Score a drawn complaint, as the first or, without having seen the first, as the second.

    `marks` are (points, remark) by criterion key. Two opinions within the tolerance of the round that agree on
    passing make one, their mean; others wait for somebody who settles them. Raises NotPermitted, RuleBroken.
    """
    inspection = lock_inspection(inspection_id, by=by)
    check_may(by, inspection.conclude)
    if inspection.state not in _STEPS:
        raise RuleBroken(_("This complaint was scored meanwhile."))
    check_uninvolved(inspection, by)
    check_another(inspection, by)
    kind = _STEPS[inspection.state]
    said = keep_opinion(inspection, kind, marks=marks, comment=comment, by=by, now=now)
    if kind == AssessmentKind.FIRST:
        inspection.first_by = by
        if inspection.needs_second:
            inspection.score_first()
        else:
            _conclude(inspection, _weighed(said), by=by, now=now)
    else:
        first = inspection.assessments.get(kind=AssessmentKind.FIRST)
        if agree(first, said, tolerance=inspection.round.tolerance):
            _conclude(inspection, mean_of(first, said), by=by, now=now)
        else:
            inspection.diverge()
    inspection.save()
    return inspection


@transaction.atomic
def settle(inspection_id, *, marks, comment, by, now):
    """Settle two opinions that are apart by marks of one's own, in words. Raises NotPermitted, RuleBroken."""
    inspection = lock_inspection(inspection_id, by=by)
    check_may(by, inspection.settle)
    if inspection.state != InspectionState.APART:
        raise RuleBroken(_("There is nothing to settle here."))
    check_filled(comment, _("Say to both inspectors why."))
    check_uninvolved(inspection, by)
    check_another(inspection, by)
    said = keep_opinion(inspection, AssessmentKind.SETTLED, marks=marks, comment=comment, by=by, now=now)
    _conclude(inspection, _weighed(said), by=by, now=now)
    inspection.save()
    return inspection


@transaction.atomic
def set_aside(inspection_id, *, reason, by, now):
    """Leave a complaint out of its round, for example because it was opened again. Raises NotPermitted, RuleBroken."""
    inspection = lock_inspection(inspection_id, by=by)
    check_may(by, inspection.set_aside)
    if inspection.state != InspectionState.WAITING:
        raise RuleBroken(_("Only a complaint nobody has scored yet can be left out."))
    check_filled(reason, _("Say why it is left out."))
    check_uninvolved(inspection, by)
    inspection.set_aside(reason=reason.strip())
    check_row(inspection)
    inspection.first_by = by
    inspection.save()
    return inspection


def lock_inspection(inspection_id, *, by):
    """The inspection with its complaint, both locked until the transaction ends, if `by` may see them."""
    seen = Inspection.objects.visible_to(by).filter(pk=inspection_id).values_list("complaint", flat=True).first()
    if seen is None:
        raise NotPermitted(_("This inspection does not exist or is not yours to see."))
    # The complaint first, as every service does: whoever takes rows in one order never waits for each other.
    complaint = lock(seen, by=by)
    inspection = (
        Inspection.objects.select_for_update(of=("self",)).select_related("round__sheet", "agent").get(pk=inspection_id)
    )
    inspection.complaint = complaint
    return inspection


def keep_opinion(inspection, kind, *, marks, comment, by, now):
    """Write one opinion with its marks, under the lock of whoever calls. Raises RuleBroken."""
    sheet = inspection.round.sheet
    criteria = list(sheet.criteria.all())
    check_marks(criteria, marks)
    weighed = weigh(sheet, criteria, {key: points for key, (points, _remark) in marks.items()})
    said = Assessment(inspection=inspection, kind=kind, by=by, at=now, comment=comment.strip(), **weighed._asdict())
    check_row(said)
    said.save(force_insert=True)
    lines = [
        Mark(assessment=said, criterion=one, points=marks[one.pk][0], remark=marks[one.pk][1].strip())
        for one in criteria
    ]
    for line in lines:
        check_row(line)
    Mark.objects.bulk_create(lines)
    return said


def agree(first, second, *, tolerance):
    """Whether two opinions are one: passed or failed alike, and no more than `tolerance` points apart."""
    return (
        first.is_passed == second.is_passed
        and first.is_fatal == second.is_fatal
        and abs(first.score - second.score) <= tolerance
    )


def mean_of(first, second):
    """Two opinions that agree on passing, as one."""
    score = ((first.score + second.score) / 2).quantize(_TENTH, ROUND_HALF_UP)
    return Weighed(score, first.is_passed, first.is_fatal)


def _weighed(said):
    return Weighed(said.score, said.is_passed, said.is_fatal)


def _conclude(inspection, weighed, *, by, now):
    """The result counts from now: it is on the complaint's record without its points, which are the handler's own."""
    move = inspection.settle if inspection.state == InspectionState.APART else inspection.conclude
    move(**weighed._asdict(), at=now, appeal_until=now + timedelta(days=inspection.round.appeal_days))
    complaint = inspection.complaint
    ComplaintEvent.record(complaint, EventKind.INSPECTED, by=by, at=now, inspection=inspection.round.title)
    tell_staff(inspection.agent, NoticeKind.INSPECTED, complaint, now=now, words=inspection.round.title)
