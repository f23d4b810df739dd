"""A round of inspection over closed complaints, drawn and scored by the real services."""

from datetime import timedelta

from accounts.roles import Role
from complaints.deadlines.workdays import CHINA
from complaints.states import State
from review.models import ScoreSheet, SheetState
from review.services.inspection.rounds import draw_round
from review.services.inspection.scoring import score
from tests.builders import NOON, a_complaint, a_user

#: Satisfied after one round, the builders' complaints are closed a day after noon.
CLOSED = NOON + timedelta(days=1)
DAY = CLOSED.astimezone(CHINA).date()
LATER = NOON + timedelta(days=3)


def sheet():
    return ScoreSheet.objects.get(code="handling", state=SheetState.ACTIVE)


def a_round(*, by=None, agents=None, each=2, **facts):
    """A running round; without `agents` one who closed two complaints."""
    for agent in agents if agents is not None else [a_user()]:
        for _one in range(each):
            a_complaint(at=State.CLOSED, agent=agent)
    told = {
        "title": "十一月第三周质检",
        "sheet": sheet(),
        "since": DAY,
        "until": DAY,
        "seed": 20261119,
        "per_stratum": 5,
        "second_percent": 0,
    }
    return draw_round(**told | facts, by=by or a_user(Role.CURATOR), now=LATER)


def marks_of(used, **points):
    """Every line full, but for those named: points, with a remark where some are taken."""
    told = {}
    for one in used.criteria.all():
        given = points.get(one.code, one.points)
        told[one.pk] = (given, "" if given in (None, one.points) else "记录里看不到")
    return told


def scored(inspection, *, by=None, now=LATER, **points):
    return score(
        inspection.pk, marks=marks_of(inspection.round.sheet, **points), by=by or a_user(Role.CURATOR), now=now
    )
