"""Reading figures: the same few statements at ten complaints and at a million (MON-1).

    from review.services.figures import reading
    reading.by_day(since, until)                                     # day → Counter of measures (see `measures`)
    reading.by_day(since, until, filters={"channel": ("phone",)})    # … of complaints that came by phone
    reading.totals(since, until, filters=…)                          # Counter over the whole period
    reading.by_value("product", since, until)                        # value → Counter
    reading.received_by_day("category", since, until)                # value → {day: received}; place, product likewise
    reading.backlog(filters=…)                                       # (state, day of receipt) → how many are open

Days are local days in China and both ends belong to the period. `filters` maps dimensions to the values wanted, all of
which must hold; values are text, as `dimensions.values_of` writes them ("" where a complaint has none). None or one
filter, or one filter and a split, is read from figures kept by day; more are added up from the complaints of the
period. Figures are as of the last count, seconds behind the record. Nobody's right is checked here: whoever shows them
asks `review.view_board`, whose holders see every complaint of the desk.
"""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Sum

from review.models import DayFigures, Tally
from review.services.figures.dimensions import cut_for

_AT_ONCE = 2_000


def totals(since, until, *, filters=None):
    """Measure → count over the whole period."""
    return sum((counts for _value, _day, counts in rows(since, until, filters=filters)), Counter())


def by_day(since, until, *, filters=None):
    """Day → measure → count; days on which nothing happened are left out."""
    found = defaultdict(Counter)
    for _value, day, counts in rows(since, until, filters=filters):
        found[day].update(counts)
    return dict(found)


def by_value(dimension, since, until, *, filters=None):
    """Value of `dimension` → measure → count."""
    found = defaultdict(Counter)
    for value, _day, counts in rows(since, until, split=dimension, filters=filters):
        found[value].update(counts)
    return dict(found)


def by_values(dimensions, since, until, *, filters=None):
    """Dimension → value → measure → count; what is not kept ready is added up in one pass over the complaints."""
    filters = filters or {}
    ready = [one for one in dimensions if is_ready(one, filters)]
    found = {one: by_value(one, since, until, filters=filters) for one in ready}
    apart = [one for one in dimensions if one not in ready]
    if apart:
        summed = {one: defaultdict(Counter) for one in apart}
        for values, _day, counts in _added_up(since, until, apart, filters):
            for one, value in zip(apart, values, strict=True):
                summed[one][value].update(counts)
        found |= {one: dict(values) for one, values in summed.items()}
    return found


def received_by_day(dimension, since, until, *, filters=None):
    """Value of `dimension` → day → how many were received; the counts of other measures are not even fetched."""
    found = defaultdict(dict)
    cut = cut_for({dimension, *(filters or {})})
    if cut is None:
        for value, day, counts in rows(since, until, split=dimension, filters=filters):
            if counts["received"]:
                found[value][day] = found[value].get(day, 0) + counts["received"]
        return dict(found)
    column = _column(cut, dimension)
    cells = _cells(cut, since, until, filters or {}).filter(received__gt=0)
    for value, day, received in cells.values_list(column, "day").annotate(Sum("received")).order_by():
        found[value][day] = received
    return dict(found)


def received_by_value(dimension, since, until, *, filters=None, most=None):
    """(Value, how many were received), the most first; no more than `most` of them."""
    cut = cut_for({dimension, *(filters or {})})
    if cut is None:
        return most_received(by_value(dimension, since, until, filters=filters), most)
    cells = _cells(cut, since, until, filters or {}).filter(received__gt=0)
    column = _column(cut, dimension)
    return list(cells.values_list(column).annotate(total=Sum("received")).order_by("-total", column)[:most])


def most_received(counted, most):
    """Of value → measure → count the values with their complaints received, the most first."""
    found = [(value, counts["received"]) for value, counts in counted.items() if counts["received"]]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]


def is_ready(dimension, filters):
    """Whether figures under `filters`, by `dimension`, are kept by day."""
    return cut_for({dimension, *filters}) is not None


def backlog(*, filters=None):
    """(State, day of receipt) → how many complaints are open now."""
    filters = filters or {}
    cut = cut_for(filters)
    if cut is not None:
        found = ((cell.day, cell.counts) for cell in _within(cut, filters).filter(still_open__gt=0))
    else:
        tallies = Tally.objects.filter(is_open=True, **_wanted(filters)).order_by()
        days = tallies.values_list("days", flat=True).iterator(chunk_size=_AT_ONCE)
        found = ((date.fromisoformat(day), counts) for one in days for day, counts in one.items())
    waiting = Counter()
    for day, counts in found:
        for measure, number in counts.items():
            if measure.startswith("open:"):
                waiting[measure.removeprefix("open:"), day] += number
    return waiting


def rows(since, until, *, split=None, filters=None):
    """(Value of `split` or "", day, Counter) of the period, several of a value and day where values were merged."""
    filters = filters or {}
    cut = cut_for({*filters, *((split,) if split else ())})
    if cut is None:
        for values, day, counts in _added_up(since, until, [split] if split else [], filters):
            yield (values[0] if values else ""), day, counts
        return
    columns = [_column(cut, split)] if split else []
    cells = _cells(cut, since, until, filters).values_list(*columns, "day", "counts").order_by()
    for *value, day, counts in cells.iterator(chunk_size=_AT_ONCE):
        yield (value[0] if value else ""), day, Counter(counts)


def _cells(cut, since, until, filters):
    return _within(cut, filters).filter(day__gte=since, day__lte=until)


def _within(cut, filters):
    # A cut without a second dimension is found by either index.
    unused = {} if len(cut.dimensions) == 2 else {"second": ""} if cut.dimensions else {"first": "", "second": ""}
    wanted = {f"{_column(cut, dimension)}__in": list(values) for dimension, values in filters.items()}
    return DayFigures.objects.filter(cut=cut.name, **unused, **wanted)


def _column(cut, dimension):
    return ("first", "second")[cut.dimensions.index(dimension)]


def _wanted(filters):
    return {f"{dimension}__in": list(values) for dimension, values in filters.items()}


def _added_up(since, until, columns, filters):
    tallies = Tally.objects.filter(last_on__gte=since, first_on__lte=until, **_wanted(filters)).order_by()
    first, last = since.isoformat(), until.isoformat()
    for *values, days in tallies.values_list(*columns, "days").iterator(chunk_size=_AT_ONCE):
        for day, counts in days.items():
            if first <= day <= last:
                yield values, date.fromisoformat(day), Counter(counts)
