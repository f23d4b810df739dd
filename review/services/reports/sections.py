"""The sections of the report in the order of ISO 10002 / GB/T 19012, clause 8. A new one is a line in `SECTIONS`."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from accounts.models import Department
from complaints.models import Category, DeadlineKind
from complaints.services.promise_figures import promise_figures
from complaints.states import Channel, Resolution
from review.services.figures import reading
from review.services.inspection.results import results
from review.services.reports import learning, risks
from review.services.reports.parts import fact, finding, named, percent, quantile, table

_MOST = 10
#: Rises of fewer complaints are noise.
_LEAST_RISE = 3
_LOW_PROMISES, _LOW_ON_TIME = 90, 90


class Question(NamedTuple):
    """The period asked for, the one before, and on whose right the figures are read."""

    period: object
    before: object
    by: object

    def both(self, function):
        return function(self.period), function(self.before)


class Section(NamedTuple):
    code: str
    #: Of ISO 10002:2018 and GB/T 19012-2019, which number alike.
    clause: str
    gather: Callable


def volume(asked):
    now, then = asked.both(lambda period: reading.totals(period.since, period.until))
    facts = [
        fact(code, count(now), count(then), unit)
        for code, count, unit in (
            ("received", lambda counts: counts["received"], "count"),
            ("closed", _closed, "count"),
            ("reopened", lambda counts: counts["reopened"], "count"),
            ("escalated", lambda counts: counts["escalated"], "count"),
            ("given", lambda counts: _sum(counts, "cents:") / 100, "cny"),
        )
    ]
    facts.append(fact("open", sum(reading.backlog().values())))
    said = []
    if then["received"] and abs(now["received"] - then["received"]) >= _LEAST_RISE:
        code = "more_received" if now["received"] > then["received"] else "fewer_received"
        change = abs(round(100 * (now["received"] - then["received"]) / then["received"]))
        said.append(finding(code, count=now["received"], before=then["received"], percent=change))
    return {"facts": facts, "findings": said}


def types(asked):
    now, then = asked.both(lambda period: reading.by_value("category", period.since, period.until))
    whole = sum(counts["received"] for counts in now.values())
    names = {str(one.pk): named(one) for one in Category.objects.all()}
    rows = _ranked(now, then, names)
    said = [
        finding("type_rises", name=name, count=count, before=before)
        for name, (count, before, *_rest) in rows
        if count - before >= _LEAST_RISE and count >= 1.5 * before
    ]
    columns = [("received", "count"), ("before", "count"), ("share", "percent")]
    told = [(name, [count, before, percent(count, whole)]) for name, (count, before) in rows[:_MOST]]
    if rows and whole:
        name, (count, _before) = rows[0]
        said.insert(0, finding("most_frequent", name=name, count=count, percent=percent(count, whole)))
    channels, channels_then = asked.both(lambda period: reading.by_value("channel", period.since, period.until))
    ways = _ranked(channels, channels_then, {one.value: named(one.label) for one in Channel})
    by_channel = [(name, [count, before, percent(count, whole)]) for name, (count, before) in ways]
    return {"tables": [table("types", columns, told), table("channels", columns, by_channel)], "findings": said[:5]}


def departments(asked):
    now, then = asked.both(lambda period: reading.by_value("department", period.since, period.until))
    names = {str(one.pk): named(one) for one in Department.objects.all()}
    rows = []
    for name, (count, before), counts in (
        (name, pair, now.get(key, Counter())) for key, name, pair in _ranked_by_key(now, then, names)
    ):
        kept, broken = _sum(counts, "kept:"), _sum(counts, "broken:")
        rows.append((name, [count, before, _closed(counts), percent(kept, kept + broken)]))
    columns = [("received", "count"), ("before", "count"), ("closed", "count"), ("on_time", "percent")]
    return {"tables": [table("departments", columns, rows[:_MOST])]}


def times(asked):
    now, then = asked.both(lambda period: reading.totals(period.since, period.until))
    facts = []
    for code, prefix in (("first_contact", "contact:"), ("solved", "solve:")):
        spans, spans_then = (_spans(counts, prefix) for counts in (now, then))
        for part, share in (("median", 0.5), ("p90", 0.9)):
            facts.append(fact(f"{code}_{part}", quantile(spans, share), quantile(spans_then, share), "minutes"))
    rows, said = [], []
    for kind in DeadlineKind:
        pairs = [(counts[f"kept:{kind}"], counts[f"broken:{kind}"]) for counts in (now, then)]
        (kept, broken), earlier = pairs
        if kept + broken:
            rate = percent(kept, kept + broken)
            rows.append((named(kind.label), [kept + broken, broken, rate, percent(earlier[0], sum(earlier))]))
            if rate < _LOW_ON_TIME and broken >= _LEAST_RISE:
                said.append(finding("late", name=named(kind.label), count=broken, percent=rate))
    columns = [("due", "count"), ("late", "count"), ("on_time", "percent"), ("on_time_before", "percent")]
    return {"facts": facts, "tables": [table("deadlines", columns, rows)], "findings": said}


def satisfaction(asked):
    now, then = asked.both(lambda period: reading.totals(period.since, period.until))
    rated, rated_then = (Counter({level: counts[f"rated:{level}"] for level in range(1, 6)}) for counts in (now, then))
    facts = [fact("rated", sum(rated.values()), sum(rated_then.values()))]
    low, low_then = (percent(one[1] + one[2], sum(one.values())) for one in (rated, rated_then))
    facts += [
        fact("mean_rating", _mean(rated), _mean(rated_then), "score"),
        fact("dissatisfied", low, low_then, "percent"),
    ]
    unreached = [counts[f"closed:{Resolution.UNREACHED}"] for counts in (now, then)]
    return {"facts": [*facts, fact("unreached", *unreached)]}


def promises(asked):
    now, then = asked.both(
        lambda period: promise_figures(since=period.moments[0], by=asked.by, now=period.moments[1]).total
    )
    facts = [
        fact("promises_due", now.due, then.due),
        fact("promises_kept", now.rate, then.rate, "percent"),
        fact("promises_broken", now.broken, then.broken),
        fact("made_good", now.made_good, then.made_good),
        fact("made_good_cny", float(now.given_cny), float(then.given_cny), "cny"),
    ]
    is_low = now.rate is not None and now.rate < _LOW_PROMISES
    return {"facts": facts, "findings": [finding("promises", count=now.broken, percent=now.rate)] if is_low else []}


def inspection(asked):
    """Of the desk as a whole and by team: who is scored how is not for a pack that travels."""
    now, then = asked.both(lambda period: results(since=period.moments[0], until=period.moments[1], by=asked.by))
    total, total_then = now.total, then.total
    if total is None:
        return {}
    facts = [
        fact("inspected", total.count, total_then and total_then.count),
        fact("mean_score", _tenth(total.score.value), total_then and _tenth(total_then.score.value), "score"),
        fact("passed", _percent(total.passed.value), total_then and _percent(total_then.passed.value), "percent"),
        fact("fatal", total.fatal, total_then and total_then.fatal),
    ]
    rows = [
        (named(line.name or "—"), [line.count, _tenth(line.score.value), _percent(line.passed.value)])
        for line in now.teams
    ]
    columns = [("inspected", "count"), ("mean_score", "score"), ("passed", "percent")]
    return {"facts": facts, "tables": [table("teams", columns, rows)]}


SECTIONS = (
    Section("volume", "8.1", volume),
    Section("types", "8.2", types),
    Section("departments", "8.2", departments),
    Section("repeats", "8.2", risks.repeats),
    Section("risks", "8.2", risks.risks),
    Section("warnings", "8.2", learning.warnings),
    Section("satisfaction", "8.3", satisfaction),
    Section("times", "8.4", times),
    Section("promises", "8.4", promises),
    Section("inspection", "8.5", inspection),
    Section("causes", "8.7", learning.causes),
    Section("improvements", "8.7", learning.improvements),
)


def _ranked_by_key(now, then, names):
    """(Key, name, (received, received before)), the most first; without those nothing came of."""
    keys = {key for key, counts in [*now.items(), *then.items()] if counts["received"]}
    unnamed = named(gettext_lazy("Not assigned yet"))
    pairs = {key: (now.get(key, Counter())["received"], then.get(key, Counter())["received"]) for key in keys}
    ranked = sorted(pairs, key=lambda key: (-pairs[key][0], -pairs[key][1], key))
    return [(key, names.get(key, unnamed), pairs[key]) for key in ranked]


def _ranked(now, then, names):
    return [(name, pair) for _key, name, pair in _ranked_by_key(now, then, names)]


def _closed(counts):
    return _sum(counts, "closed:") - counts[f"closed:{Resolution.DUPLICATE}"]


def _sum(counts, prefix):
    return sum(count for measure, count in counts.items() if measure.startswith(prefix))


def _spans(counts, prefix):
    return {int(name.removeprefix(prefix)): count for name, count in counts.items() if name.startswith(prefix)}


def _mean(rated):
    whole = sum(rated.values())
    return round(sum(level * count for level, count in rated.items()) / whole, 2) if whole else None


def _tenth(value):
    return round(value, 1)


def _percent(share):
    return round(100 * share, 1)
