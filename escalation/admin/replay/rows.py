"""A replay as people read it: lines of before, after and difference, and who is asked in words."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Department, User
from accounts.roles import Role
from complaints.states import Measure
from complaints.templatetags.moments import yuan
from escalation.models import holder_told
from escalation.services.replay.waits import FEWEST
from escalation.states import Bound, Rung


class Line(NamedTuple):
    """One figure of both sides, in words. `is_part` marks one of several that make up the line above."""

    label: str
    before: str
    after: str
    difference: str
    is_part: bool = False


def lines_of(comparison):
    """Groups of lines, each with its heading."""
    before, after, days = comparison.before, comparison.after, comparison.days
    asked = [
        _counts(_("Decisions asked for"), before.decisions, after.decisions),
        *(
            _counts(Role(role).label, before.roles[role], after.roles[role], is_part=True)
            for role in _in_order(before.roles | after.roles)
        ),
        _line(_("On an average day"), before.decisions / days, after.decisions / days, _decimal),
        _counts(_("On the busiest day"), before.busiest, after.busiest),
    ]
    return [
        (_("Who has to look"), _reach(before, after)),
        (_("Approvals"), asked),
        (_("Money"), _money(before, after)),
        (pgettext("time", "Waiting"), _waiting(comparison)),
    ]


def _reach(before, after):
    lines = [
        _counts(_("Proposals"), before.proposals, after.proposals),
        _counts(_("Offered at once, nobody else looks"), before.alone, after.alone, is_part=True),
    ]
    for rung in ["", *(rung.value for rung in Rung)]:
        if before.rungs[rung] or after.rungs[rung]:
            label = (
                _("Sum covered by: %(rung)s") % {"rung": Rung(rung).label} if rung else _("Priority or wording alone")
            )
            lines.append(_counts(label, before.rungs[rung], after.rungs[rung], is_part=True))
    if before.stuck or after.stuck:
        lines.append(_counts(_("Nobody of the chain may grant it"), before.stuck, after.stuck, is_part=True))
    lines.append(_counts(_("A budget of the month had no room"), before.stopped, after.stopped))
    return lines


def _money(before, after):
    lines = [_sums(_("Granted without anybody else's look"), before.alone_total_cny, after.alone_total_cny)]
    for measure in Measure:
        sums = [side.alone_cny.get(measure.value, Decimal(0)) for side in (before, after)]
        if any(sums):
            lines.append(_sums(measure.label, *sums, is_part=True))
    lines.append(_sums(_("Needs somebody else's approval"), before.asked_cny, after.asked_cny))
    return lines


def _waiting(comparison):
    if not comparison.estimated:
        unknown = _("too few to estimate") if comparison.not_estimated else "—"
        return [Line(_("Changed proposals, in all"), unknown, unknown, unknown)]
    before, after, count = comparison.before.wait, comparison.after.wait, comparison.estimated
    return [
        _line(_("Changed proposals, in all"), before, after, hours),
        _line(_("… on average"), before / count, after / count, hours),
    ]


class Budget(NamedTuple):
    """A budget that had no room in a month, under each side."""

    month: str
    holder: str
    before: str
    after: str


def budgets_of(comparison):
    """Every budget that ran out in some month, the latest month first."""
    sides = comparison.before, comparison.after
    stops = sorted(set().union(*(side.stops for side in sides)), key=lambda stop: (stop.month, str(stop.holder)))
    names = _names(stops)
    return [
        Budget(f"{stop.month[:4]}-{stop.month[4:]}", names[stop], *(_stopped(side, stop) for side in sides))
        for stop in reversed(stops)
    ]


def _stopped(side, stop):
    if not side.stops[stop]:
        return "—"
    count = side.stops[stop]
    told = ngettext("%(count)s proposal, %(sum)s", "%(count)s proposals, %(sum)s", count)
    return told % {"count": count, "sum": yuan(side.stops_cny[stop])}


def _names(stops):
    keys = {bound: [stop.holder for stop in stops if stop.bound == bound] for bound in Bound}
    people = User.objects.in_bulk(keys[Bound.PERSON_MONTH])
    departments = Department.objects.in_bulk(keys[Bound.DEPARTMENT_MONTH])
    known = {Bound.PERSON_MONTH: people, Bound.DEPARTMENT_MONTH: departments}
    return {stop: str(known.get(stop.bound, {}).get(stop.holder) or holder_told(stop.holder)) for stop in stops}


def waits_of(comparison):
    """What the estimate of waiting rests on: (role, decisions, median, p90), in words."""
    few = _("fewer than %(count)s, too few to estimate") % {"count": FEWEST}
    return [
        (Role(role).label, wait.decisions, hours(wait.median), hours(wait.p90))
        if wait.median is not None
        else (Role(role).label, wait.decisions, few, "—")
        for role, wait in sorted(comparison.asked.waits.items(), key=lambda pair: -pair[1].decisions)
    ]


def need_told(need):
    """Whom a proposal asks, in the order in which they are asked."""
    if need.is_stuck:
        return _("nobody may grant it")
    if not need.asked:
        return _("nobody else")
    return " → ".join(" + ".join(str(Role(role).label) for role in _in_order(place)) for place in need.asked)


def hours(span):
    """2.5 h; below an hour in minutes."""
    minutes = span.total_seconds() / 60
    if abs(minutes) < 60:
        return _("%(count)s min") % {"count": round(minutes)}
    return _("%(count)s h") % {"count": _decimal(minutes / 60).removesuffix(".0")}


def signed(value, told=str):
    """With its sign; "—" where nothing differs."""
    text = told(abs(value))
    if not value or text == told(type(value)(0)):
        return "—"
    return f"+{text}" if value > type(value)(0) else f"−{text}"


def _counts(label, before, after, *, is_part=False):
    return _line(label, before, after, lambda value: f"{value:,}", is_part=is_part)


def _sums(label, before, after, *, is_part=False):
    return _line(label, before, after, yuan, is_part=is_part)


def _line(label, before, after, told, *, is_part=False):
    return Line(str(label), told(before), told(after), signed(after - before, told), is_part)


def _decimal(value):
    return f"{value:,.1f}"


def _in_order(roles):
    """The ladder from below, then the others."""
    ladder = [rung.value for rung in Rung]
    return sorted(roles, key=lambda role: (role not in ladder, ladder.index(role) if role in ladder else 0, role))


def headline_of(comparison):
    """The one sentence somebody who activates the draft has to know."""
    facts = {"count": comparison.before.proposals, "days": comparison.days, "changed": len(comparison.changed)}
    if not comparison.before.proposals:
        return _("In the last %(days)s days nothing was proposed, so the past says nothing about this draft.") % facts
    if not comparison.changed:
        return _("Proposals of the last %(days)s days: %(count)s. Nobody else would have been asked about any.") % facts
    more = comparison.after.decisions - comparison.before.decisions
    money = comparison.after.alone_total_cny - comparison.before.alone_total_cny
    facts |= {
        "decisions": _or_same(signed(more)),
        "money": _or_same(signed(money, yuan)),
        "waiting": wait_told(comparison),
    }
    sentence = _(
        "Proposals of the last %(days)s days: %(count)s. Others would have been asked about %(changed)s of them: "
        "decisions %(decisions)s, money nobody else sees %(money)s, waiting %(waiting)s."
    )
    return sentence % facts


def wait_told(comparison):
    """What waiting is added or saved in all."""
    change = comparison.wait_change if comparison.changed else timedelta()
    if change is None:
        return _("too few to estimate")
    return _or_same(signed(change, hours))


def _or_same(text):
    return _("unchanged") if text == "—" else text
