"""QA at work on the demo desk: a round finished, one running with an appeal waiting; last week's and month's report."""

from datetime import timedelta

from django.db import transaction

from complaints.deadlines.workdays import CHINA
from complaints.errors import RuleBroken
from review.models import Inspection, InspectionRound, InspectionState, ReportKind, ScoreSheet, SheetState
from review.services.figures.rounds import count_changed
from review.services.inspection.appeals import appeal
from review.services.inspection.drawing import ticket
from review.services.inspection.impartial import open_to
from review.services.inspection.rounds import draw_round, finish_round
from review.services.inspection.scoring import score, settle
from review.services.inspection.sheets import load_sheets
from review.services.reports.making import is_counted, make_report
from review.services.reports.periods import last_ended

_DAY = timedelta(days=1)
#: What inspectors write when they take points, by criterion.
_REMARKS = {
    "first_contact": "首次外呼晚于承诺时间，未留未接通记录。",
    "empathy": "开场直接核对订单，客户说明着急后未回应情绪。",
    "facts": "仓库说法与签收照片不一致，未再核对即下结论。",
    "solution": "只给了一个方案，未说明退货与换货的区别。",
    "promises": "答应次日上午回电，实际下午才回。",
    "record": "第二次通话只记了“已沟通”，看不出说了什么。",
    "closing": "结案说明与客户最后的表态对不上。",
}
_APPEAL = "“事实核实”扣分有误：6 号附件的仓库监控截图就是核对结果，上传时间早于结案。请对照附件时间复核。"
#: Of so many in the running round one inspector has had a look.
_LOOKED_AT = 3
_INSPECTORS = ("qa", "qa2", "qa3")


@transaction.atomic
def inspect(users, *, now):
    """Nothing happens where a round was drawn already, or nothing is closed yet."""
    load_sheets()
    if InspectionRound.objects.exists():
        return
    try:
        _finished(users, now=now)
        _running(users, now=now)
    except RuleBroken:
        # A desk whose stories are all of today has nothing to draw from.
        return


@transaction.atomic
def report(users, *, now):
    """Last week's and last month's report, as scheduled work would have made them; made ones stay."""
    count_changed(by=users["director"], now=now)
    for kind in ReportKind:
        period = last_ended(kind, now)
        if is_counted(period):
            make_report(kind, period.since, by=users["director"], now=now)


def _finished(users, *, now):
    today = now.astimezone(CHINA).date()
    drawn = _drawn(
        "上期结案质检", users, since=today - 60 * _DAY, until=today - 5 * _DAY, seed=20261116, each=8, at=now - 4 * _DAY
    )
    for inspection in drawn.inspections.order_by("position"):
        at = now - 3 * _DAY - timedelta(minutes=7 * inspection.position)
        first, *others = _free(inspection, users)
        score(inspection.pk, marks=_marks(drawn, inspection, 0), comment="", by=first, now=at)
        if inspection.needs_second:
            second, *judges = others
            # Two opinions differ only where a third person had no part either, and can settle them.
            marks = _marks(drawn, inspection, 1 if judges else 0)
            again = score(inspection.pk, marks=marks, comment="", by=second, now=at)
            if again.state == InspectionState.APART:
                words = "两次评分差在“事实核实”，以附件和录音为准。"
                settle(inspection.pk, marks=_marks(drawn, inspection, 0), comment=words, by=judges[0], now=at)
    finish_round(drawn.pk, by=users["qa"], now=now - _DAY)


def _running(users, *, now):
    today = now.astimezone(CHINA).date()
    drawn = _drawn(
        "本周结案质检", users, since=today - 4 * _DAY, until=today, seed=20261123, each=4, at=now - timedelta(hours=9)
    )
    looked_at = list(drawn.inspections.order_by("-position")[:_LOOKED_AT])
    for inspection in looked_at:
        by = _free(inspection, users)[0]
        score(inspection.pk, marks=_marks(drawn, inspection, 0, facts=1), by=by, now=now - timedelta(hours=7))
    last = looked_at[-1]
    last.refresh_from_db()
    if last.state == InspectionState.DONE:
        appeal(last.pk, reason=_APPEAL, by=last.agent, now=now - timedelta(hours=2))


def _free(inspection, users):
    """Inspectors, then who settles, without those who had a part in the complaint, a revisit call for instance."""
    own = Inspection.objects.filter(pk=inspection.pk)
    return [users[name] for name in (*_INSPECTORS, "director") if open_to(own, users[name]).exists()]


def _drawn(title, users, *, since, until, seed, each, at):
    return draw_round(
        title=title,
        sheet=ScoreSheet.objects.get(code="handling", state=SheetState.ACTIVE),
        since=since,
        until=until,
        seed=seed,
        per_stratum=each,
        second_percent=25,
        appeal_days=2,
        by=users["qa"],
        now=at,
    )


def _marks(drawn, inspection, opinion, **given):
    """The same for the same complaint whenever the desk is told; two inspectors differ a little."""
    told = {}
    for one in drawn.sheet.criteria.all():
        dice = int(ticket(opinion if one.position % 3 == 0 else 0, f"{inspection.complaint_id}{one.code}")[:4], 16) % 10
        taken = 0 if one.is_fatal else (2 if dice == 0 else 1 if dice < 3 else 0)
        points = given.get(one.code, one.points - taken)
        told[one.pk] = (points, "" if points == one.points else _REMARKS[one.code])
    return told
