"""What comparable customers received: whether the same complaint is worth the same whoever handles it (REV-5, PRO-3).

Comparable are accepted solutions of one category, severity, demand and band of the amount asked. What is too rare for
that is compared within the family of its category, and where that is still too little, whatever its severity. Of each
group the median is what was usual; a complaint is set against it as a ratio, so that groups of different sums can be
read together. Groups and lines of fewer than `FEWEST` are counted and not judged.
"""

from collections import defaultdict
from datetime import datetime
from statistics import median
from typing import NamedTuple

from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from complaints.models import Category, Complaint, OptionItem
from complaints.permissions import check_right
from complaints.states import Channel, Demand, Severity
from review.services.intervals import Interval, middle, quartiles

FEWEST = 5
_WIDTHS = 3
#: Upper bounds of the bands of the amount asked, in yuan.
BANDS = (50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
#: The newest so many are looked at, however many there are.
MOST = 20_000
_OUTLIERS = 30
#: Tukey's fence: beyond one and a half times the middle half of the group.
_FENCE = 1.5

#: What the lines of the page may stand for, and where its name is.
GROUPS = {"agent": "handler__name", "channel": "channel", "place": "place"}


class Group(NamedTuple):
    """Comparable complaints: by what they are, and what they received in yuan."""

    words: str
    count: int
    median: Interval
    low: float
    high: float


class Line(NamedTuple):
    """One handler, channel or place: what was received there as a ratio to what was usual in the same group."""

    name: str
    count: int
    ratio: Interval
    low: float
    high: float

    @property
    def is_thin(self):
        return self.count < FEWEST

    @property
    def stands_out(self):
        """Whether the interval leaves no room for “as usual”."""
        known = self.ratio.low is not None
        return known and not self.is_thin and not self.ratio.low <= 1 <= self.ratio.high


class Outlier(NamedTuple):
    complaint_id: int
    number: str
    subject: str
    handler: str
    group: str
    received: float
    usual: float
    ratio: float


class Fairness(NamedTuple):
    count: int
    judged: int
    is_cut: bool
    lines: list
    groups: list
    outliers: list


def fairness(*, since, until, group, by, category=None):
    """Of solutions accepted on complaints closed from `since` to `until`, which `by` may see. Raises NotPermitted."""
    check_right(by, "review.view_fairness")
    rows = _rows(since, until, group, by, category)
    groups = _alike(rows)
    lines, outliers, told = defaultdict(list), [], []
    for key, inside in groups.items():
        sums = [row["received"] for row in inside]
        usual, (low, high) = median(sums), quartiles(sums)
        words = words_of(key)
        told.append(Group(words, len(sums), middle(sums), low, high))
        for row in inside:
            # Nothing at all is usual in some groups; there everything given is against one yuan.
            ratio = row["received"] / usual if usual else 1.0 if not row["received"] else row["received"] + 1
            lines[row["line"]].append(ratio)
            if not low - _FENCE * (high - low) <= row["received"] <= high + _FENCE * (high - low):
                outliers.append(_outlier(row, words, usual, ratio))
    told.sort(key=lambda one: -one.count)
    outliers.sort(key=lambda one: -abs(one.received - one.usual))
    judged = sum(len(inside) for inside in groups.values())
    return Fairness(len(rows), judged, len(rows) == MOST, _lines(lines, group), told, outliers[:_OUTLIERS])


def band_of(asked):
    """Place of the band of `asked` yuan in BANDS; -1 where no amount was asked."""
    if asked is None:
        return -1
    return next((place for place, bound in enumerate(BANDS) if asked <= bound), len(BANDS))


def band_words(band):
    if band < 0:
        return _("no amount asked")
    if band == len(BANDS):
        return _("over ¥%(sum)s") % {"sum": f"{BANDS[-1]:,}"}
    low = BANDS[band - 1] if band else 0
    return f"¥{low:,}–{BANDS[band]:,}"


def words_of(key):
    _width, (_category, name), severity, demand, band = key
    graveness = [str(Severity(severity).label)] if severity else []
    return " · ".join((name, *graveness, str(Demand(demand).label), band_words(band)))


def _alike(rows):
    """Key → rows of each group that is large enough; every row in the narrowest of its groups that is."""
    groups, left = {}, rows
    for width in range(_WIDTHS):
        found = defaultdict(list)
        for row in left:
            found[_key(row, width)].append(row)
        groups |= {key: inside for key, inside in found.items() if len(inside) >= FEWEST}
        left = [row for row in left if _key(row, width) not in groups]
    return groups


def _key(row, width):
    """What a row is compared by: category and severity, family and severity, family alone."""
    kind = row["family"] if width else row["category"]
    severity = None if width == _WIDTHS - 1 else row["severity"]
    return width, kind, severity, row["demand"], band_of(row["demand_cny"])


def _rows(since: datetime, until: datetime, group, by, category):
    name = GROUPS[group]
    closed = Complaint.objects.visible_to(by).filter(
        closed_at__gte=since, closed_at__lt=until, accepted_proposal__isnull=False, category__isnull=False
    )
    if category is not None:
        closed = closed.filter(category=category)
    if group == "place":
        closed = closed.exclude(place="")
    # Newest first by the index of closing; the sums come in the same question.
    items = OptionItem.objects.filter(option=OuterRef("accepted_proposal__chosen")).order_by().values("option")
    received = Subquery(items.values(sum=Sum("value_cny")))
    newest = closed.order_by("-closed_at", "-pk").annotate(received=received)
    fields = ("pk", "number", "subject", "handler__name", "category", "severity", "demand", "demand_cny", "received")
    categories = Category.objects.all()
    names, parents = {one.pk: (one.pk, str(one)) for one in categories}, {one.pk: one.parent_id for one in categories}
    return [
        row
        | {
            "category": names[row["category"]],
            "family": names[parents[row["category"]] or row["category"]],
            "received": float(row["received"] or 0),
            "line": row[name],
        }
        for row in newest.values(*fields, name)[:MOST]
    ]


def _lines(lines, group):
    labels = dict(Channel.choices) if group == "channel" else {}
    told = []
    for name, ratios in lines.items():
        low, high = quartiles(ratios)
        told.append(Line(str(labels.get(name, name)), len(ratios), middle(ratios), low, high))
    return sorted(told, key=lambda line: (line.is_thin, -line.ratio.value, line.name))


def _outlier(row, words, usual, ratio):
    told = (row["pk"], row["number"], row["subject"], row["handler__name"] or "", words)
    return Outlier(*told, row["received"], usual, ratio)
