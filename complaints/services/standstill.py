"""Where one deadline stands by its rule, its calendar and the time the complaint waited for the customer (SLA-16)."""

from datetime import timedelta

from django.db.models import prefetch_related_objects

from complaints.deadlines.arithmetic import Span, due_at, guessed_days
from complaints.deadlines.legal import STATUTORY, event_of, legal_due
from complaints.models import Clock
from complaints.services.calendars import calendar_of


def pauses_of(complaint):
    """Every pause of `complaint` in order; one query per instance, none for a complaint just being received."""
    if complaint.events_count == 0:
        return []
    prefetch_related_objects([complaint], "pauses")
    return complaint.pauses.all()


def open_pause(complaint):
    """The pause that lasts, or None."""
    return next((pause for pause in pauses_of(complaint) if pause.ended_at is None), None)


def policy_of(deadline):
    """The policy `deadline` runs under: as a rule the one its complaint has at hand already."""
    pinned = deadline.complaint.policy
    return pinned if deadline.policy_id in (None, pinned.pk) else deadline.policy


def calendar_for(deadline):
    """The working time `deadline` counts in, or None around the clock."""
    if deadline.clock == Clock.LEGAL:
        return STATUTORY
    return calendar_of(policy_of(deadline)) if deadline.clock == Clock.WORKING else None


def spans_of(deadline, *, until=None):
    """When `deadline` stood still; a pause that lasts counts as over at `until`, and not at all without it."""
    if not deadline.pauses:
        return []
    ended = ((pause.started_at, pause.ended_at or until) for pause in pauses_of(deadline.complaint))
    return [Span(started, over) for started, over in ended if over is not None and over > started]


def is_guessed(deadline):
    """Whether `deadline` was counted over days whose holidays nobody has announced yet."""
    if not (deadline.is_ruled or deadline.legal_days):
        return False
    since, calendar = deadline.started_at, calendar_for(deadline)
    if deadline.legal_days and calendar is None:
        # Of calendar days only the last one asks whether it is a day off.
        since, calendar = since + timedelta(days=deadline.legal_days - 1), STATUTORY
    return bool(guessed_days(since, deadline.due_at, calendar))


def due_of(deadline, *, until=None):
    """When `deadline` is due by its rule or its law, its pauses and what extensions gave; `until` as in `spans_of`."""
    if deadline.legal_days:
        is_working = deadline.clock == Clock.LEGAL
        return legal_due(event_of(deadline.started_at), deadline.legal_days, working=is_working) + deadline.extra_time
    return due_at(
        deadline.started_at,
        deadline.minutes,
        calendar_for(deadline),
        days=deadline.days,
        pauses=spans_of(deadline, until=until),
        extra=deadline.extra_time,
    )
