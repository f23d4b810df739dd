"""The filters above the queue: a closed list, always on the page, kept in the address."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from complaints.models import Nature
from complaints.states import Channel, Level, Priority, Severity, State

#: Query parameter → label, choices and the look-up it stands for. Nothing else of the address reaches the database.
_FILTERS = {
    "state": (_("State"), State, "state"),
    "severity": (_("Severity"), Severity, "severity"),
    "priority": (_("Priority"), Priority, "priority"),
    "channel": (_("Channel"), Channel, "channel"),
    "level": (_("Level"), Level, "level"),
    "nature": (pgettext_lazy("filter", "Nature"), Nature, "category__nature"),
}


class Filters:
    """What a reader chose; a value that is not offered counts as not chosen."""

    def __init__(self, query):
        self.chosen = {
            name: query[name]
            for name, (_label, choices, _lookup) in _FILTERS.items()
            if query.get(name) in choices.values
        }
        self.overdue_only = query.get("overdue") == "1"

    def __bool__(self):
        return bool(self.chosen or self.overdue_only)

    def apply(self, rows, now):
        """`rows` narrowed; overdue means the next deadline of an open complaint has passed at `now`."""
        rows = rows.filter(**{_FILTERS[name][2]: value for name, value in self.chosen.items()})
        return rows.open().filter(next_due_at__lt=now) if self.overdue_only else rows

    def parameters(self):
        """The part of the address that says the same again."""
        return self.chosen | ({"overdue": "1"} if self.overdue_only else {})

    def fields(self):
        """Name, label, offered (value, words) and the chosen value of each drop-down."""
        return [
            (name, label, choices.choices, self.chosen.get(name, ""))
            for name, (label, choices, _lookup) in _FILTERS.items()
        ]
