"""Services of inspection, as service_calls.py: points are on the inspection, that it was done on the complaint."""

from datetime import date

from accounts.models import User
from accounts.roles import Role
from complaints.models import EventKind as K
from review.models import Inspection, ScoreSheet
from review.services.figures.rounds import count_changed
from review.services.inspection import appeals, rounds, scoring, sheets
from review.services.reports import making, sending
from tests.architecture.service_calls import LATER, C, Row
from tests.builders import a_user
from tests.review.inspecting import DAY, a_round, marks_of, scored, sheet
from tests.review.inspecting import LATER as THEN

WEEK = date(2026, 11, 9)


def counted(it):
    count_changed(by=User.objects.system(), now=LATER)


def drawn(it):
    a_round(agents=[])


def waiting(it):
    """Scored by one of two."""
    a_round(agents=[], second_percent=100)
    scored(_one())


def apart(it):
    waiting(it)
    scored(_one(), facts=0)


def done(it):
    drawn(it)
    scored(_one(), facts=0)


def appealed(it):
    done(it)
    appeals.appeal(_one().pk, reason="证据在附件二", by=it.handler, now=THEN)


def set_aside(it):
    drawn(it)
    scoring.set_aside(_one().pk, reason="客户重新打开", by=a_user(Role.CURATOR), now=THEN)


def drafted(it):
    sheets.draft_sheet("handling", by=a_user(Role.CURATOR), now=THEN)


def _one():
    return Inspection.objects.select_related("round__sheet").get()


def _draft():
    return ScoreSheet.objects.get(state="draft")


def _score(it, by):
    scoring.score(_one().pk, marks=marks_of(sheet()), by=by, now=THEN)


def _draw(it, by):
    told = {"title": "质检", "sheet": sheet(), "since": DAY, "until": DAY, "seed": 1, "per_stratum": 1}
    rounds.draw_round(**told, by=by, now=THEN)


def _save(it, by):
    draft = _draft()
    facts = {name: getattr(draft, name) for name in sheets.SHEET_FIELDS}
    rows = list(draft.criteria.values(*sheets.CRITERION_FIELDS))
    sheets.save_sheet(draft.pk, facts=facts, criteria=rows, seen=draft.edits, by=by, now=THEN)


def _finish(it, by):
    rounds.finish_round(_one().round_id, by=by, now=LATER)


QA = Role.CURATOR
INSPECTIONS = {
    "review.inspection.rounds.draw_round": Row(C, _draw, (), QA),
    "review.inspection.rounds.finish_round": Row(C, _finish, (), QA, set_aside),
    "review.inspection.scoring.score": Row(C, _score, (K.INSPECTED,), QA, drawn),
    "review.inspection.scoring.score the second": Row(C, _score, (K.INSPECTED,), QA, waiting),
    "review.inspection.scoring.settle": Row(
        C,
        lambda it, by: scoring.settle(_one().pk, marks=marks_of(sheet()), comment="以录音为准", by=by, now=THEN),
        (K.INSPECTED,),
        Role.DIRECTOR,
        apart,
    ),
    "review.inspection.scoring.set_aside": Row(
        C, lambda it, by: scoring.set_aside(_one().pk, reason="客户重新打开", by=by, now=THEN), (), QA, drawn
    ),
    "review.inspection.appeals.appeal": Row(
        C,
        lambda it, by: appeals.appeal(_one().pk, reason="证据在附件二", by=by, now=THEN),
        (K.INSPECTION_APPEALED,),
        Role.AGENT,
        done,
    ),
    "review.inspection.appeals.decide_appeal": Row(
        C,
        lambda it, by: appeals.decide_appeal(_one().pk, decision="维持原分", by=by, now=THEN),
        (K.INSPECTION_APPEAL_DECIDED,),
        Role.DIRECTOR,
        appealed,
    ),
    "review.inspection.sheets.draft_sheet": Row(
        C, lambda it, by: sheets.draft_sheet("handling", by=by, now=THEN), (), QA
    ),
    "review.inspection.sheets.save_sheet": Row(C, _save, (), QA, drafted),
    "review.inspection.sheets.activate_sheet": Row(
        C, lambda it, by: sheets.activate_sheet(_draft().pk, by=by, now=THEN), (), QA, drafted
    ),
    "review.inspection.sheets.retire_sheet": Row(
        C, lambda it, by: sheets.retire_sheet(sheet().pk, by=by, now=THEN), (), QA
    ),
}
INSPECTIONS |= {
    "review.reports.making.make_due_reports": Row(
        C, lambda it, by: making.make_due_reports(by=by, now=LATER), (), Role.SYSTEM
    ),
    "review.reports.making.make_report": Row(
        C, lambda it, by: making.make_report("week", WEEK, by=by, now=LATER), (), Role.DIRECTOR, counted
    ),
    "review.reports.sending.send_reports": Row(
        C, lambda it, by: sending.send_reports(by=by, now=LATER), (), Role.SYSTEM
    ),
}
#: Under the lock of the services above.
INNER_OPINIONS = {"review.inspection.scoring.keep_opinion"}
