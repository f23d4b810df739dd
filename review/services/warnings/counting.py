"""The one home of the counts early warning judges: complaints a day by cell, from traces and their complaints.

Product and place are those of the trace, folded, so that two spellings are one and what an order says counts too.
Duplicates are left out: one matter is one complaint.
"""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

from django.db.models import Count, F
from django.db.models.functions import ExtractHour, TruncDate

from complaints.deadlines.workdays import CHINA
from complaints.models import Complaint
from complaints.states import Resolution
from escalation.models import Trace
from review.models import Dimension
from review.services.warnings.cells import Cell

_FIELDS = {
    Dimension.PRODUCT: "product",
    Dimension.CHANNEL: "complaint__channel",
    Dimension.PLACE: "place",
}
_AN_HOUR_EACH = 24


def midnight(day):
    """When the date `day` begins in China."""
    return datetime.combine(day, time(), CHINA)


def daily_counts(first, last, *, until, tree):
    """Complaints by cell and day (its ordinal) from the date `first` to `last`, as far as received before `until`.

    One grouped query over the days asked for each dimension; every complaint counts in its category, in the parents
    of that, and in the whole desk.
    """
    counts = defaultdict(Counter)
    for category, day, count in _grouped(first, last, until):
        for above in tree.lineage(category):
            counts[Cell(above)][day.toordinal()] += count
    for dimension, field in _FIELDS.items():
        for category, day, value, count in _grouped(first, last, until, field):
            for above in tree.lineage(category):
                counts[Cell(above, dimension, value)][day.toordinal()] += count
    return counts


def last_year(first, last, *, tree):
    """Complaints by category and day, alone: what the season is learned from."""
    counts = defaultdict(Counter)
    for category, day, count in _grouped(first, last, midnight(last + timedelta(days=1))):
        for above in tree.lineage(category):
            counts[above][day.toordinal()] += count
    return counts


def part_of_day(first, last, *, now):
    """The share of a day's complaints that is in by the hour of `now`, learned from the days `first` to `last`."""
    received = Complaint.objects.filter(received_at__gte=midnight(first), received_at__lt=midnight(last))
    rows = received.annotate(hour=ExtractHour("received_at", tzinfo=CHINA)).values_list("hour").order_by("hour")
    by_hour = dict(rows.annotate(Count("pk")))
    local = now.astimezone(CHINA)
    passed = local.minute / 60
    over = sum(by_hour.get(hour, 0) + 1 for hour in range(local.hour)) + (by_hour.get(local.hour, 0) + 1) * passed
    return over / (sum(by_hour.values()) + _AN_HOUR_EACH)


def first_day():
    """The date of the first complaint of the desk, None before any."""
    received = Complaint.objects.order_by("received_at", "pk").values_list("received_at", flat=True).first()
    return received and received.astimezone(CHINA).date()


def complaints_of(cell, first, *, until, tree):
    """The complaints of `cell` received from the date `first` on, the newest first."""
    found = Trace.objects.filter(**_within(midnight(first), until)).exclude(complaint__resolution=Resolution.DUPLICATE)
    # The same moment: whichever index serves the cell, of the trace or of the complaint.
    found = found.filter(received_at__gte=midnight(first), received_at__lt=until)
    if cell.category is not None:
        found = found.filter(category__in=tree.below(cell.category))
    if cell.dimension != Dimension.CATEGORY:
        found = found.filter(**{_FIELDS[cell.dimension]: cell.value})
    return found.order_by("-complaint__received_at", "-complaint")


def _grouped(first, last, until, *fields):
    end = min(midnight(last + timedelta(days=1)), until)
    found = Trace.objects.filter(**_within(midnight(first), end)).exclude(complaint__resolution=Resolution.DUPLICATE)
    for field in fields:
        found = found.exclude(**{field: ""})
    dated = found.annotate(day=TruncDate("complaint__received_at", tzinfo=CHINA), named=F("category"))
    return dated.order_by().values_list("named", "day", *fields).annotate(Count("pk")).iterator(chunk_size=5_000)


def _within(begin, end):
    return {
        "complaint__received_at__gte": begin,
        "complaint__received_at__lt": end,
        "complaint__arriving_in": None,
    }
