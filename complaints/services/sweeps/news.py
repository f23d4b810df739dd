"""Handing what was recorded to the apps above, each event once and in order (design.md, law 1)."""

from functools import partial

from django.db import transaction
from django.db.models import F

from complaints.models import Complaint, ComplaintEvent
from complaints.services.gate import lock, lock_free
from complaints.services.news import readers, unread
from complaints.services.sweeps.sweeping import sweep

#: Readers answer what readers wrote, but not without end: a rule that answers itself stands aside with its complaint.
MOST_ROUNDS = 5


class EndlessNews(Exception):
    """Readers kept answering each other's events."""


def read_news(*, by, now):
    """Hand on what was recorded since the last time; returns how many complaints had news."""
    with_news = Complaint.objects.with_news()
    return sweep(with_news, partial(read_news_of, by=by, now=now), together=partial(pass_over, by=by), now=now).done


@transaction.atomic
def read_news_of(complaint_id, *, by, now):
    """Hand the unread events of one complaint to every reader they concern; returns how many.

    The count of a complaint's events moves under its lock and is read under it, so an event that commits late is
    unread until it was handed on. What readers record meanwhile is handed on in the same transaction.
    """
    complaint = lock(complaint_id, by=by)
    since = read = complaint.read_count
    for _round in range(MOST_ROUNDS):
        events = unread(complaint_id, since=read)
        if not events:
            break
        for reader in readers():
            concerned = reader.of(events)
            if concerned and reader.concerned([complaint_id]):
                # Another reader may have changed it.
                reader.read(lock(complaint_id, by=by), concerned, by=by, now=now)
        read = events[-1].seq
    else:
        raise EndlessNews
    Complaint.objects.filter(pk=complaint_id).update(read_count=read, leased_until=None, attempts=0, failure="")
    return read - since


@transaction.atomic
def pass_over(complaint_ids, *, by):
    """Most of what is recorded concerns no reader: count it as read, of many complaints at once. Returns of which.

    Those with news for somebody are left out, and those somebody holds.
    """
    free = list(lock_free(complaint_ids, by=by).values_list("pk", flat=True))
    news = ComplaintEvent.objects.filter(complaint__in=free, seq__gt=F("complaint__read_count"))
    kinds = news.order_by().values_list("complaint", "kind")
    reading = [(reader, reader.concerned(free)) for reader in readers()]
    wanted = {pk for pk, kind in kinds if any(reader.wants(kind) and pk in among for reader, among in reading)}
    passed = [pk for pk in free if pk not in wanted]
    read = {"read_count": F("events_count"), "leased_until": None, "attempts": 0, "failure": ""}
    Complaint.objects.filter(pk__in=passed).update(**read)
    return dict.fromkeys(passed, True)
