"""What came of asking customers: reached, rated, not reached, by desk or handler (REV-1, MON-1).

A round counts when it ended; one that lapsed with its complaint was nobody's to ask and counts as nothing. Not
reached is told apart and never mixed into satisfaction: the share of the satisfied is of those who answered.
"""

from typing import NamedTuple

from django.db.models import Count, Q, Sum

from complaints.models import Complaint
from complaints.permissions import check_right
from complaints.states import Satisfaction
from review.models import RevisitRound, RoundEnding

#: What the lines may stand for: the round's field, and where its name is.
GROUPS = {"team": ("team", "team__name"), "handler": ("handler", "handler__name")}

_RATED = Q(ending=RoundEnding.RATED)
_COUNTS = {
    "asked": Count("pk"),
    "rated": Count("pk", filter=_RATED),
    "unreached": Count("pk", filter=Q(ending=RoundEnding.UNREACHED)),
    "satisfied": Count("pk", filter=Q(rating__gte=Satisfaction.SATISFIED)),
    "dissatisfied": Count("pk", filter=Q(rating__lte=Satisfaction.DISSATISFIED)),
    "handled_well": Count("pk", filter=Q(process_rating__gte=Satisfaction.SATISFIED)),
    "handling_rated": Count("pk", filter=Q(process_rating__isnull=False)),
    "attempts": Sum("attempts_made", default=0),
}


class Line(NamedTuple):
    """Rounds of one desk or handler (None: nobody's), or of all."""

    key: int | None
    name: str | None
    asked: int = 0
    rated: int = 0
    unreached: int = 0
    satisfied: int = 0
    dissatisfied: int = 0
    handled_well: int = 0
    handling_rated: int = 0
    attempts: int = 0

    @property
    def reached_rate(self):
        """Percent of the rounds that brought an answer, rounded down; None where nobody was asked."""
        return self.rated * 100 // self.asked if self.asked else None

    @property
    def satisfied_rate(self):
        """Percent of the answers that say satisfied or better; None without any."""
        return self.satisfied * 100 // self.rated if self.rated else None

    @property
    def handled_well_rate(self):
        """The same of the handling, of those who rated it."""
        return self.handled_well * 100 // self.handling_rated if self.handling_rated else None


class Figures(NamedTuple):
    total: Line
    lines: list[Line]


def revisit_figures(*, since, by, now, group="team"):
    """Of rounds that ended from `since` to `now` on complaints `by` may see. Raises NotPermitted."""
    check_right(by, "review.view_revisitround")
    own, name = GROUPS[group]
    visible = Complaint.everything.visible_to(by).named_by("complaint")
    ended = RevisitRound.objects.filter(visible, ended_at__gte=since, ended_at__lt=now)
    counted = ended.exclude(ending=RoundEnding.LAPSED).order_by().values(own, name).annotate(**_COUNTS)
    lines = [Line(row[own], row[name], *(row[count] for count in _COUNTS)) for row in counted]
    lines.sort(key=lambda line: (-line.asked, line.name or ""))
    sums = (sum(values) for values in zip(*(line[2:] for line in lines), strict=True)) if lines else ()
    return Figures(Line(None, None, *sums), lines)
