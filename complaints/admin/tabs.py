"""The lists a person may choose from in the queue, and which one opens first.

Every list starts from `visible_to`; a tab adds what it is about and what comes first in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import Role
from complaints.models import Complaint, Likeness, Task
from complaints.services.assignment import HANDLING_ROLES

#: Counting stops here: "1000+" says enough, and a list of that length is searched, not read.
MOST_COUNTED = 1_000
_COUNTS_LIVE_SECONDS = 30

BY_DUE = (F("next_due_at").asc(nulls_last=True), "pk")
#: Urgent first, then customers who press, then what is due first (INT-6).
BY_PLACE = ("queue_place", *BY_DUE)
NEWEST = ("-received_at", "-pk")
OLDEST = ("received_at", "pk")
BY_SEVERITY = ("severity", *BY_DUE)

SORTS = {
    "place": (_("by urgency"), BY_PLACE),
    "due": (_("due first"), BY_DUE),
    "severity": (_("severity"), BY_SEVERITY),
    "newest": (_("newest first"), NEWEST),
    "oldest": (_("oldest first"), OLDEST),
}


@dataclass(frozen=True)
class Tab:
    """`sorts` are the orders it offers, the first unless asked otherwise; `counted` shows how many wait in it.

    A `rare` one stands in the row only while something waits in it.
    `tasks` are shown on the lines of their complaints, and then “due first” goes by them.
    """

    name: str
    label: Promise
    offered: Callable[[User], bool]
    rows: Callable[[User], QuerySet]
    sorts: tuple[str, ...] = ("place", "due", "severity", "newest", "oldest")
    counted: bool = False
    rare: bool = False
    tasks: Callable[[User], QuerySet] | None = None

    def order(self, sort, user):
        if sort != "due" or self.tasks is None:
            return SORTS[sort][1]
        first = self.tasks(user).filter(complaint=OuterRef("pk")).values("due_at")[:1]
        return (Subquery(first).asc(), "pk")


def _visible(user):
    return Complaint.objects.visible_to(user)


def _mine(user):
    people = [user, *(delegation.delegator for delegation in user.delegations_today())]
    return _visible(user).open().filter(handler__in=people)


def _of_my_team(user):
    return _visible(user).open().filter(team=user.team_id)


def _possibly_the_same(user):
    """The newer halves of pairs nobody decided on; both halves visible, or a list would tell of what is not."""
    others = Complaint.everything.visible_to(user).order_by()
    pairs = Likeness.objects.undecided().filter(other__in=others)
    return _visible(user).open().filter(pk__in=pairs.order_by().values("complaint"))


def waiting_tasks(user):
    """Open tasks of the own department, the first due first."""
    return Task.objects.open().filter(department=user.department_id)


def _with_my_tasks(user):
    return _visible(user).filter(pk__in=waiting_tasks(user).order_by().values("complaint"))


def _is_handler(user):
    return bool(HANDLING_ROLES & (user.roles_stood_in_for() | {user.role}))


TABS = (
    Tab("mine", _("My queue"), _is_handler, _mine, counted=True),
    Tab(
        "unclaimed",
        _("Unclaimed"),
        lambda user: user.has_perm("complaints.claim_complaint"),
        lambda user: _visible(user).unclaimed(),
        sorts=("place", "due", "newest", "oldest"),
        counted=True,
    ),
    Tab(
        "left",
        _("Handler has left"),
        lambda user: user.has_perm("complaints.assign_complaint"),
        lambda user: _visible(user).left_behind(),
        counted=True,
        rare=True,
    ),
    Tab(
        "risk",
        _("High risk"),
        lambda user: user.has_perm("complaints.assign_complaint"),
        lambda user: _visible(user).at_high_risk(),
        counted=True,
    ),
    Tab(
        "alike",
        _("Possible duplicates"),
        lambda user: user.has_perm("complaints.close_duplicate"),
        _possibly_the_same,
        counted=True,
        rare=True,
    ),
    Tab(
        "back",
        _("Came back"),
        lambda user: user.has_perm("complaints.assign_complaint"),
        lambda user: _visible(user).come_back(),
    ),
    Tab("team", _("Team"), lambda user: bool(_is_handler(user) and user.team_id), _of_my_team),
    Tab(
        "tasks",
        _("Department tasks"),
        lambda user: bool(user.department_id and user.has_perm("complaints.do_task")),
        _with_my_tasks,
        sorts=("due", "place", "severity", "newest", "oldest"),
        counted=True,
        tasks=waiting_tasks,
    ),
    Tab(
        "open",
        pgettext_lazy("tab", "In progress"),
        lambda user: not (_is_handler(user) and user.team_id),
        lambda user: _visible(user).open(),
    ),
    Tab("all", pgettext_lazy("tab", "All"), lambda user: True, _visible, sorts=("newest", "oldest")),
    Tab(
        "closed",
        pgettext_lazy("tab", "Closed"),
        lambda user: True,
        lambda user: _visible(user).closed(),
        sorts=("newest", "oldest"),
    ),
)

_FIRST_TAB = {
    Role.AGENT: "mine",
    Role.SUPERVISOR: "open",
    Role.DIRECTOR: "open",
    Role.HANDLER: "tasks",
    Role.FINANCE: "tasks",
    Role.LEGAL: "tasks",
    Role.CURATOR: "closed",
}


def tabs_of(user):
    return [tab for tab in TABS if tab.offered(user)]


def tabs_shown(user, counts, chosen=None):
    """Those that stand beside each other: of the rare ones only what somebody waits in, or looks at."""
    return [tab for tab in tabs_of(user) if not tab.rare or counts.get(tab.name) or tab == chosen]


def tab_of(user, name):
    """The tab called `name` if `user` has it, else the one the role begins with."""
    offered = {tab.name: tab for tab in tabs_of(user)}
    return offered.get(name) or offered.get(_FIRST_TAB.get(user.role, "all")) or offered["all"]


def capped_count(rows):
    """How many, counting no further than one beyond `MOST_COUNTED`."""
    return rows.order_by()[: MOST_COUNTED + 1].count()


def written_count(count):
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def waiting_counts(user, *, fresh=False):
    """Tab name → how many wait there; at most half a minute old unless `fresh`."""

    def count():
        return {tab.name: capped_count(tab.rows(user)) for tab in tabs_of(user) if tab.counted}

    return remembered(user, "tabs", count, fresh=fresh)


def remembered(user, what, count, *, fresh=False):
    """What `count` found for `user`, at most half a minute old and never from before the own last step."""
    key = _key(user)
    kept = cache.get(key, {})
    if fresh or what not in kept:
        kept[what] = count()
        cache.set(key, kept, _COUNTS_LIVE_SECONDS)
    return kept[what]


def forget_counts(user):
    """`user` has changed something; the next page counts anew."""
    cache.delete(_key(user))


def _key(user):
    return f"waiting:{user.pk}"
