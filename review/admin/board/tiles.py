"""The figures at the top of the board, each beside what it was, with the way to its complaints."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from complaints.templatetags.moments import yuan
from review.admin.board.narrowing import link_to

_LARGE_CNY = 1_000


class Tile(NamedTuple):
    """`change` says how it moved; `tone` is "worse" or "better" where one of them is certain."""

    label: str
    value: str
    note: str = ""
    change: str = ""
    tone: str = ""
    link: str = ""


def tiles(board):
    """In the order a shift is led by: what comes, what waits, how fast, how well, what it costs."""
    now, before = board.total, board.before

    def link(measure):
        return link_to(measure, board.period, board.filters)

    waiting = sum(map(sum, board.backlog.values()))
    yield Tile(
        pgettext("figure", "Received"), _n(now.received), "", *_more(now, before, "received"), link=link("received")
    )
    yield Tile(pgettext("figure", "Closed"), _n(now.closed), "", *_more(now, before, "closed"), link=link("closed"))
    yield Tile(_("Open now"), _n(waiting), _("whenever received"), link=_open_link(board))
    yield Tile(
        _("First contact"),
        span(now.contact_median),
        _("9 of 10 within %(span)s") % {"span": span(now.contact_p90)} if now.contacted else "",
        *_slower(now, before, "contact_median"),
        link=link("contact"),
    )
    yield Tile(
        _("Until closed"),
        span(now.solve_median),
        _("9 of 10 within %(span)s") % {"span": span(now.solve_p90)} if now.solved else "",
        *_slower(now, before, "solve_median"),
        link=link("solve"),
    )
    due = now.kept + now.broken
    yield Tile(
        _("On time"),
        _percent(now.on_time),
        _("%(count)s of %(due)s deadlines missed") % {"count": _n(now.broken), "due": _n(due)} if due else "",
        *_points(now, before, "on_time", good=1),
        link=link("broken"),
    )
    answers = ngettext("%(count)s answer", "%(count)s answers", now.answers) % {"count": _n(now.answers)}
    unreached = _("%(count)s not reached") % {"count": _n(now.unreached)} if now.unreached else ""
    yield Tile(
        _("Satisfied"),
        _percent(now.satisfaction),
        " · ".join(filter(None, (answers, unreached))),
        *_points(now, before, "satisfaction", good=1),
        link=link("rated"),
    )
    yield Tile(
        _("Came back after closing"),
        _percent(now.reopen_rate),
        ngettext("%(count)s time", "%(count)s times", now.reopened) % {"count": _n(now.reopened)},
        *_points(now, before, "reopen_rate", good=-1),
        link=link("reopened"),
    )
    rates = board.rates
    yield Tile(
        _("Escalated"),
        _n(now.escalated),
        _("%(missed)s should have been, %(needless)s need not") % {"missed": rates.missed, "needless": rates.needless},
        *_more(now, before, "escalated"),
        link=link("escalated"),
    )
    yield Tile(
        _("Compensation"),
        yuan(_rounded(now.total_cny)),
        ngettext("%(count)s booking", "%(count)s bookings", sum(now.given.values()))
        % {"count": _n(sum(now.given.values()))},
        *_more(now, before, "total_cny"),
        link=link("given"),
    )


def _open_link(board):
    return link_to("open", (date(2000, 1, 1), date(2199, 12, 31)), board.filters)


def span(minutes):
    """Minutes in the one unit that matters; a dash where nothing was measured."""
    if minutes is None:
        return "—"
    if minutes < 100:
        return _("%(count)s min") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)s h") % {"count": _short(minutes / 60)}
    return _("%(count)s d") % {"count": _short(minutes / 1440)}


def _rounded(cny):
    """What is read from afar: of a large sum no cents."""
    return round(cny) if cny >= _LARGE_CNY else cny


def _short(number):
    return f"{number:.1f}".removesuffix(".0") if number < 10 else f"{number:.0f}"


def _n(number):
    return f"{number:,}"


def _percent(number):
    return "—" if number is None else f"{number}%"


def _more(now, before, name):
    """How it changed in percent of what it was; more or less is neither good nor bad."""
    if before is None:
        return ("",)
    is_now, was = getattr(now, name), getattr(before, name)
    if not was:
        return (_("none before") if is_now else "",)
    return (_signed(round((is_now - was) * 100 / was), "%"),)


def _slower(now, before, name):
    if before is None or getattr(now, name) is None or getattr(before, name) is None:
        return ()
    is_now, was = getattr(now, name), getattr(before, name)
    change = _("before: %(span)s") % {"span": span(was)}
    return (change, "worse" if is_now > was else "better" if is_now < was else "")


def _points(now, before, name, *, good):
    if before is None or getattr(now, name) is None or getattr(before, name) is None:
        return ()
    moved = getattr(now, name) - getattr(before, name)
    tone = "" if not moved else "better" if moved * good > 0 else "worse"
    return (_signed(moved, " " + _("points")), tone)


def _signed(number, unit):
    sign = "+" if number > 0 else "−" if number < 0 else "±"
    return f"{sign}{abs(number)}{unit}"
