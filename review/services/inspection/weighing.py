"""What the marks of one sheet come to, out of 100, and whether that passes (REV-5). Pure arithmetic."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.errors import RuleBroken

_TENTH = Decimal("0.1")


class Weighed(NamedTuple):
    score: Decimal
    is_passed: bool
    is_fatal: bool


def weigh(sheet, criteria, points):
    """`points` by criterion key; None leaves a line out, and the others count as if they were the whole.

    One fatal line that does not hold makes it nought.
    """
    is_fatal = any(one.is_fatal and points[one.pk] == 0 for one in criteria)
    counted = [one for one in criteria if not one.is_fatal and points[one.pk] is not None]
    weight = sum(one.weight for one in counted)
    earned = sum(Decimal(one.weight * points[one.pk]) / one.points for one in counted)
    score = Decimal(0) if is_fatal or not weight else (100 * earned / weight).quantize(_TENTH, ROUND_HALF_UP)
    return Weighed(score, not is_fatal and score >= sheet.pass_mark, is_fatal)


def check_marks(criteria, marks):
    """`marks` are (points, remark) by criterion key. Raises RuleBroken, naming the first line that is not right."""
    if set(marks) != {one.pk for one in criteria}:
        raise RuleBroken(_("Mark every line of the sheet."))
    for one in criteria:
        points, remark = marks[one.pk]
        if points is None and not one.may_not_apply:
            raise RuleBroken(_("“%(line)s” has to be marked.") % {"line": one})
        if points is not None and not 0 <= points <= one.points:
            raise RuleBroken(_("“%(line)s” has %(most)s points at most.") % {"line": one, "most": one.points})
        if points is not None and points < one.points and not remark.strip():
            raise RuleBroken(_("Say at “%(line)s” why points are taken.") % {"line": one})
    if all(marks[one.pk][0] is None for one in criteria if not one.is_fatal):
        raise RuleBroken(_("At least one line has to apply."))
