"""The look over all cells: which of them rise beyond chance, and at which level that says the most."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from complaints.deadlines.arithmetic import DayKind
from complaints.deadlines.workdays import CHINA, notice_about
from review.services.warnings.cells import Cell, Tree
from review.services.warnings.counting import complaints_of, daily_counts, first_day, last_year, part_of_day
from review.warning.expecting import LEAST_DAYS, REFERENCE_DAYS, level_of
from review.warning.judging import WINDOWS, Bar, Verdict, chance_for, day_bound, judge
from review.warning.shape import YEAR, category_shape, house_shape, season

_WINDOW = max(WINDOWS)
#: So many days are drawn beside a warning.
_SHOWN = 42
_HOURS_LEARNED = timedelta(days=28)
_SUNDAY, _WEDNESDAY = 6, 2
#: Parts that hold so much of a rise say more than the whole.
_TELLING = 0.7
#: Parts that are most of what is usual anyway say no more than the whole.
_USUAL = 0.8
#: What more kinds of complaints than these share is nobody's own: an outage, a campaign, a new form.
_FEW = 2
#: Of two rises with so many complaints in common only the less likely one is told.
_SAME = 0.6
_SEASON_DAYS = 10
#: A cell counts among those looked at from so many complaints on: with fewer none can be expected to rise by chance.
_SEEN = 2


def kind_of(day):
    """A weekday from 0; a holiday is like a Sunday, a swapped day 调休 like a Wednesday. `day` is an ordinal."""
    local = date.fromordinal(day)
    kind = notice_about(local).kind
    if kind == DayKind.HOLIDAY:
        return _SUNDAY
    return _WEDNESDAY if kind == DayKind.SWAPPED else local.weekday()


#: All complaints.
WHOLE = Cell(None)


@dataclass
class Finding:
    """A cell that rises."""

    cell: Cell
    verdict: Verdict
    complaints: frozenset = field(default_factory=frozenset)

    @property
    def excess(self):
        return self.verdict.observed - self.verdict.expected


class Board:
    """All counts of one look, read once."""

    def __init__(self, rules, *, now):
        self.rules, self.now, self.tree = rules, now, Tree()
        self.today = now.astimezone(CHINA).date()
        began = first_day()
        self.first = max(self.today - timedelta(days=REFERENCE_DAYS + _WINDOW - 1), began or self.today)

    @cached_property
    def is_young(self):
        """Whether there is too little of a past to judge by."""
        return len(self.reference) < LEAST_DAYS

    @cached_property
    def reference(self):
        """Ordinals of the days the past is learned from, in whole weeks."""
        end = self.today.toordinal() - _WINDOW + 1
        weeks = (end - self.first.toordinal()) // 7
        return range(end - weeks * 7, end)

    @cached_property
    def window(self):
        """Ordinals of the days that are judged, today last."""
        return range(self.today.toordinal() - _WINDOW + 1, self.today.toordinal() + 1)

    @cached_property
    def counts(self):
        return daily_counts(self.first, self.today, until=self.now, tree=self.tree)

    @cached_property
    def cells(self):
        """How many cells the promise about false alarms is shared among."""
        return sum(1 for counts in self.counts.values() if sum(counts.values()) >= _SEEN)

    @cached_property
    def bar(self):
        chance = chance_for(self.rules.false_alarms_a_week, self.cells)
        return Bar(self.rules.least_count, self.rules.least_ratio, chance)

    def verdict(self, cell, *, lift=1.0):
        """How `cell` stands now, where `lift` times as much as usual is expected."""
        counts = self.counts.get(cell, {})
        factors = [factor * lift for factor in self._ahead(cell.category)]
        return judge(self._level(cell), [counts.get(day, 0) for day in self.window], factors, self.bar)

    def course(self, cell):
        """The last weeks of `cell` day by day: date, complaints, expected, and from how many one day would warn."""
        counts, shape, level = self.counts.get(cell, {}), self._shape(cell.category), self._level(cell)
        past = [day for day in self.reference if day > self.today.toordinal() - _SHOWN]
        factors = [*map(shape.of, past), *self._ahead(cell.category)]
        for day, factor in zip([*past, *self.window], factors, strict=True):
            mean, most = day_bound(level, factor, self.bar)
            yield date.fromordinal(day).isoformat(), counts.get(day, 0), round(mean, 2), most

    def rising(self):
        """Every cell that rises, each as a `Finding`."""
        candidates = [
            cell
            for cell, counts in self.counts.items()
            if sum(counts.get(day, 0) for day in self.window) >= self.rules.least_count
        ]
        found = (Finding(cell, self.verdict(cell)) for cell in candidates)
        return [finding for finding in found if finding.verdict.rises]

    def told(self):
        """The rises worth telling: where all complaints rise and no part accounts for it, that and what exceeds it."""
        rising = self.rising()
        found = telling(rising, self.tree)
        whole = next((one for one in found if one.cell == WHOLE), None)
        if whole is None:
            return found
        lift = whole.verdict.observed / whole.verdict.expected
        beyond = [one for one in rising if one.cell != WHOLE and self.verdict(one.cell, lift=lift).rises]
        return [whole, *telling(beyond, self.tree)]

    def members(self, cell, days):
        """Keys of the complaints of `cell` in the last `days` days."""
        first = self.today - timedelta(days=days - 1)
        found = complaints_of(cell, first, until=self.now, tree=self.tree)
        return frozenset(found.values_list("complaint", flat=True))

    def _level(self, cell):
        shape, counts = self._shape(cell.category), self.counts.get(cell, {})
        return level_of([counts.get(day, 0) for day in self.reference], [shape.of(day) for day in self.reference])

    def _ahead(self, category):
        """Factors of the days that are judged, of today as far as it is over."""
        shape = self._shape(category)
        factors = [shape.of(day) * self._season(category, day) for day in self.window]
        return [*factors[:-1], factors[-1] * self._part_of_today]

    def _shape(self, category):
        if category not in self._shapes:
            own = self.counts.get(Cell(category), {})
            self._shapes[category] = category_shape(own, self.reference, self._shapes[None])
        return self._shapes[category]

    @cached_property
    def _shapes(self):
        return {None: house_shape(self.counts.get(Cell(None), {}), self.reference, kind_of)}

    def _season(self, category, day):
        key = category, day
        if key not in self._seasons:
            self._seasons[key] = season(self._last_year.get(category, {}), day, self.reference)
        return self._seasons[key]

    @cached_property
    def _seasons(self):
        return {}

    @cached_property
    def _last_year(self):
        first = self.first - timedelta(days=YEAR)
        return last_year(first, self.today - timedelta(days=YEAR - _SEASON_DAYS), tree=self.tree)

    @cached_property
    def _part_of_today(self):
        return part_of_day(self.today - _HOURS_LEARNED, self.today, now=self.now)


def telling(findings, tree):
    """Of nested rises those that say the most: parts in place of a whole where they hold most of it."""
    by_cell = {finding.cell: finding for finding in findings}
    roots = [one for one in findings if not any(tree.is_within(one.cell, other.cell) for other in findings)]
    chosen = {found.cell: found for root in roots for found in _most_telling(root, by_cell, tree)}
    return sorted(chosen.values(), key=lambda one: one.verdict.chance)


def distinct(findings, taken=()):
    """Those of `findings`, the least likely first, that are not the same complaints as one before or as `taken`."""
    kept, sets = [], [one for one in taken if one]
    for finding in findings:
        own = finding.complaints
        if not any(len(own & other) >= _SAME * min(len(own), len(other)) for other in sets):
            kept.append(finding)
            sets.append(own)
    return kept


def _most_telling(finding, by_cell, tree):
    divided = tree.parts(finding.cell, by_cell)
    parts = [_Part([by_cell[cell] for cell in cells], finding) for cells in divided]
    telling_more = [part for part in parts if part.tells_more]
    if not telling_more:
        return [finding]
    best = min(telling_more, key=lambda part: (part.usual, len(part.findings)))
    return [found for one in best.findings for found in _most_telling(one, by_cell, tree)]


class _Part:
    """Rises that divide the one of `whole` the same way: how much of it they hold, and of what is usual."""

    def __init__(self, findings, whole):
        self.findings = findings
        self.is_of_categories = findings[0].cell.category != whole.cell.category
        self.share = sum(one.excess for one in findings) / whole.excess
        self.usual = sum(one.verdict.expected for one in findings) / whole.verdict.expected

    @property
    def tells_more(self):
        # That a desk always called by telephone is called more by telephone says nothing; a category says whose it is,
        # and many of them at once that it is nobody's own.
        tells_whose = len(self.findings) <= _FEW if self.is_of_categories else self.usual <= _USUAL
        return self.share >= _TELLING and tells_whose
