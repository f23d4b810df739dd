"""Score sheets: drafted by one, put in use by another, never changed afterwards (REV-5, AUD-3)."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from accounts.text import check_row
from complaints.errors import NotPermitted, Outdated, RuleBroken
from complaints.permissions import check_right
from complaints.services.gate import check_may
from review.models import Criterion, ScoreSheet, SheetState

_PRESET = Path(__file__).resolve().parent.parent.parent / "presets" / "sheets.toml"
#: Before any complaint, so that complaints of earlier dates can be inspected.
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)

SHEET_FIELDS = ("name", "name_en", "pass_mark")
CRITERION_FIELDS = (
    "code",
    "name",
    "name_en",
    "guidance",
    "guidance_en",
    "points",
    "weight",
    "is_fatal",
    "may_not_apply",
)
_WHOLE = 100


@transaction.atomic
def load_sheets():
    """Put the first version of each sheet in use where there is none yet. Returns how many were added."""
    told = tomllib.loads(_PRESET.read_text(encoding="utf-8"))["sheet"]
    known = set(ScoreSheet.objects.values_list("code", flat=True))
    missing = [sheet for sheet in told if sheet["code"] not in known]
    for sheet in missing:
        criteria = sheet.pop("criterion")
        first = ScoreSheet.objects.create(
            version=1, state=SheetState.ACTIVE, drafted_at=_BEGINNING, activated_at=_BEGINNING, **sheet
        )
        _keep(first, [_whole(line) for line in criteria])
    return len(missing)


@transaction.atomic
def draft_sheet(code, *, by, now):
    """Begin the next version of the sheet `code` from the one in use. Raises NotPermitted, RuleBroken."""
    check_right(by, "review.change_scoresheet")
    versions = list(ScoreSheet.objects.select_for_update().filter(code=code))
    if not versions:
        raise RuleBroken(_("There is no such score sheet."))
    if waiting := next((one for one in versions if one.state == SheetState.DRAFT), None):
        raise RuleBroken(_("“%(sheet)s” is still a draft. Finish it first.") % {"sheet": waiting})
    basis = next((one for one in versions if one.state == SheetState.ACTIVE), versions[0])
    latest = ScoreSheet.objects.filter(code=code).aggregate(Max("version"))["version__max"]
    draft = ScoreSheet.objects.create(
        code=code,
        version=latest + 1,
        **{name: getattr(basis, name) for name in SHEET_FIELDS},
        drafted_by=by,
        drafted_at=now,
    )
    _keep(draft, basis.criteria.values(*CRITERION_FIELDS))
    return draft


@transaction.atomic
def save_sheet(sheet_id, *, facts, criteria, seen, by, now):
    """Write the draft anew: `facts` by SHEET_FIELDS, `criteria` as rows by CRITERION_FIELDS in their order.

    Whoever wrote last becomes the drafter, so that nobody puts the own words in use. Raises NotPermitted, RuleBroken,
    Outdated.
    """
    sheet = _lock(sheet_id)
    check_right(by, "review.change_scoresheet")
    _check_draft(sheet)
    if sheet.edits != seen:
        raise Outdated(_("Somebody changed this draft while you had it open. Look at it again."))
    for name in SHEET_FIELDS:
        setattr(sheet, name, facts[name])
    sheet.drafted_by, sheet.drafted_at, sheet.edits = by, now, sheet.edits + 1
    check_row(sheet)
    sheet.criteria.all().delete()
    _keep(sheet, criteria)
    sheet.save()
    return sheet


@transaction.atomic
def activate_sheet(sheet_id, *, by, now):
    """Put a draft in use from now on; the version before it is retired. Raises NotPermitted, RuleBroken."""
    sheet = _lock(sheet_id)
    check_may(by, sheet.activate)
    _check_draft(sheet)
    if sheet.drafted_by_id in by.circle():
        raise NotPermitted(_("Nobody puts the own draft in use. Ask somebody else to look at it."))
    check_criteria(list(sheet.criteria.all()))
    for before in ScoreSheet.objects.select_for_update().filter(code=sheet.code, state=SheetState.ACTIVE):
        before.retire(at=now)
        before.save()
    sheet.activate(activator=by, at=now)
    sheet.save()
    return sheet


@transaction.atomic
def retire_sheet(sheet_id, *, by, now):
    """Take a sheet out of use without another in its place. Raises NotPermitted, RuleBroken."""
    sheet = _lock(sheet_id)
    check_may(by, sheet.retire)
    try:
        sheet.retire(at=now)
    except TransitionNotAllowed:
        raise RuleBroken(_("“%(sheet)s” is not in use.") % {"sheet": sheet}) from None
    sheet.save()
    return sheet


def check_criteria(criteria):
    """Raises RuleBroken unless the weights make 100 and every line is told apart."""
    weight = sum(one.weight for one in criteria if not one.is_fatal)
    if weight != _WHOLE:
        raise RuleBroken(_("The weights make %(weight)s and have to make 100.") % {"weight": weight})
    if len({one.code for one in criteria}) != len(criteria):
        raise RuleBroken(_("Two lines have the same code."))


def _keep(sheet, rows):
    criteria = [Criterion(sheet=sheet, position=place, **row) for place, row in enumerate(rows, 1)]
    for one in criteria:
        if one.is_fatal:
            one.points, one.weight = 1, 0
        check_row(one)
    check_criteria(criteria)
    Criterion.objects.bulk_create(criteria)


def _whole(line):
    """A line of the preset with what it leaves out."""
    return {"points": 5, "weight": 0, "is_fatal": False, "may_not_apply": False} | line


def _check_draft(sheet):
    if sheet.state != SheetState.DRAFT:
        raise RuleBroken(_("“%(sheet)s” is no draft. Begin a new version.") % {"sheet": sheet})


def _lock(sheet_id):
    sheet = ScoreSheet.objects.select_for_update().filter(pk=sheet_id).first()
    if sheet is None:
        raise RuleBroken(_("There is no such score sheet."))
    return sheet
