"""What rounds of inspection say about handlers and desks, and how surely (REV-5).

A part of which more was drawn than of another counts by how much was closed in it: each score by closed ÷ drawn of
its part. The sample is not treated as a part of a finite number, which makes the intervals wider and never narrower.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count

from complaints.deadlines.workdays import CHINA
from complaints.permissions import check_right
from review.models import AssessmentKind, Criterion, Inspection, Mark, Stratum
from review.services.intervals import Interval, effective, mean, share

#: Of fewer nothing is said that compares: the interval would hold nearly everything.
FEWEST = 5


class Line(NamedTuple):
    """Results of one handler or desk, or of all (key None)."""

    key: int | None
    name: str
    count: int
    closed: int
    score: Interval
    passed: Interval
    fatal: int

    @property
    def is_thin(self):
        """Too few to compare with others."""
        return self.count < FEWEST


class CriterionLine(NamedTuple):
    """One line of the sheet: the share of points earned, overall and by month, and how often points were taken."""

    criterion: Criterion
    earned: float
    count: int
    taken: int
    months: dict


class Results(NamedTuple):
    total: Line | None
    agents: list
    teams: list
    criteria: list
    months: list
    agreement: "Agreement"


class Agreement(NamedTuple):
    """Of complaints scored twice: the mean distance, how many are one opinion, and the weighted kappa of the lines."""

    count: int
    distance: float | None
    alike: int
    kappa: float | None


def results(*, by, since=None, until=None, inspected=None):
    """Of the scores `by` may see: of one round, or given from `since` to `until` (moments). Raises NotPermitted."""
    check_right(by, "review.view_inspection")
    seen = Inspection.objects.visible_to(by).results()
    seen = seen.filter(round=inspected) if inspected else seen.filter(scored_at__gte=since, scored_at__lt=until)
    rows = list(seen.order_by("pk").select_related("round", "agent", "team"))
    if not rows:
        return Results(None, [], [], [], [], agreement(seen))
    weights = _weights(rows)
    weighed = [(row, weights[row.pk]) for row in rows]
    months = sorted({month_of(row.scored_at) for row in rows})
    return Results(
        _line(None, "", weighed),
        _lines(weighed, lambda row: (row.agent_id, str(row.agent))),
        _lines(weighed, lambda row: (row.team_id, str(row.team) if row.team_id else "")),
        _criteria(seen),
        months,
        agreement(seen),
    )


def month_of(at):
    return f"{at.astimezone(CHINA):%Y-%m}"


def agreement(inspections):
    """How far two inspectors who did not see each other agree.

    Kappa is Cohen's weighted one (Psychological Bulletin 70 (1968) 213) with squared distances, over all lines of the
    sheet: 1 less the distance found over the distance expected if each had marked as they do but of another complaint.
    """
    twice = inspections.model.objects.filter(pk__in=inspections.order_by().values("pk"), needs_second=True)
    pairs = defaultdict(dict)
    scores = defaultdict(dict)
    marks = Mark.objects.filter(
        assessment__inspection__in=twice.order_by(), assessment__kind__in=(AssessmentKind.FIRST, AssessmentKind.SECOND)
    )
    rows = marks.order_by().values_list(
        "assessment__inspection",
        "assessment__kind",
        "assessment__score",
        "assessment__is_passed",
        "criterion",
        "criterion__points",
        "points",
    )
    for inspection, kind, score, is_passed, criterion, most, points in rows:
        scores[inspection][kind] = (float(score), is_passed)
        if points is not None:
            pairs[criterion, inspection][kind] = points / most
    both = [tuple(one[kind] for kind in AssessmentKind.values[:2]) for one in scores.values() if len(one) == 2]
    if not both:
        return Agreement(0, None, 0, None)
    lines = defaultdict(list)
    for (criterion, _inspection), said in pairs.items():
        if len(said) == 2:
            lines[criterion].append((said[AssessmentKind.FIRST], said[AssessmentKind.SECOND]))
    found = sum((one - other) ** 2 for line in lines.values() for one, other in line)
    expected = sum(_by_chance(line) for line in lines.values())
    return Agreement(
        len(both),
        sum(abs(first[0] - second[0]) for first, second in both) / len(both),
        sum(first[1] == second[1] for first, second in both),
        1 - found / expected if expected else None,
    )


def _by_chance(line):
    """The distance of the first opinions from all second ones, summed as for as many pairs as there are."""
    firsts, seconds = zip(*line, strict=True)
    return sum((one - other) ** 2 for one in firsts for other in seconds) / len(line)


def _weights(rows):
    """Inspection → closed ÷ drawn of its part of its round."""
    weights = {}
    for row in rows:
        key = row.agent_id if row.round.stratum == Stratum.AGENT else row.team_id
        part = next((one for one in row.round.strata if one["key"] == key), None)
        weights[row.pk] = part["closed"] / part["drawn"] if part and part["drawn"] else 1.0
    return weights


def _lines(weighed, key_of):
    groups = defaultdict(list)
    for row, weight in weighed:
        groups[key_of(row)].append((row, weight))
    lines = [_line(key, name, inside) for (key, name), inside in groups.items()]
    # Those too few to compare stand last: at the top they would be read as the best or the worst.
    return sorted(lines, key=lambda line: (line.is_thin, -line.score.value, line.name))


def _line(key, name, weighed):
    weights = [weight for _row, weight in weighed]
    whole, count = sum(weights), effective(weights)
    passed = sum(weight for row, weight in weighed if row.is_passed) / whole
    return Line(
        key,
        name,
        len(weighed),
        round(whole),
        mean([float(row.score) for row, _weight in weighed], weights),
        share(passed * count, count),
        sum(row.is_fatal for row, _weight in weighed),
    )


def _criteria(inspections):
    """By the opinion that counts: the last one, and the mean of both where two were one."""
    marks = Mark.objects.filter(assessment__inspection__in=inspections.order_by(), points__isnull=False)
    rows = marks.order_by("assessment").values_list(
        "assessment__inspection", "assessment__kind", "assessment__inspection__scored_at", "criterion", "points"
    )
    said = defaultdict(dict)
    for inspection, kind, at, criterion, points in rows:
        said[inspection, criterion, at][kind] = points
    criteria = Criterion.objects.in_bulk({criterion for _inspection, criterion, _at in said})
    # One line of the sheet stays one over its versions.
    lines = defaultdict(lambda: defaultdict(list))
    for (_inspection, key, at), opinions in said.items():
        lines[criteria[key].code][month_of(at)].append(_counting(opinions) / criteria[key].points)
    latest = {one.code: one for one in sorted(criteria.values(), key=lambda one: one.sheet_id)}
    told = []
    for code, months in lines.items():
        parts = [part for inside in months.values() for part in inside]
        by_month = {month: sum(inside) / len(inside) for month, inside in months.items()}
        taken = sum(part < 1 for part in parts)
        told.append(CriterionLine(latest[code], sum(parts) / len(parts), len(parts), taken, by_month))
    return sorted(told, key=lambda line: (line.criterion.is_fatal, line.criterion.position))


def _counting(opinions):
    for kind in (AssessmentKind.APPEAL, AssessmentKind.SETTLED):
        if kind in opinions:
            return opinions[kind]
    return sum(opinions.values()) / len(opinions)


def progress_of(inspected, by):
    """How many of a round `by` may see stand where: state → count."""
    rows = Inspection.objects.visible_to(by).filter(round=inspected).order_by()
    return dict(rows.values_list("state").annotate(Count("pk")))
