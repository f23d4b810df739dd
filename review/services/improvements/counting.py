"""How many complaints a day an improvement is about, and how many of those it is compared with (REV-4).

One statement over the days of both times, by the index of the moment of receipt. Duplicates are not counted twice.
"""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from complaints.deadlines.workdays import CHINA
from complaints.models import Category, Complaint
from complaints.states import Severity
from review.models import Comparison, Metric
from review.services.improvements.planning import start_of

_COUNTED = {
    Metric.COMPLAINTS: Q(),
    Metric.GRAVE: Q(severity__in=(Severity.S1, Severity.S2)),
    Metric.DISSATISFIED: Q(dissatisfied_count__gt=0),
}


def by_day(action, since, until):
    """Local day → (count, count of the comparison group), from `since` to the day before `until`."""
    inside, beside = _groups(action)
    received = Complaint.objects.filter(
        _COUNTED[action.metric], received_at__gte=start_of(since), received_at__lt=start_of(until), duplicate_of=None
    )
    counted = (
        received.order_by()
        .annotate(day=TruncDate("received_at", tzinfo=CHINA))
        .values("day")
        .annotate(one=Count("pk", filter=inside), other=Count("pk", filter=beside))
    )
    return {row["day"]: (row["one"], row["other"]) for row in counted}


def weeks(counted, since, until):
    """What was counted from `since` to before `until` in weeks: (first day, days, count, count of the others)."""
    found = defaultdict(lambda: [0, 0])
    for day, (one, other) in counted.items():
        if since <= day < until:
            week = found[(day - since).days // 7]
            week[0], week[1] = week[0] + one, week[1] + other
    for place in range(-(-(until - since).days // 7)):
        first = since + timedelta(days=7 * place)
        yield first, min(7, (until - first).days), *found[place]


def _groups(action):
    """Conditions of the complaints the action is about, and of those it is compared with."""
    inside = Q()
    if action.category_id:
        own = [action.category_id, *Category.objects.filter(parent=action.category_id).values_list("pk", flat=True)]
        inside &= Q(category__in=own)
    if action.product:
        inside &= Q(product__iexact=action.product)
    if action.channel:
        inside &= Q(channel=action.channel)
    beside = ~inside
    if action.comparison == Comparison.SIBLINGS and action.category_id:
        family = Category.objects.filter(parent=action.category.parent_id or action.category_id)
        beside &= Q(category__in=list(family.values_list("pk", flat=True)))
    return inside, beside
