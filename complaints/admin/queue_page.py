"""One page of the queue: which tab, which filters, which rows, and the addresses that lead on from it."""

from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from complaints.admin import search
from complaints.admin.exports import FORMATS
from complaints.admin.filters import Filters
from complaints.admin.narrowing import narrowings
from complaints.admin.rows import as_rows, with_columns, with_tasks
from complaints.admin.tabs import SORTS, capped_count, tab_of, tabs_shown, waiting_counts, written_count
from complaints.models import Complaint

ROWS_A_PAGE = 30
#: Further down nobody reads; there the page says to narrow the list.
LAST_PAGE = 200


class PageOfQueue:
    """Reads an address for one person: one query for the lines, one for the tasks on them where the tab shows any,
    at most one for how many, one a counted tab."""

    def __init__(self, user, query, *, now):
        self.user, self.now = user, now
        self.text = search.clean(query.get("q"))
        self.order = search.clean(query.get("order"))
        self.customers = _uuids(query.get("customer"))
        self.is_search = bool(self.text or self.order or self.customers)
        self.narrowed = narrowings(query, user=user, now=now)
        self.tab = tab_of(user, "all" if self.is_search or self.narrowed else query.get("tab"))
        self.filters = Filters(query)
        self.sort = query.get("sort") if query.get("sort") in self.tab.sorts else self.tab.sorts[0]
        self.counts = waiting_counts(user, fresh=True)
        self.number = min(int(query["page"]), LAST_PAGE) if _is_page(query.get("page")) else 1

    @cached_property
    def rows(self):
        """The lines of this page and one more, which tells without counting whether another page follows."""
        start = (self.number - 1) * ROWS_A_PAGE
        # Ids first: sorting whole rows with their customers would read them all on the slower of our databases.
        ids = self.matching.order_by(*self.order_of_rows).values("pk")[start : start + ROWS_A_PAGE + 1]
        rows = with_columns(Complaint.objects.filter(pk__in=ids)).order_by(*self.order_of_rows)
        return as_rows(with_tasks(rows, self.tab.tasks(self.user)) if self.tab.tasks else rows, self.now)

    @property
    def order_of_rows(self):
        if not self.text:
            return self.tab.order(self.sort, self.user)
        # Numbers rise with the time of receipt, and a search reads the table in the order it lies in.
        return ("pk",) if self.sort == "oldest" else ("-pk",)

    @property
    def shown(self):
        return self.rows[:ROWS_A_PAGE]

    @property
    def has_next(self):
        return len(self.rows) > ROWS_A_PAGE and self.number < LAST_PAGE

    @property
    def ends_early(self):
        return len(self.rows) > ROWS_A_PAGE and self.number == LAST_PAGE

    @cached_property
    def matching(self):
        """Every complaint of the list, on whichever page; unordered."""
        rows = Complaint.objects.visible_to(self.user) if self.is_search else self.tab.rows(self.user)
        rows = self.filters.apply(rows, self.now)
        for _value, narrowing in self.narrowed.values():
            rows = rows.filter(narrowing.complaints)
        if self.customers:
            rows = rows.filter(complainant__uuid__in=self.customers)
        if self.order:
            rows = rows.of_order(self.order)
        return rows.matching(self.text) if self.text else rows

    @cached_property
    def total(self):
        """How many there are in words; what the page itself already shows is not counted again."""
        if self.number == 1 and not self.has_next:
            return str(len(self.shown))
        if self.text:
            # Counting the matches of a word would read the whole table a second time.
            return f"{(self.number - 1) * ROWS_A_PAGE + len(self.shown)}{'+' if self.has_next else ''}"
        return written_count(capped_count(self.matching))

    @cached_property
    def tabs(self):
        """Name, label, how many wait in it (in words or blank), whether it is the open one, and its address."""
        return [
            {
                "label": tab.label,
                "count": written_count(self.counts[tab.name]) if self.counts.get(tab.name) else "",
                "is_open": tab == self.tab and not self.is_search,
                "link": f"?tab={tab.name}",
            }
            for tab in tabs_shown(self.user, self.counts, self.tab)
        ]

    @property
    def told(self):
        """In words, what another page narrowed the list to."""
        return [narrowing.words for _value, narrowing in self.narrowed.values()]

    @property
    def sorts(self):
        return [(name, SORTS[name][0], name == self.sort) for name in self.tab.sorts]

    @property
    def listed(self):
        """What says which list this is: the tab, or what was searched for."""
        if not self.is_search:
            return {"tab": self.tab.name} | {name: value for name, (value, _narrowing) in self.narrowed.items()}
        sought = {"q": self.text, "order": self.order, "customer": ",".join(map(str, self.customers))}
        return {name: value for name, value in sought.items() if value}

    def link(self, **changed):
        """The address of this page with some things `changed`."""
        sorted_by = {"sort": self.sort} if self.sort != self.tab.sorts[0] else {}
        return f"?{urlencode(self.listed | sorted_by | self.filters.parameters() | changed)}"

    @property
    def export_links(self):
        return [(kind, self.link(export=kind)) for kind in FORMATS]

    @property
    def next_link(self):
        return self.link(page=self.number + 1)

    @property
    def previous_link(self):
        return self.link(page=self.number - 1)

    @property
    def unfiltered_link(self):
        return f"?{urlencode(self.listed)}"


def _is_page(text):
    return bool(text) and text.isdecimal() and len(text) < 6 and int(text) > 0


def _uuids(text):
    found = []
    for part in (text or "").split(",")[:5]:
        try:
            found.append(UUID(part))
        except ValueError:
            continue
    return found
