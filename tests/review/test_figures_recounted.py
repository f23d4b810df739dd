"""For any story of complaints and any filter the board equals a recount from the raw rows (MON-1)."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Department, User
from complaints.models import (
    Category,
    Complaint,
    Contact,
    Deadline,
    DeadlineKind,
    Direction,
)
from complaints.states import Channel, Priority, Resolution, Severity, State
from review.models import DayFigures, FiguresState, Tally
from review.services.figures import reading
from review.services.figures.behind import listed, rows_behind, with_values
from review.services.figures.board import figures_of
from review.services.figures.measures import day_of, minutes_since
from review.services.figures.rebuilding import rebuild, verify
from review.services.figures.rounds import count_changed
from tests.builders import NOON, a_complaint, a_user

pytestmark = pytest.mark.django_db
TODAY = day_of(NOON)
_MOST_DAYS = 12

moments = st.integers(-_MOST_DAYS * 24 * 60, 0).map(lambda minutes: NOON + timedelta(minutes=minutes))
spans = st.integers(0, 9 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
fates = st.fixed_dictionaries(
    {
        "received_at": moments,
        "channel": st.sampled_from([Channel.PHONE, Channel.EMAIL, Channel.APP]),
        "severity": st.sampled_from([Severity.S1, Severity.S3]),
        "category": st.integers(0, 2),
        "department": st.integers(0, 2),
        "product": st.sampled_from(["", "礼盒", "Ａ 1", "A 1"]),
        "closed_after": st.none() | spans,
        "resolution": st.sampled_from([Resolution.RESOLVED, Resolution.UNREACHED, Resolution.DECIDED]),
        "contacts": st.lists(st.tuples(spans, st.booleans()), max_size=3),
        "deadlines": st.lists(
            st.tuples(
                st.sampled_from([DeadlineKind.TASK, DeadlineKind.COMMITMENT]),
                spans,
                st.none() | spans,
                st.booleans(),
            ),
            max_size=3,
        ),
    }
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "channel": st.lists(st.sampled_from(["phone", "email"]), min_size=1, max_size=2, unique=True).map(tuple),
        "severity": st.sampled_from([("S1",), ("S3",)]),
        "department": st.integers(0, 2),
        "category": st.integers(0, 2),
        "product": st.sampled_from([("A 1",), ("礼盒",), ("",)]),
    },
)
days = st.tuples(st.integers(0, _MOST_DAYS), st.integers(0, _MOST_DAYS)).map(
    lambda ends: (TODAY - timedelta(days=max(ends)), TODAY - timedelta(days=min(ends)))
)


def tell(fate, place, *, categories, departments):
    """One complaint of that fate, its rows written as services would leave them."""
    complaint = place[0]
    received_at, closed_after = fate["received_at"], fate["closed_after"]
    closed_at = received_at + closed_after if closed_after is not None else None
    Complaint.objects.filter(pk=complaint).update(
        received_at=received_at,
        channel=fate["channel"],
        severity=fate["severity"],
        priority=Priority.MEDIUM,
        handler=place[1],
        category=categories[fate["category"]],
        department=departments[fate["department"]],
        product=fate["product"],
        state=State.CLOSED if closed_at else State.INVESTIGATING,
        resolution=fate["resolution"] if closed_at else "",
        closed_at=closed_at,
    )
    Deadline.objects.filter(complaint=complaint).delete()
    Contact.objects.filter(complaint=complaint).delete()
    for after, reached in fate["contacts"]:
        Contact.objects.create(
            complaint_id=complaint,
            direction=Direction.OUT,
            channel=Channel.PHONE,
            reached=reached,
            summary="致电",
            by=place[1],
            at=received_at + after,
        )
    for kind, due, met, is_cancelled in fate["deadlines"]:
        ended = {"cancelled_at" if is_cancelled else "met_at": received_at + met} if met is not None else {}
        facts = {"complaint_id": complaint, "kind": kind, "started_at": received_at, "due_at": received_at + due}
        Deadline.objects.create(**facts, **ended)


def recounted(since, until, wanted):
    """The same figures by reading every raw row."""
    counts = Counter()
    among = Complaint.objects.filter(with_values(wanted))
    for one in among:
        for measure, at in (("received", one.received_at), (f"closed:{one.resolution}", one.closed_at)):
            if at and since <= day_of(at) <= until:
                counts[measure] += 1
        if one.closed_at and since <= day_of(one.closed_at) <= until:
            counts[f"solve:{minutes_since(one.received_at, one.closed_at)}"] += 1
        talks = [talk.at for talk in one.contacts.all() if talk.reached and talk.direction == Direction.OUT]
        if talks and since <= day_of(min(talks)) <= until:
            counts[f"contact:{minutes_since(one.received_at, min(talks))}"] += 1
        for deadline in one.deadlines.all():
            if not since <= day_of(deadline.due_at) <= until or deadline.due_at >= NOON:
                continue
            ended_at = deadline.met_at or deadline.cancelled_at
            is_late = ended_at is None or ended_at > deadline.due_at
            if is_late or deadline.met_at:
                counts[f"{'broken' if is_late else 'kept'}:{deadline.kind}"] += 1
    return figures_of(counts)


@settings(max_examples=25)
@given(told=st.lists(fates, min_size=1, max_size=6), again=st.lists(fates, max_size=3), asked=filters, period=days)
def test_any_figures_under_any_filter_equal_a_recount(told, again, asked, period):
    agent = a_user()
    categories = list(Category.objects.exclude(parent=None).order_by("pk")[:3])
    departments = list(Department.objects.order_by("pk")[:3])
    wanted = dict(asked)
    for name, rows in (("category", categories), ("department", departments)):
        if name in wanted:
            wanted[name] = (str(rows[wanted[name]].pk),)
    made = [a_complaint(agent=agent).pk for _fate in told]
    Tally.objects.all().delete()
    DayFigures.objects.all().delete()
    FiguresState.objects.all().delete()
    how = {"categories": categories, "departments": departments}
    for pk, fate in zip(made, told, strict=True):
        tell(fate, (pk, agent), **how)
    list(rebuild(now=NOON))
    for pk, fate in zip(made, again, strict=False):
        tell(fate, (pk, agent), **how)
        Tally.objects.filter(complaint=pk).update(count_at=NOON)
    count_changed(by=User.objects.system(), now=NOON)

    since, until = period
    shown = figures_of(reading.totals(since, until, filters=wanted))
    assert shown == recounted(since, until, wanted)
    assert list(verify(now=NOON)) == []
    supervisor = a_user("supervisor")
    for name, number in (("received", shown.received), ("closed", shown.closed), ("contact", shown.contacted)):
        behind = listed(supervisor, name, since=since, until=until, filters=wanted, now=NOON)
        assert behind.count() == number
    for name, number in (("kept", shown.kept), ("broken", shown.broken)):
        rows = rows_behind(name, since=since, until=until, now=NOON)
        among = Complaint.objects.filter(with_values(wanted)).order_by()
        assert rows.filter(complaint__in=among).count() == number
