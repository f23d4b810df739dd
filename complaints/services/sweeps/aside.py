"""Work that broke its sweep too often: what it is, why it stands aside, and another try (F14).

A message that cannot leave is parked on its own complaint instead, where its handler sees it.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from complaints.models import Complaint, Deadline, MediaLink, Order, Pause, WebhookCall, WecomInbox
from complaints.permissions import check_right
from complaints.services.sweeps.sweeping import MOST_ATTEMPTS


class Kind(NamedTuple):
    """What one sweep carries out: the rows that owe something, since when, and how one is told to people."""

    owing: Callable[[], QuerySet]
    since: str
    what: Callable
    number: Callable

    def stuck(self):
        return self.owing().filter(attempts__gte=MOST_ATTEMPTS).order_by()


class Aside(NamedTuple):
    """One piece of work nobody tries any more; nothing in it tells what a complaint is about."""

    what: str
    number: str
    since: object
    failure: str


_kinds: list[Kind] = []


def register(kind):
    """Let what `kind` sweeps be seen and tried again. Higher apps call it in `aside.py`, imported at the start."""
    _kinds.append(kind)


def set_aside():
    """What stands aside, the longest waiting first of each kind."""
    return [
        Aside(kind.what(row), kind.number(row), getattr(row, kind.since), row.failure)
        for place, pks in _found().items()
        for kind in [_kinds[place]]
        for row in kind.owing().filter(pk__in=pks).order_by(kind.since, "pk")
    ]


def set_aside_count():
    return sum(map(len, _found().values()))


def try_again(*, by):
    """Whatever stood aside is free for the next sweep; returns how many rows. Raises NotPermitted."""
    check_right(by, "complaints.retry_work")
    return sum(
        kind.owing().model.objects.filter(pk__in=kind.stuck().values("pk")).update(attempts=0, leased_until=None)
        for kind in _kinds
    )


def _found():
    """Place of the kind → keys of its rows, in one statement however many kinds there are."""
    first, *others = (kind.stuck().values_list(Value(place), "pk") for place, kind in enumerate(_kinds))
    found = defaultdict(list)
    for place, pk in sorted(first.union(*others, all=True)):
        found[place].append(pk)
    return found


register(
    Kind(
        lambda: Deadline.objects.filter(next_step_at__isnull=False).select_related("complaint"),
        "next_step_at",
        Deadline.get_kind_display,
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: Pause.objects.filter(next_step_at__isnull=False).select_related("complaint"),
        "next_step_at",
        Pause.get_reason_display,
        lambda row: row.complaint.number,
    )
)
register(
    Kind(
        lambda: Complaint.objects.filter(has_news=True),
        "leased_until",
        lambda _row: _("New entries for the rules"),
        lambda row: row.number,
    )
)
register(
    Kind(
        lambda: WebhookCall.objects.filter(sent_at=None, parked_at=None).select_related("event__complaint"),
        "due_at",
        lambda _row: _("Call to another system"),
        lambda row: row.told_number,
    )
)
register(
    Kind(
        lambda: MediaLink.objects.filter(done_at=None).select_related("inbound__complaint"),
        "due_at",
        lambda _row: _("File of a letter"),
        lambda row: row.inbound.complaint.number if row.inbound.complaint_id else "—",
    )
)
register(
    Kind(
        lambda: Order.objects.filter(ask_at__isnull=False),
        "ask_at",
        lambda _row: _("Question to the shop about an order"),
        lambda row: row.number,
    )
)
register(
    Kind(
        lambda: WecomInbox.objects.filter(due_at__isnull=False).select_related("account__connector"),
        "due_at",
        lambda row: str(row.account),
        lambda _row: "—",
    )
)
