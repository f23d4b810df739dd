"""Opens the demo desk: people, stories, and what scheduled work would have done in the meantime."""

from datetime import timedelta

from django.db import transaction

from accounts.models import User
from complaints.models import Complaint, Connector, StaffNotice
from complaints.services.staff import mark_read
from config.demo.arrival import arrived
from config.demo.doors import open_doors
from config.demo.drafts import draft_larger_limits, draft_review_at_once
from config.demo.guides import publish_playbooks
from config.demo.inspecting import inspect, report
from config.demo.learning import count_duties_from_the_beginning, learn
from config.demo.letters import bring_letters
from config.demo.library import curate
from config.demo.outside import turn_outside
from config.demo.people import hire
from config.demo.printing import print_book
from config.demo.story import read_stories
from config.demo.teller import Teller
from config.demo.training import train
from knowledge.services.nomination import nominate

#: Stories the desk's people put before QA.
_NOMINATIONS = 3


def open_desk(*, now, progress):
    """Tell the stories not told yet; a desk that lives without them is left alone. Returns how many complaints it got.

    Each story is told whole or not at all, so an interrupted opening goes on where it stopped. `progress` is called
    with (told, all) after each story.
    """
    stories = read_stories()
    known = {story["key"]: complaint for story in stories if (complaint := arrived(story))}
    # What programs bring comes last, so whoever finds it finds everything.
    is_whole = len(known) == len(stories) and Connector.objects.exists()
    if is_whole or (Complaint.objects.exists() and not known):
        return 0
    teller = Teller(hire(now=now), now=now)
    count_duties_from_the_beginning(now=now)
    teller.told = {key: complaint.pk for key, complaint in known.items()}
    for count, story in enumerate(stories, 1):
        if story["key"] not in known:
            with transaction.atomic():
                teller.tell(story)
        progress(count, len(stories))
    return len(stories) - len(known) + _round_off(teller, now=now)


@transaction.atomic
def _round_off(teller, *, now):
    """What follows the stories, whole or not at all. Returns how many complaints it brought."""
    inspect(teller.users, now=now)
    publish_playbooks(teller.users, now=now)
    _nominate_the_best(now=now)
    turn_outside(now=now)
    draft_larger_limits(now=now)
    draft_review_at_once(now=now)
    bring_letters(now=now)
    learn(teller.users, teller.system, teller.told, now=now)
    curate(teller.users, teller.told, now=now)
    train(teller.users, now=now)
    came = open_doors(teller.users, teller.system, now=now)
    report(teller.users, now=now)
    print_book(teller.users, now=now)
    _read_what_is_old(now=now)
    return came


def _read_what_is_old(*, now):
    """Everybody has read what was told before the last hours; the bell counts what is new."""
    old = StaffNotice.objects.filter(read_at=None, at__lt=now - timedelta(hours=3))
    for reader in User.objects.filter(pk__in=old.values("to").order_by()):
        mark_read(list(old.filter(to=reader).values_list("pk", flat=True)), by=reader, now=now)


@transaction.atomic
def _nominate_the_best(*, now):
    best = Complaint.objects.filter(resolution="resolved", satisfaction=5).order_by("pk")[:_NOMINATIONS]
    for complaint in best:
        nominate(complaint.pk, reason=f"处理得体，客户非常满意：{complaint.subject}", by=complaint.handler, now=now)
