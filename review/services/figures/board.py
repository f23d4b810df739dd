"""The board: everything a supervisor looks at, in a constant number of statements (MON-1, ESC-5)."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from complaints.deadlines.workdays import CHINA
from complaints.permissions import check_right
from escalation.services import figures as escalation
from review.models import FiguresState
from review.services.figures import reading
from review.services.figures.behind import with_values
from review.services.figures.measures import day_of
from review.services.figures.paid import given_by_cause
from review.services.figures.statistics import durations, part_of, parts, quantile, summed

#: What shares and lines can be shown by; of products only the most frequent.
SHOWN_BY = ("category", "channel", "department", "team", "product", "severity")
_MOST_SHARES = 10
_SHARED = ("category", "channel", "department", "product")
#: Age of a backlog in days: up to which each group goes; the last has no end.
AGES = (0, 2, 6, 14, 29, None)


class Period(NamedTuple):
    """Local days, both included."""

    since: object
    until: object

    @property
    def days(self):
        return (self.until - self.since).days + 1

    def before(self):
        """As many days, right before."""
        return Period(self.since - timedelta(days=self.days), self.since - timedelta(days=1))

    def a_year_before(self):
        """The same days of the year before; the 29th of February gives way to the 28th."""
        return Period(*(_a_year_before(day) for day in self))


class Figures(NamedTuple):
    """What is told of a period, or of a part of it."""

    received: int
    closed: int
    closed_as: dict
    contact_median: int | None
    contact_p90: int | None
    contacted: int
    solve_median: int | None
    solve_p90: int | None
    solved: int
    kept: int
    broken: int
    deadlines: dict
    rated: dict
    reopened: int
    escalated: int
    cents: dict
    given: dict

    @property
    def on_time(self):
        """Percent of the deadlines that passed."""
        return part_of(self.kept, self.kept + self.broken)

    @property
    def answers(self):
        return sum(self.rated.values())

    @property
    def satisfaction(self):
        """Percent of the answers that say satisfied or better."""
        return part_of(self.rated.get("4", 0) + self.rated.get("5", 0), self.answers)

    @property
    def unreached(self):
        """Closed because nobody could be asked: counted apart (REV-1)."""
        return self.closed_as.get("unreached", 0)

    @property
    def reopen_rate(self):
        """Percent of the closings that did not last: each opening again undid one."""
        return part_of(self.reopened, self.closed + self.reopened)

    @property
    def escalation_rate(self):
        """Escalations to a hundred complaints received."""
        return part_of(self.escalated, self.received)

    @property
    def total_cny(self):
        return sum(self.cents.values()) / 100


class Board(NamedTuple):
    period: Period
    against: Period | None
    filters: dict
    total: Figures
    before: Figures | None
    by_day: dict
    before_by_day: dict
    shares: dict
    group: str
    lines: dict
    backlog: dict
    rates: object
    causes: list
    is_rebuilding: bool
    at: datetime


def board(*, period, against, filters, group, by, now):
    """Figures of `period` for complaints with the values of `filters`, beside those `against` another; lines by
    `group`. Raises NotPermitted."""
    check_right(by, "review.view_board")
    by_day = reading.by_day(*period, filters=filters)
    before = reading.by_day(*against, filters=filters) if against else {}
    shares, lines = _parts(period, filters, group)
    end = min(_midnight(period.until + timedelta(days=1)), now)
    rates = escalation.rates(since=_midnight(period.since), until=end, among=with_values(filters), by=by)
    state = FiguresState.objects.filter(is_counted=True).exists()
    return Board(
        period=period,
        against=against,
        filters=filters,
        total=figures_of(sum(by_day.values(), reading.Counter())),
        before=figures_of(sum(before.values(), reading.Counter())) if against else None,
        by_day=by_day,
        before_by_day=before,
        shares=shares,
        group=group,
        lines=lines,
        backlog=by_age(reading.backlog(filters=filters), today=day_of(now)),
        rates=rates,
        causes=given_by_cause(period, filters=filters, most=_MOST_SHARES),
        is_rebuilding=not state,
        at=now,
    )


def _parts(period, filters, group):
    """What was received, the most first, by each of `_SHARED`, and the figures of each value of `group`."""
    apart = [one for one in _SHARED if not reading.is_ready(one, filters)]
    counted = reading.by_values(dict.fromkeys([group, *apart]), *period, filters=filters)
    shares = {
        one: reading.most_received(counted[one], _MOST_SHARES)
        if one in apart
        else reading.received_by_value(one, *period, filters=filters, most=_MOST_SHARES)
        for one in _SHARED
    }
    return shares, {value: figures_of(counts) for value, counts in counted[group].items()}


def figures_of(counts):
    """The figures that `counts` of measures say."""
    contact, solve = durations(counts, "contact"), durations(counts, "solve")
    kept, broken = parts(counts, "kept"), parts(counts, "broken")
    return Figures(
        received=counts["received"],
        closed=summed(counts, "closed"),
        closed_as=parts(counts, "closed"),
        contact_median=quantile(contact, 50),
        contact_p90=quantile(contact, 90),
        contacted=sum(contact.values()),
        solve_median=quantile(solve, 50),
        solve_p90=quantile(solve, 90),
        solved=sum(solve.values()),
        kept=sum(kept.values()),
        broken=sum(broken.values()),
        deadlines={kind: (kept.get(kind, 0), broken.get(kind, 0)) for kind in sorted({*kept, *broken})},
        rated=parts(counts, "rated"),
        reopened=counts["reopened"],
        escalated=counts["escalated"],
        cents=parts(counts, "cents"),
        given=parts(counts, "given"),
    )


def by_age(waiting, *, today):
    """State → how many are open in each group of `AGES`; `waiting` maps (state, day of receipt) to how many."""
    found = {}
    for (state, day), number in waiting.items():
        place = next(place for place, most in enumerate(AGES) if most is None or (today - day).days <= most)
        found.setdefault(state, [0] * len(AGES))[place] += number
    return found


def days_of(place, *, today):
    """First and last day of receipt of the group of `AGES` at `place`; the oldest begins with the calendar."""
    newest = 0 if place == 0 else AGES[place - 1] + 1
    oldest = AGES[place]
    until = today - timedelta(days=newest)
    return (date(2000, 1, 1) if oldest is None else today - timedelta(days=oldest)), until


def _midnight(day):
    return datetime.combine(day, time.min, CHINA)


def _a_year_before(day):
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
