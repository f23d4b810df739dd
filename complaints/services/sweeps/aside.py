"""Work that broke its sweep too often: what it is, why it stands aside, and another try (F14)."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from complaints.models import Complaint, Deadline, Pause
from complaints.permissions import check_right
from complaints.services.sweeps.sweeping import MOST_ATTEMPTS

#: A message that cannot leave is parked on its own complaint instead, where its handler sees it.
_KINDS = (Deadline, Pause, Complaint)


class Aside(NamedTuple):
    """One piece of work nobody tries any more; nothing in it tells what a complaint is about."""

    what: str
    number: str
    since: object
    failure: str


def set_aside():
    """What stands aside, the longest waiting first."""
    return [_told(row) for kind in _KINDS for row in _rows(kind)]


def set_aside_count():
    return sum(_rows(kind).count() for kind in _KINDS)


def try_again(*, by):
    """Whatever stood aside is free for the next sweep; returns how many rows. Raises NotPermitted."""
    check_right(by, "complaints.retry_work")
    return sum(_rows(kind).order_by().update(attempts=0, leased_until=None) for kind in _KINDS)


def _rows(kind):
    stuck = kind.objects.filter(attempts__gte=MOST_ATTEMPTS)
    if kind is Complaint:
        return stuck.filter(has_news=True).order_by("leased_until")
    return stuck.filter(next_step_at__isnull=False).select_related("complaint").order_by("next_step_at")


def _told(row):
    if isinstance(row, Complaint):
        return Aside(_("New entries for the rules"), row.number, row.leased_until, row.failure)
    what = row.get_kind_display() if isinstance(row, Deadline) else row.get_reason_display()
    return Aside(what, row.complaint.number, row.next_step_at, row.failure)
