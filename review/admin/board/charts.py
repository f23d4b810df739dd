"""The charts of the board and the table behind each: one source for both, for the file and for the printer."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from complaints.models import DeadlineKind
from complaints.states import Measure, Satisfaction, State
from complaints.templatetags.moments import yuan
from review.admin.board.asked import LABELS
from review.admin.board.drawing import BLUE, GREEN, GREY, ORANGE, PURPLE, bars, line, options, per_slot, slots_of
from review.admin.board.narrowing import link_to
from review.admin.board.tiles import span
from review.models import CauseCode
from review.services.figures.behind import CAUSED
from review.services.figures.board import AGES, days_of
from review.services.figures.measures import day_of
from review.services.figures.statistics import part_of, summed

#: From young to old: one hue, darker with age, so that the order shows without a legend.
_AGE_COLOURS = ("#9ecae1", "#6baed6", "#4292c6", "#d9a441", "#d9660a", "#a63603")


class Cell(NamedTuple):
    text: str
    link: str = ""


class Chart(NamedTuple):
    """`data` and `options` are Chart.js's own; `rows` hold a Cell or plain text under each heading."""

    name: str
    title: str
    kind: str
    data: dict
    options: dict
    headings: list
    rows: list
    note: str = ""

    @property
    def is_empty(self):
        return not self.rows

    @property
    def height(self):
        """Pixels: bars that lie get room for each."""
        return max(120, 44 + 26 * len(self.data["labels"])) if self.options.get("indexAxis") == "y" else 220


def charts(board, names):
    """Every chart of the board, in the order of the page."""
    yield _volume(board)
    yield _waiting(board)
    for dimension in board.shares:
        yield _shares(board, dimension, names)
    yield _on_time(board)
    yield _satisfaction(board)
    yield _compensation(board)
    yield _causes(board)


def _volume(board):
    slots = slots_of(board.period)
    before = slots_of(board.against) if board.against else []
    received = per_slot(board.by_day, slots, lambda counts: counts["received"])
    closed = per_slot(board.by_day, slots, lambda counts: summed(counts, "closed"))
    was = per_slot(board.before_by_day, before, lambda counts: counts["received"])[: len(slots)]
    labels = [f"{since:%m-%d}" for since, _until in slots]
    sets = [
        line(pgettext("figure", "Received"), received, BLUE),
        line(pgettext("figure", "Closed"), closed, GREEN, style="rect"),
    ]
    if board.against:
        sets.append(line(_("Received before"), was, GREY, dash=[5, 4], style="triangle"))
    rows = []
    for place, slot in enumerate(slots):
        cells = [Cell(labels[place])]
        cells.append(_count(received[place], "received", slot, board))
        cells.append(_count(closed[place], "closed", slot, board))
        rows.append([*cells, *([Cell(str(was[place]))] if board.against and place < len(was) else [])])
    headings = [_("Day") if slots[0][0] == slots[0][1] else _("Week from"), *(one["label"] for one in sets)]
    data = {"labels": labels, "datasets": sets}
    is_any = any(received) or any(closed)
    return Chart(
        "volume", _("Received and closed"), "line", data, options(legend=True), headings, rows if is_any else []
    )


def _waiting(board):
    today = day_of(board.at)
    labels = [_age(place) for place in range(len(AGES))]
    states = [state for state in State if state in board.backlog]
    sets = [
        {
            "label": labels[place],
            "data": [board.backlog[state][place] for state in states],
            "backgroundColor": _AGE_COLOURS[place],
            "maxBarThickness": 22,
        }
        for place in range(len(AGES))
    ]
    rows = [
        [
            Cell(str(state.label)),
            *(
                _count(number, f"open:{state}", days_of(place, today=today), board)
                for place, number in enumerate(board.backlog[state])
            ),
        ]
        for state in states
    ]
    data = {"labels": [str(state.label) for state in states], "datasets": sets}
    look = options(lying=True, stacked=True, legend=True)
    headings = [_("State"), *labels]
    return Chart("waiting", _("Open now, by state and age"), "bar", data, look, headings, rows)


def _shares(board, dimension, names):
    shown = board.shares[dimension]
    rows = [
        [
            Cell(names.of(dimension, value)),
            Cell(str(count), link_to("received", board.period, board.filters | {dimension: (value,)})),
            Cell(f"{part_of(count, board.total.received)}%"),
        ]
        for value, count in shown
        if dimension not in board.filters or value in board.filters[dimension]
    ]
    data = bars([row[0].text for row in rows], [int(row[1].text) for row in rows], BLUE, pgettext("figure", "Received"))
    rest = board.total.received - sum(data["datasets"][0]["data"])
    note = _("%(count)s more under other headings") % {"count": rest} if rest > 0 else ""
    headings = [str(LABELS[dimension]), pgettext("figure", "Received"), _("Share")]
    title = _("Received, by: %(what)s") % {"what": LABELS[dimension]}
    return Chart(dimension, title, "bar", data, options(lying=True), headings, rows, note)


