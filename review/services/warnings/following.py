"""The hourly look: new warnings opened, known ones followed, those whose rise is over let go (MON-2)."""

from datetime import timedelta
from functools import partial

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from complaints.models import Category, Complaint, NoticeKind
from complaints.services.staff import tell_staff
from complaints.services.sweeps import sweep
from escalation.models import Trace
from review.models import (
    Dimension,
    EarlyWarning,
    WarningLevel,
    WarningLook,
    WarningNumbers,
    WarningRules,
)
from review.services.warnings.cells import cell_of, words_for
from review.services.warnings.content import made_of
from review.services.warnings.counting import complaints_of, midnight
from review.services.warnings.looking import WHOLE, Board, distinct
from review.services.warnings.record import record
from review.warning.judging import WINDOWS

#: A rise that was not seen for so long is over.
_OVER_AFTER = timedelta(days=2)
#: A look at a million complaints takes longer than the lease of a small row.
_LEASE = timedelta(minutes=10)
_SWITCHED_OFF, _TOO_YOUNG = "off", "young"
#: How far back a rise is compared.
_PAST_DAYS = timedelta(days=84)


def look_for_surges(*, by, now):
    """Have this hour looked at once, by whoever comes first; returns how many looks were done."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    _row, is_new = WarningLook.objects.get_or_create(due_at=hour)
    waiting = WarningLook.objects.filter(done_at=None).order_by("due_at", "pk")
    if is_new:
        # Of hours that were missed only the last is worth a look.
        waiting.filter(due_at__lt=hour).delete()
    return sweep(waiting, partial(look, by=by, now=now), now=now, lease=_LEASE).done


@transaction.atomic
def look(look_id, *, by, now):
    """Judge every cell as it stands at `now`; returns whether this look was still to be done."""
    own = WarningLook.objects.select_for_update().filter(pk=look_id, done_at=None).first()
    if own is None:
        return False
    rules = WarningRules.current()
    own.silent_because = "" if rules.is_active else _SWITCHED_OFF
    if rules.is_active:
        board = Board(rules, now=now)
        own.silent_because = _TOO_YOUNG if board.is_young else ""
        if not board.is_young:
            _judge(board, own, by=by, now=now)
    own.done_at, own.leased_until, own.failure = now, None, ""
    own.save()
    return True


def _judge(board, own, *, by, now):
    followed = list(EarlyWarning.objects.followed().select_for_update(of=("self",)).order_by("found_at", "pk"))
    stand_for = {cell_of(warning): _follow(warning, board, by=by, now=now) for warning in followed}
    rested = now - timedelta(days=board.rules.rest_days)
    for warning in EarlyWarning.objects.filter(closed_at__gt=rested, lapsed=False):
        stand_for[cell_of(warning)] = board.members(cell_of(warning), max(WINDOWS))
    found = board.told()
    new = [finding for finding in found if finding.cell not in stand_for]
    for finding in new:
        finding.complaints = board.members(finding.cell, finding.verdict.days)
    # That all complaints rise says nothing against a part that rises more.
    taken = [theirs for cell, theirs in stand_for.items() if cell != WHOLE]
    parts = distinct([one for one in new if one.cell != WHOLE], taken)
    for finding in [*(one for one in new if one.cell == WHOLE), *parts]:
        _open(finding, board, by=by, now=now)
    own.cells, own.rising = board.cells, len(found)


def _follow(warning, board, *, by, now):
    """Bring one warning up to date, or let it go; returns the complaints it stands for."""
    cell = cell_of(warning)
    verdict = board.verdict(cell)
    _count(warning, verdict, at=now)
    warning.course = list(board.course(cell))
    if verdict.rises:
        _take_over(warning, verdict, board, now=now)
    warning.save()
    if verdict.rises:
        return board.members(cell, max(WINDOWS))
    if warning.state in ("open", "acknowledged") and now - warning.risen_at >= _OVER_AFTER:
        warning.lapse(at=now)
        record(warning, "lapsed", by=by, at=now)
        return frozenset()
    return board.members(cell, max(WINDOWS))


def _open(finding, board, *, by, now):
    category, dimension, value = finding.cell
    newest = Complaint.objects.filter(pk__in=finding.complaints).order_by("-received_at", "-pk").first()
    if newest is None:
        return
    warning = EarlyWarning(
        cell=finding.cell.key,
        category=Category.objects.get(pk=category) if category else None,
        dimension=dimension,
        value=value,
        shown=_shown(newest, dimension, value),
        since=board.today,
        found_at=now,
    )
    _take_over(warning, finding.verdict, board, now=now)
    warning.course = list(board.course(finding.cell))
    record(warning, "found", by=by, at=now, count=warning.observed, expected=warning.expected_words)
    _count(warning, finding.verdict, at=now)
    tell_staff(
        owners_of(warning),
        NoticeKind.WARNING,
        newest,
        now=now,
        words=words_for(warning),
        count=warning.observed,
        expected=warning.expected_words,
    )


def owners_of(warning):
    """Who is told: supervisors of the department the category belongs to, or all of them, and quality assurance."""
    department = warning.category.department if warning.category_id else None
    supervisors = User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("pk")
    of_department = list(supervisors.filter(department=department)) if department else []
    curators = User.objects.filter(role=Role.CURATOR, is_active=True).order_by("pk")
    return [*(of_department or supervisors), *curators]


def _take_over(warning, verdict, board, *, now):
    first = board.today - timedelta(days=verdict.days - 1)
    warning.since = min(warning.since, first)
    warning.level = WarningLevel.STEEP if verdict.steep else WarningLevel.RISING
    warning.days, warning.observed, warning.bound = verdict.days, verdict.observed, verdict.bound
    warning.expected, warning.chance, warning.risen_at = verdict.expected, verdict.chance, now
    cell = cell_of(warning)
    rise = complaints_of(cell, warning.since, until=now, tree=board.tree).values_list("pk", flat=True)
    warning.made_of = made_of(rise, cell, past=_past(cell, warning.since, board))


def _past(cell, since, board):
    """Traces of the same category, or of the desk, before the rise; the newest first."""
    found = Trace.objects.filter(
        received_at__lt=midnight(since), received_at__gte=midnight(since - _PAST_DAYS), complaint__arriving_in=None
    )
    if cell.category is not None:
        found = found.filter(category__in=board.tree.below(cell.category))
    return found.order_by("-received_at", "-pk")


def _count(warning, verdict, *, at):
    WarningNumbers.objects.create(
        warning=warning,
        at=at,
        days=verdict.days,
        observed=verdict.observed,
        expected=verdict.expected,
        bound=verdict.bound,
        rises=verdict.rises,
    )


def _shown(complaint, dimension, value):
    order = complaint.order
    return {
        Dimension.PRODUCT: complaint.product or (order.product if order else "") or value,
        Dimension.PLACE: complaint.place or (order.shop if order else "") or value,
        Dimension.CHANNEL: value,
    }.get(dimension, "")
