"""What the address of the board asks for: period, comparison, filters, grouping."""

from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department, Team
from complaints.models import Category, Nature
from complaints.states import Channel, Severity
from review.services.figures import reading
from review.services.figures.board import SHOWN_BY, Period

PERIODS = {
    "today": _("Today"),
    "7": _("7 days"),
    "30": _("30 days"),
    "month": _("This month"),
    "own": _("Own period"),
}
AGAINST = {"before": _("the time before"), "year": _("a year before"), "none": _("nothing")}
LABELS = {
    "category": _("Category"),
    "channel": _("Channel"),
    "department": _("Responsible department"),
    "team": pgettext_lazy("figure", "Desk"),
    "product": _("Product or service"),
    "severity": _("Severity"),
}
UNKNOWN = pgettext_lazy("figure", "not stated")
#: A longer period is a mistake of typing: nobody keeps complaints for ever.
_LONGEST_DAYS = 1_100
_MOST_PRODUCTS = 50
_WHOLE_NATURE = "nature-"


class Names:
    """Words for the values of dimensions: three small tables, read once a page."""

    def __init__(self):
        self.categories = list(Category.objects.order_by("preset", "position", "code"))
        self._of = {
            "category": {str(one.pk): str(one) for one in self.categories},
            "department": {str(one.pk): str(one) for one in Department.objects.order_by("code")},
            "team": {str(one.pk): str(one) for one in Team.objects.order_by("code")},
            "channel": dict(Channel.choices),
            "severity": dict(Severity.choices),
        }

    def of(self, dimension, value):
        return str(self._of.get(dimension, {}).get(value, value) if value else UNKNOWN)

    def choices(self, dimension):
        return [(value, str(words)) for value, words in self._of[dimension].items()]


class Asked:
    """Reads an address; what is not offered counts as not asked for. `today` is the local day."""

    def __init__(self, query, *, today):
        self.today, self.names = today, Names()
        self.preset = query.get("period") if query.get("period") in PERIODS else "30"
        self._own = _days(query.get("since"), query.get("until"), today)
        if self.preset == "own" and self._own is None:
            self.preset = "30"
        self.comparison = query.get("against") if query.get("against") in AGAINST else "before"
        self.group = query.get("by") if query.get("by") in SHOWN_BY else "department"
        self.chosen = {name: value for name in SHOWN_BY if (value := self._chosen(name, query.get(name)))}

    def _chosen(self, dimension, value):
        if not value:
            return ""
        if dimension == "product":
            # Any text may be one, but for what no row can hold.
            return "" if "\x00" in value else value[:100]
        offered = dict(self._category_choices) if dimension == "category" else dict(self.names.choices(dimension))
        return value if value in offered else ""

    @cached_property
    def period(self):
        if self.preset == "own":
            return self._own
        if self.preset == "month":
            return Period(self.today.replace(day=1), self.today)
        days = 1 if self.preset == "today" else int(self.preset)
        return Period(self.today - timedelta(days=days - 1), self.today)

    @cached_property
    def against(self):
        if self.comparison == "none":
            return None
        return self.period.before() if self.comparison == "before" else self.period.a_year_before()

    @cached_property
    def filters(self):
        """Dimension → the values that count."""
        return {name: self._values(name, value) for name, value in self.chosen.items()}

    def _values(self, dimension, value):
        if dimension == "category" and value.startswith(_WHOLE_NATURE):
            nature = value.removeprefix(_WHOLE_NATURE)
            return tuple(str(one.pk) for one in self.names.categories if one.nature == nature)
        return (value,)

    @cached_property
    def _category_choices(self):
        whole = [(f"{_WHOLE_NATURE}{nature}", f"{label} ·") for nature, label in Nature.choices]
        return [*whole, *self.names.choices("category")]

    @cached_property
    def fields(self):
        """Name, label, offered (value, words) and the chosen value of each drop-down."""
        found = []
        for name in SHOWN_BY:
            if name == "category":
                choices = self._category_choices
            elif name == "product":
                choices = self._products()
            else:
                choices = self.names.choices(name)
            found.append((name, LABELS[name], choices, self.chosen.get(name, "")))
        return found

    def _products(self):
        """Those most complained of in the period, and the chosen one."""
        names = [name for name, _n in reading.received_by_value("product", *self.period, most=_MOST_PRODUCTS) if name]
        chosen = self.chosen.get("product", "")
        if chosen and chosen not in names:
            names.insert(0, chosen)
        return [(name, name) for name in names]

    @property
    def words(self):
        """The filters in words."""
        return [
            f"{LABELS[name]}: {dict(choices).get(value, value)}"
            for name, _label, choices, value in self.fields
            if value
        ]

    def parameters(self):
        own = {"since": self.period.since, "until": self.period.until} if self.preset == "own" else {}
        return {"period": self.preset, "against": self.comparison, "by": self.group} | own | self.chosen

    def link(self, **changed):
        return f"?{urlencode({name: value for name, value in (self.parameters() | changed).items() if value})}"

    @property
    def periods(self):
        return [
            (label, self.link(period=name), name == self.preset) for name, label in PERIODS.items() if name != "own"
        ]

    @property
    def comparisons(self):
        return [(name, label, name == self.comparison) for name, label in AGAINST.items()]

    @property
    def groups(self):
        return [(LABELS[name], self.link(by=name), name == self.group) for name in SHOWN_BY]

    @property
    def unfiltered_link(self):
        return f"?{urlencode({name: value for name, value in self.parameters().items() if name not in SHOWN_BY})}"


def _days(since, until, today):
    try:
        period = Period(date.fromisoformat(since or ""), date.fromisoformat(until or ""))
    except ValueError:
        return None
    # A year back must still be a day of the calendar.
    is_sane = date(2000, 1, 1) <= period.since <= period.until <= today.replace(year=today.year + 1, day=1)
    return period if is_sane and period.days <= _LONGEST_DAYS else None