def _on_time(board):
    rows, rates = [], []
    for kind, (kept, broken) in sorted(board.total.deadlines.items(), key=lambda pair: _order_of(pair[0])):
        rates.append(part_of(kept, kept + broken))
        rows.append(
            [
                Cell(str(DeadlineKind(kind).label)),
                Cell(f"{rates[-1]}%"),
                _count(kept, f"kept:{kind}", board.period, board),
                _count(broken, f"broken:{kind}", board.period, board),
            ]
        )
    data = bars([row[0].text for row in rows], rates, GREEN, _("On time"))
    look = options(lying=True, most=100)
    headings = [_("Deadline"), _("On time"), pgettext("figure", "Kept"), _("Missed")]
    return Chart("on_time", _("On time, by deadline"), "bar", data, look, headings, rows)


def _satisfaction(board):
    rated = board.total.rated
    rows = [
        [Cell(str(rating.label)), _count(rated.get(str(rating.value), 0), f"rated:{rating}", board.period, board)]
        for rating in Satisfaction
    ]
    data = bars([row[0].text for row in rows], [int(row[1].text) for row in rows], PURPLE, _("Answers"))
    headings = [_("Satisfaction"), _("Answers")]
    found = rows if board.total.answers else []
    return Chart("satisfaction", _("Satisfaction"), "bar", data, options(lying=True), headings, found)


def _compensation(board):
    cents = sorted(board.total.cents.items(), key=lambda pair: -pair[1])
    rows = [
        [
            Cell(str(Measure(measure).label)),
            Cell(yuan(sum_ / 100)),
            _count(board.total.given.get(measure, 0), f"given:{measure}", board.period, board),
        ]
        for measure, sum_ in cents
    ]
    data = bars([row[0].text for row in rows], [sum_ / 100 for _measure, sum_ in cents], ORANGE, "¥")
    headings = [_("Measure"), _("Worth (¥)"), _("Bookings")]
    return Chart("compensation", _("Compensation, by measure"), "bar", data, options(lying=True), headings, rows)


def _causes(board):
    names = CauseCode.objects.in_bulk([cause for cause, _cents, _count_ in board.causes if cause])
    rows = [
        [
            Cell(str(names.get(cause) or _("Not found yet"))),
            Cell(yuan(cents / 100)),
            _count(count, f"{CAUSED}:{cause or ''}", board.period, board),
        ]
        for cause, cents, count in board.causes
    ]
    data = bars([row[0].text for row in rows], [cents / 100 for _cause, cents, _count_ in board.causes], GREY, "¥")
    headings = [_("Root cause"), _("Worth (¥)"), _("Bookings")]
    return Chart("causes", _("Compensation, by root cause"), "bar", data, options(lying=True), headings, rows)


def compared(board, names):
    """Lines of the group: its name, and what a supervisor compares."""
    lines = []
    for value, own in sorted(board.lines.items(), key=lambda pair: (-pair[1].received, pair[0])):
        filters = board.filters | {board.group: (value,)}
        lines.append(
            [
                Cell(names.of(board.group, value)),
                Cell(str(own.received), link_to("received", board.period, filters)),
                Cell(str(own.closed), link_to("closed", board.period, filters)),
                Cell(span(own.contact_median)),
                Cell(span(own.solve_median)),
                Cell(span(own.solve_p90)),
                Cell(_rate(own.on_time), link_to("broken", board.period, filters) if own.broken else ""),
                Cell(_rate(own.satisfaction)),
                Cell(_rate(own.reopen_rate)),
                Cell(str(own.escalated), link_to("escalated", board.period, filters) if own.escalated else ""),
                Cell(yuan(own.total_cny)),
            ]
        )
    return lines


def compared_headings(board):
    return [
        str(LABELS[board.group]),
        *(
            pgettext("figure", "Received"),
            pgettext("figure", "Closed"),
            _("First contact"),
            _("Until closed"),
            _("9 of 10 closed within"),
        ),
        *(_("On time"), _("Satisfied"), pgettext("figure", "Came back"), _("Escalated"), _("Compensation")),
    ]


def _rate(percent):
    return "—" if percent is None else f"{percent}%"


def _order_of(kind):
    return DeadlineKind.values.index(kind)


def _age(place):
    newest = 0 if place == 0 else AGES[place - 1] + 1
    if place == 0:
        return _("today")
    if AGES[place] is None:
        return _("%(count)s days or more") % {"count": newest}
    return _("%(first)s–%(last)s days") % {"first": newest, "last": AGES[place]}


def _count(number, measure, days, board):
    return Cell(str(number), link_to(measure, days, board.filters) if number else "")
