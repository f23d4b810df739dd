"""Promises in whole working days against a second, slow implementation that asks every minute (SLA-13, SLA-16)."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.deadlines.arithmetic import DayKind, NoWorkingTime, Span, counted_time, due_at
from complaints.deadlines.explain import LegKind, course
from complaints.deadlines.workdays import CHINA, OFFICE, OwnDay, working_time
from tests.property.test_deadline_arithmetic import MINUTE, NEVER_OPEN, calendars, is_open, moments
from tests.property.test_pauses import extras, spans, stories
from tests.property.test_working_time import dates, own_days, weeks
from tests.property.test_working_time import moments as autumn

counts = st.integers(1, 12)


def slowly(start, days, calendar, pauses):
    """Minute by minute: a day counts when it was open, is not the first, and nobody waited in an open minute of it."""
    moment, first = start, start.astimezone(calendar.zone).date()
    while days:
        day, closes, waited = moment.astimezone(calendar.zone).date(), None, False
        while moment.astimezone(calendar.zone).date() == day:
            if is_open(calendar, moment):
                closes = moment + MINUTE
                waited = waited or any(pause.since < closes and moment < pause.until for pause in pauses)
            moment += MINUTE
        days -= day != first and closes is not None and not waited
    return closes


@settings(max_examples=20)
@given(stories(), st.integers(1, 3), calendars)
def test_working_days_are_counted_as_somebody_counts_who_asks_every_minute(story, days, calendar):
    start, pauses = story
    pauses = [pause for pause in pauses if pause.since < pause.until]
    assert due_at(start, None, calendar, days=days, pauses=pauses) == slowly(start, days, calendar, pauses)


@settings(max_examples=60)
@given(autumn, counts, weeks, st.booleans(), own_days, dates, st.data())
def test_another_day_off_never_brings_them_forward(start, days, weekly, follows, own, day, data):
    pauses = data.draw(st.lists(spans(start), max_size=3))
    before = working_time(CHINA, weekly, follows_holidays=follows, own_days=own)
    after = working_time(CHINA, weekly, follows_holidays=follows, own_days=own | {day: OwnDay(False)})
    assert due_at(start, None, after, days=days, pauses=pauses) >= due_at(start, None, before, days=days, pauses=pauses)


@given(stories(), counts, calendars, extras, st.data())
def test_one_pause_more_never_brings_them_forward(story, days, calendar, extra, data):
    start, pauses = story
    more = [*pauses, data.draw(spans(start))]
    before = due_at(start, None, calendar, days=days, pauses=pauses, extra=extra)
    assert due_at(start, None, calendar, days=days, pauses=more, extra=extra) >= before


@given(moments, moments, counts, calendars)
def test_what_begins_later_is_not_due_sooner(one, other, days, calendar):
    earlier, later = sorted((one, other))
    assert due_at(earlier, None, calendar, days=days) <= due_at(later, None, calendar, days=days)


@given(stories(), counts, calendars)
def test_their_working_time_leads_to_the_same_moment(story, days, calendar):
    start, pauses = story
    due = due_at(start, None, calendar, days=days, pauses=pauses)
    minutes = counted_time(start, due, calendar, pauses) / MINUTE
    assert due_at(start, minutes, calendar, pauses=pauses) == due


@given(stories(), counts, calendars, extras)
def test_the_legs_lead_from_start_to_due_and_hold_every_day(story, days, calendar, extra):
    start, pauses = story
    legs = course(start, None, calendar, days=days, pauses=pauses, extra=extra)
    assert legs[0].since == start
    assert legs[-1].until == due_at(start, None, calendar, days=days, pauses=pauses, extra=extra)
    assert all(one.until == other.since for one, other in pairwise(legs))
    assert all((one.kind, one.reason) != (other.kind, other.reason) for one, other in pairwise(legs))
    assert sum(leg.days for leg in legs) == days
    assert {leg.kind for leg in legs if leg.days} == {LegKind.COUNTED}
    assert sum((leg.counted for leg in legs if leg.kind == LegKind.EXTRA), MINUTE * 0) == extra


HALF_DAYS = working_time(CHINA, (((time(9), time(13)),),) * 5 + ((), ()), follows_holidays=True)


def china(year, month, day, hour):
    return datetime(year, month, day, hour, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("calendar", "start", "due"),
    [
        (OFFICE, china(2026, 11, 18, 10), china(2026, 11, 23, 18)),  # a weekend between
        (OFFICE, china(2026, 11, 21, 10), china(2026, 11, 25, 18)),  # began on a Saturday
        (OFFICE, china(2025, 1, 24, 10), china(2025, 2, 5, 18)),  # a swapped Sunday, then the festival
        (HALF_DAYS, china(2026, 11, 18, 10), china(2026, 11, 23, 13)),
    ],
)
def test_three_working_days_are_three_days_under_any_hours(calendar, start, due):
    assert due_at(start, None, calendar, days=3) == due


def test_the_day_of_an_answer_does_not_count_and_a_wait_of_a_night_costs_nothing():
    monday = datetime(2026, 11, 16, 10, 0, tzinfo=CHINA)
    asked = Span(monday.replace(day=17, hour=17), monday.replace(day=18, hour=11))
    overnight = Span(monday.replace(day=17, hour=19), monday.replace(day=18, hour=8))
    assert due_at(monday, None, OFFICE, days=3, pauses=[overnight]) == monday.replace(day=19, hour=18)
    assert due_at(monday, None, OFFICE, days=3, pauses=[asked]) == monday.replace(day=23, hour=18)
    legs = course(monday, None, OFFICE, days=3, pauses=[asked])
    assert [(leg.kind, leg.days) for leg in legs] == [
        (LegKind.BEGUN, 0),
        (LegKind.WAITED, 0),
        (LegKind.COUNTED, 2),
        (LegKind.CLOSED, 0),
        (LegKind.COUNTED, 1),
    ]
    assert legs[3].reason.kind == DayKind.WEEKLY
    assert (legs[1].since.date(), legs[1].until.date()) == (date(2026, 11, 17), date(2026, 11, 19))


def test_a_calendar_in_which_nothing_opens_is_not_searched_for_ever():
    with pytest.raises(NoWorkingTime):
        due_at(datetime(2026, 3, 1, tzinfo=CHINA), None, NEVER_OPEN, days=1)


def test_the_last_day_of_an_office_open_until_midnight_ends_with_the_day():
    late = working_time(CHINA, (((time(14), time(0)),),) * 7, follows_holidays=False)
    start = datetime(2026, 11, 16, 15, 0, tzinfo=CHINA)
    assert due_at(start, None, late, days=1) == start.replace(day=18, hour=0) == start + timedelta(days=1, hours=9)
